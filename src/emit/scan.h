/* SPDX-License-Identifier: MIT */
/*
 * scan.h - what `belay scan` prints
 *
 * A scan is no list of findings, so it has writers of its own.  Text shows
 * the first rows of each table; JSON has them all.
 */
#ifndef EMIT_SCAN_H
#define EMIT_SCAN_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct scan;

struct scan_emit_options {
	size_t top; /* rows of each table of the text */
	bool colour;
	bool stats; /* how long it took, and what was walked */
};

typedef void scan_emit_fn(const struct scan *s,
			  const struct scan_emit_options *o, struct buf *out);

scan_emit_fn scan_text, scan_json;

#endif
