/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/arena.h"
#include "base/term.h"
#include "cli/cmd.h"
#include "cli/outcome.h"
#include "cli/sources.h"
#include "finding/finding.h"
#include "program/program.h"

struct args {
	struct outcome_options outcome;
	struct source_options source;
	bool stats;
};

#define AT(field) offsetof(struct args, field)

const struct option check_options[] = {
	{"format", 0, outcome_format_list + 1, option_word, AT(outcome.format),
	 "how the report is written (default: text)"},
	{"output", 'o', "FILE", option_text, AT(outcome.output),
	 "where the report goes (default: standard output)"},
	SOURCE_OPTIONS(source),
	{"stats", 0, NULL, option_flag, AT(stats),
	 "also say how much was read, in what time and memory"},
	OPTIONS_END,
};

static double wall_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fill_diagnostics(const struct program *p, struct arena *a,
			     struct finding_check *ret)
{
	struct finding_diagnostic *all;
	struct program_error *errors;
	size_t n;

	errors = program_errors(p, a, &n);
	all = ARENA_ARRAY(a, n, struct finding_diagnostic);
	for (size_t i = 0; i < n; i++)
		all[i] = (struct finding_diagnostic){
			.file = errors[i].path,
			.line = (int)errors[i].line,
			.column = (int)errors[i].column,
			.message = errors[i].message,
		};
	ret->diagnostics = all;
	ret->ndiagnostics = n;
}

static void fill_stats(const struct program *p, struct arena *a,
		       struct finding_check *ret)
{
	const struct program_stats *s = &p->stats;
	struct finding_stage stages[] = {
		{"load", s->load}, {"parse", s->parse}, {"types", s->types}};
	struct rusage usage;

	ret->nstages = sizeof(stages) / sizeof(*stages);
	ret->stages =
		memcpy(arena_alloc(a, sizeof(stages)), stages, sizeof(stages));
	ret->all_packages = s->packages;
	ret->all_files = s->files;
	ret->all_lines = s->lines;
	ret->all_bytes = s->bytes;
	ret->jobs = p->jobs;
	getrusage(RUSAGE_SELF, &usage);
	ret->memory = (uint64_t)usage.ru_maxrss * 1024;
}

static enum exit_code check(const struct args *args, const char *const *words,
			    size_t nwords)
{
	struct program_config config =
		sources_config(&args->source, words, nwords);
	double start = wall_seconds();
	struct program *p = program_load(&config);
	struct arena *a = arena_create(0);
	const char *source[] = {p->root, NULL};
	struct finding_check about = {
		.packages = p->stats.root_packages,
		.files = p->stats.root_files,
		.lines = p->stats.root_lines,
	};
	struct finding_report report = {.arena = a, .check = &about};
	struct outcome_options o = args->outcome;
	enum exit_code code = EXIT_CLEAN;

	term_progress_done();
	o.source = (struct option_list){source, 1};
	fill_diagnostics(p, a, &about);
	if (program_analysed(p) == 0 && about.ndiagnostics > 0)
		code = EXIT_BROKEN;
	about.seconds = wall_seconds() - start;
	if (args->stats)
		fill_stats(p, a, &about);
	code = outcome(&o, &report, code);
	arena_destroy(a);
	program_destroy(p);
	return code;
}

enum exit_code cmd_check(int argc, char **argv)
{
	struct args args = {.outcome = OUTCOME_DEFAULTS};
	struct operands ops;
	enum exit_code code;

	args.outcome.output = "-";
	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, &args, &ops, &code))
		return code;
	if (!sources_check(&args.source))
		return EXIT_USAGE;
	if (!outcome_can_write(args.outcome.output))
		return EXIT_BROKEN;
	return check(&args, (const char *const *)ops.v, (size_t)ops.n);
}
