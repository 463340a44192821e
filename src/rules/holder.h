/* SPDX-License-Identifier: MIT */
/*
 * holder.h - what holds memory, in words (private to rules/)
 */
#ifndef RULES_HOLDER_H
#define RULES_HOLDER_H

#include "rules/report.h"

/* "map 'p.bufs'", "global 'cur'", "a channel". */
const char *holder_text(struct rule_run *r, const struct issue_holder *h);

/* "still holds it", "still has it as a key". */
const char *holder_verb(const struct issue_holder *h);

/*
 * What takes the memory out of the holder before (the free happens):
 * "delete(p.bufs, k)", "set 'o.p' to nil".  Never NULL.
 */
const char *holder_remedy(struct rule_run *r, const struct issue_holder *h);

#endif
