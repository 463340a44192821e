/* SPDX-License-Identifier: MIT */
/*
 * check.h - what `belay check` does with a program that was loaded
 *
 * Comes in: a program and what the user wants to know of it.  Goes out:
 * findings, diagnostics, the CPU time of each stage.
 *
 * Ownership: what is found lives in the arena given.
 *
 * Threads: starts its own.
 */
#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <stdint.h>

#include "finding/finding.h"
#include "rules/rule.h"

struct arena;
struct program;

struct check_options {
	unsigned jobs;
	struct rule_setting *settings;
	const struct rule_file *file; /* of the module; or NULL */
	/* The user's table of effects, or NULL. */
	const char *effects_path, *effects_text;
	size_t effects_size;
};

enum { CHECK_STAGES = 4 };

struct check_result {
	struct rules_result rules;
	/* Where precision was given up, in packages that were named. */
	struct finding_diagnostic *notes;
	size_t nnotes;
	struct finding_stage stages[CHECK_STAGES];
};

void check_program(struct program *p, const struct check_options *o,
		   struct arena *a, struct check_result *ret);

#endif
