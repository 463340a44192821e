/* SPDX-License-Identifier: MIT */
/*
 * emit.h - findings to text, one file and one row per format
 *
 * Comes in: a finding_report.  Goes out: bytes in a buffer.  A format keeps
 * no state between calls and prints nothing itself.
 */
#ifndef EMIT_EMIT_H
#define EMIT_EMIT_H

#include <stdbool.h>
#include <stddef.h>

#include "finding/finding.h"

struct buf;

struct emit_options {
	bool colour;
	enum level level; /* findings below it are left out */
	/* Folders with sources (--source), NULL-terminated, or NULL. */
	const char *const *source;
};

typedef void emit_fn(const struct finding_report *report,
		     const struct emit_options *options, struct buf *out);

struct format {
	const char *name;
	emit_fn *emit;
	const char *summary;
};

#define FORMAT(name, function, summary) emit_fn function;
#include "emit/formats.def"
#undef FORMAT

extern const struct format formats[];
extern const size_t nformats;

/* Whether a finding is told at this level. */
bool is_shown(const struct finding *f, enum level level);

/* NULL when there is none of that name. */
const struct format *format_find(const char *name);

#endif
