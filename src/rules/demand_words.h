/* SPDX-License-Identifier: MIT */
/*
 * demand_words.h - words for what a map asks (private to rules/)
 */
#ifndef RULES_DEMAND_WORDS_H
#define RULES_DEMAND_WORDS_H

#include "rules/report.h"

/* The map of an assignment to its entry, as it is written; or NULL. */
const char *demand_map_text(struct rule_run *r, const struct trace *t);

/* The sentence of a step of an issue of these kinds; NULL: of another. */
const char *demand_sentence(struct rule_run *r, const struct issue *i,
			    const struct trace *t);

#endif
