/* SPDX-License-Identifier: MIT */
/*
 * pattern.h - "..." in the patterns of the go command
 *
 * "..." stands for any string; a pattern that ends in "/..." also matches
 * what is before it; and a wildcard does not reach into a vendor directory
 * unless the pattern names one.
 */
#ifndef LOAD_PATTERN_H
#define LOAD_PATTERN_H

#include <stdbool.h>

struct arena;

struct pattern {
	const char *text;   /* path elements "vendor" before a '/' are "\1" */
	const char *stem;   /* the text before "/...", or NULL */
	const char *vendor; /* instead of stem: "x/vendor" of "x/vendor/..." */
	const char *prefix; /* what comes before the first "..." */
	bool wild;
};

void pattern_init(struct pattern *p, struct arena *a, const char *text);

bool pattern_matches(const struct pattern *p, struct arena *a,
		     const char *name);

/* Whether something at or below that name can match. */
bool pattern_can_match(const struct pattern *p, const char *name);

#endif
