/* SPDX-License-Identifier: MIT */
/*
 * lifetime.h - the words of what is used, held or freed after it went
 *
 * Private to rules/.  Each reports issues of its kinds and leaves others.
 */
#ifndef RULES_LIFETIME_H
#define RULES_LIFETIME_H

#include "rules/report.h"

void report_use(struct rule_run *r, const struct issue *i);
void report_held(struct rule_run *r, const struct issue *i);
void report_double(struct rule_run *r, const struct issue *i);
/* All three. */
void report_lifetime(struct rule_run *r, const struct issue *i);

#endif
