/* SPDX-License-Identifier: MIT */
#ifndef OUT_H
#define OUT_H

#include <stddef.h>

/* Bytes to be written out; data moves when it grows. */
struct out {
	unsigned char *data;
	size_t len, cap;
};

void out_start(struct out *o);
void out_byte(struct out *o, unsigned char byte);
void out_finish(struct out *o);

#endif
