/* SPDX-License-Identifier: MIT */
/*
 * effect_sum.h - what the files that make rows share
 *
 * effect_sum.c decides on conditions, effect_memory.c looks at what is in
 * memory and in the result when a function is left.
 */
#ifndef CFRONT_EFFECT_SUM_H
#define CFRONT_EFFECT_SUM_H

#include "cfront/effect_run.h"

/* What an exit says to a question. */
enum answer { NO, YES, DEPENDS, PERHAPS, NULL_THERE, ANSWERS };

/* What all exits say together. */
enum verdict {
	NEVER,
	HAPPENS, /* under the condition */
	COUNTS,	 /* when a count that was taken one off is 0 */
};

struct sum_asked {
	uint8_t kind;
	value_t v;
	uint32_t field;
	name_t name;
};

struct sum {
	struct run *r;
	struct effect_rows rows;
	struct {
		struct sum_asked *at;
		uint32_t len, cap;
	} asked;
	/* The question at hand, for each exit. */
	enum answer answers[RUN_EXITS];
	struct when whens[RUN_EXITS];
	bool of_result; /* which is about the result itself */
	bool of_many;	/* which is about each of several */
	uint32_t deep;	/* arguments, see find_deep() */
};

struct c_effect sum_row(struct sum *m, enum effect_kind kind, uint32_t line,
			name_t by);
struct c_effect *sum_add(struct sum *m, const struct c_effect *row);
enum verdict sum_decide(struct sum *m, bool null_is_no,
			struct effect_condition *ret);
bool sum_freed(struct sum *m, const struct run_exit *x, value_t v);
void sum_sort(struct effect_rows *rows);
/* The same without what others imply; at most EFFECT_MAX_ROWS. */
void sum_tidy(struct effect_rows *rows);

/* effect_memory.c */
void sum_memory(struct sum *m);
void sum_results(struct sum *m);

#endif
