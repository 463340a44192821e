/* SPDX-License-Identifier: MIT */
/*
 * step.h - the path of a finding, sentence by sentence (private to rules/)
 */
#ifndef RULES_STEP_H
#define RULES_STEP_H

#include <stddef.h>

#include "rules/report.h"

struct trace;

/*
 * The steps of an issue in their order: allocated, stored, freed, used; those
 * inside of a call behind it.  The last one is its primary.
 */
struct finding_step *steps_of(struct rule_run *r, const struct issue *i,
			      size_t *ret_n);

/* The step to show a finding at: the primary one, or where that is not in a
 * package that a pattern names, the last one that is.  NULL: none is. */
const struct trace *step_primary(const struct issue *i);

/* "C.free(p)", as it is written where the step is; or what is done there. */
const char *step_text(struct rule_run *r, const struct trace *t);

/* Which variable it is about: "p", "c.bufs[k]"; NULL: not known. */
const char *step_variable(struct rule_run *r, const struct trace *t);

/* "on line 12", "at cache.go:12" when it is another file than that of
 * here. */
const char *step_where(struct rule_run *r, const struct trace *t,
		       const struct trace *here);

/* A step that takes memory out of a holder does so by an assignment. */
bool step_overwrites(struct rule_run *r, const struct trace *t);

/* " by 'c.drop'" when it is a call of something that does it, or "". */
const char *step_by(struct rule_run *r, const struct trace *t);

#endif
