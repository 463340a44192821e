#include "ring.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS 16

struct ring {
	struct {
		void *buf;
		int len;
	} slot[SLOTS];
	int used;
};

struct ring *ring_new(void)
{
	return calloc(1, sizeof(struct ring));
}

int ring_push(struct ring *r, void *buf, int len)
{
	if (r->used == SLOTS)
		return -1;
	r->slot[r->used].buf = malloc(len);
	if (!r->slot[r->used].buf)
		return -1;
	memcpy(r->slot[r->used].buf, buf, len);
	r->slot[r->used++].len = len;
	return 0;
}

int ring_flush(struct ring *r)
{
	int n = 0;

	while (r->used > 0) {
		r->used--;
		n += r->slot[r->used].len;
		free(r->slot[r->used].buf);
		r->slot[r->used].buf = NULL;
	}
	return n;
}

void ring_free(struct ring *r)
{
	ring_flush(r);
	free(r);
}
