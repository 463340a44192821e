/* SPDX-License-Identifier: MIT */
/*
 * report.h - what rules see, and how they report (private to rules/)
 *
 * Ownership: everything is in the run's arena.
 *
 * Threads: one at a time.
 */
#ifndef RULES_REPORT_H
#define RULES_REPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/position.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "flow/issue.h"
#include "rules/rule.h"

struct ir_function;
struct object;
struct trees;

/* A finding, and what is needed until it is one. */
struct draft {
	struct finding f;
	pos_t pos;	    /* of its primary position */
	const char *holder; /* for the fingerprint; or NULL */
	const struct rule *rule;
};

struct rule_run {
	const struct rules_config *config;
	struct issue *const *issues;
	uint32_t nissues;
	struct file_set *files;
	struct trees *trees;
	struct arena *arena;
	const struct rule *rule; /* that is run */
	struct VEC(struct draft) drafts;
	struct ptrmap functions; /* struct ir_function * -> its name */
};

/* Memory that has rules of its own, by where it is from and how it went. */
enum memory { MEMORY_HEAP, MEMORY_POOL, MEMORY_ARENA, MEMORY_HANDLE };
enum memory issue_memory(const struct issue *i);

/* What a rule has to say beside an issue's path. */
struct words {
	enum level level; /* LEVEL_ERROR: as the rule's */
	const char *message;
	const char *fix; /* or NULL */
};

/* With the path of the issue. */
void report_issue(struct rule_run *r, const struct issue *i,
		  const struct words *w);
/* Without one; fn may be NULL. */
void report_at(struct rule_run *r, const struct ir_function *fn, pos_t pos,
	       const struct words *w);
/* The same with the bounds of the source known. */
void report_span(struct rule_run *r, const char *function, pos_t pos, pos_t end,
		 const struct words *w);

/* "cache.(*Pool).Reset": as Go's stack traces have it, the path left out. */
const char *report_function(struct rule_run *r, const struct ir_function *fn);

/* The same of a declared function or method. */
const char *report_object(struct rule_run *r, const struct object *func);

/* suppress.c */
struct suppressor;
struct suppressor *suppressor_create(const struct rules_config *c,
				     struct trees *trees);
/* Whether a comment silences it. */
bool suppressor_asks(struct suppressor *s, const struct draft *d);
/* Comments that are malformed; after all were asked. */
struct finding_diagnostic *suppressor_errors(struct suppressor *s,
					     size_t *ret_n);

#endif
