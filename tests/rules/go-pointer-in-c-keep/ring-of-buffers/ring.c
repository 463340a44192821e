#include "ring.h"

#include <stdlib.h>

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
	r->slot[r->used].buf = buf; // may BL401
	r->slot[r->used++].len = len;
	return 0;
}

int ring_flush(struct ring *r)
{
	int n = 0;

	while (r->used > 0) {
		r->used--;
		n += r->slot[r->used].len;
		r->slot[r->used].buf = NULL;
	}
	return n;
}

void ring_free(struct ring *r)
{
	ring_flush(r);
	free(r);
}
