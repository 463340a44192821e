#ifndef CODEC_H
#define CODEC_H

struct enc;
struct dec;

void enc_destroy(struct enc *e);
void codec_destroy_any(void *p);

struct enc *enc_create(unsigned rate) __attribute__((malloc(enc_destroy, 1)));
struct dec *dec_create(unsigned rate)
	__attribute__((malloc(codec_destroy_any, 1)));

#endif
