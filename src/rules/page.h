/* SPDX-License-Identifier: MIT */
/* page.h - the pages of doc/rules/, made by tools/embed.sh (private) */
#ifndef RULES_PAGE_H
#define RULES_PAGE_H

struct rule_page_text {
	const char *code, *text;
};

/* The last one has no code. */
extern const struct rule_page_text rule_pages[];

#endif
