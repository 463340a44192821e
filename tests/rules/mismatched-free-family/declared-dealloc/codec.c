#include "codec.h"

#include <stdlib.h>

struct enc {
	unsigned rate;
	short *window;
};

struct dec {
	unsigned rate;
};

struct enc *enc_create(unsigned rate)
{
	struct enc *e = malloc(sizeof(*e));

	if (!e)
		return NULL;
	e->rate = rate;
	e->window = calloc(rate / 50, sizeof(short));
	return e;
}

void enc_destroy(struct enc *e)
{
	free(e->window);
	free(e);
}

struct dec *dec_create(unsigned rate)
{
	struct dec *d = malloc(sizeof(*d));

	if (d)
		d->rate = rate;
	return d;
}

void codec_destroy_any(void *p)
{
	free(p);
}
