/* SPDX-License-Identifier: MIT */
/*
 * rule.h - from what was found out about a program to what a person reads
 *
 * Comes in: a program in SSA form and the issues of flow/.  Goes out:
 * findings, each with its message, its path and what to do about it, sorted
 * by file, line, column and code; the same bytes for the same source.
 *
 * A rule looks at all there is and reports (report.h); it keeps nothing
 * between runs.  To add one: write rules/<name>.c, add its row to rules.def,
 * write doc/rules/<CODE>.md and cases in tests/rules/.  The build, `belay
 * rules` and `belay explain` read the table.
 *
 * Ownership: findings and all that they name live in the arena given.
 *
 * Threads: one at a time.
 */
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finding/finding.h"

struct arena;
struct flow_result;
struct ir_program;
struct program;
struct rule_run;

typedef void rule_fn(struct rule_run *r);

struct rule {
	const char *code; /* "BL102" */
	const char *slug; /* "freed-while-held" */
	enum level level; /* unless it is set otherwise */
	rule_fn *run;
	const char *summary;
};

#define RULE(code, slug, level, function, summary) rule_fn function;
#include "rules/rules.def"
#undef RULE

extern const struct rule rules[];
extern const size_t nrules;

/* By code or slug; NULL when there is none. */
const struct rule *rule_find(const char *name);

/* Its page, doc/rules/<CODE>.md. */
const char *rule_page(const struct rule *rule);

/* What the user wants of a rule. */
struct rule_setting {
	bool off;
	bool asked; /* by name: it is shown at any level */
	enum level level;
};

/* One for each rule, as rules.def has them; in the arena. */
struct rule_setting *rule_settings(struct arena *a);

/*
 * The lines of a .belay file that speak of rules:
 *
 *	rule BL105 off
 *	level BL110 warning
 *	exclude ./third_party/...
 *
 * Lines of effects are cfront's.  Rules are changed in settings; what is
 * wrong becomes a diagnostic with path.
 */
struct rule_file {
	const char **exclude; /* patterns of paths below the root */
	size_t nexclude;
	struct finding_diagnostic *errors;
	size_t nerrors;
};
void rule_file_read(struct arena *a, const char *path, const char *text,
		    size_t size, struct rule_setting *settings,
		    struct rule_file *ret);

/*
 * A list as in --rules: codes and slugs with commas between, a minus before
 * one takes it off.  When the first has no minus only those named are on.
 * NULL, or the word that is no rule.
 */
const char *rule_list_apply(struct arena *a, const char *list,
			    struct rule_setting *settings);

struct rules_config {
	const struct program *program;
	const struct ir_program *ir;
	const struct flow_result *flow;
	const struct rule_setting *settings;
	const struct rule_file *file; /* NULL: none */
	struct arena *arena;
};

struct rules_result {
	struct finding *findings;
	size_t nfindings;
	uint64_t suppressed; /* by comments */
	/* Comments that suppress nothing because they are malformed. */
	struct finding_diagnostic *errors;
	size_t nerrors;
};

void rules_run(const struct rules_config *config, struct rules_result *ret);

#endif
