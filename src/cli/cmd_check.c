/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/compare.h"
#include "base/diag.h"
#include "base/term.h"
#include "cli/check.h"
#include "cli/cmd.h"
#include "cli/outcome.h"
#include "cli/sources.h"
#include "finding/finding.h"
#include "program/program.h"

struct args {
	struct outcome_options outcome;
	struct source_options source;
	const char *rules, *effects;
	bool stats;
};

#define AT(field) offsetof(struct args, field)

const struct option check_options[] = {
	{"format", 0, outcome_format_list + 1, option_word, AT(outcome.format),
	 "how the report is written (default: text)"},
	{"output", 'o', "FILE", option_text, AT(outcome.output),
	 "where the report goes (default: standard output)"},
	{"level", 0, "note|warning|error", option_word, AT(outcome.level),
	 "the lowest level that is shown (default: warning)"},
	{"fail-on", 0, "error|warning|note|never", option_word,
	 AT(outcome.fail_on),
	 "the lowest level that counts for the exit code (default: error)"},
	{"rules", 0, "LIST", option_text, AT(rules),
	 "only these rules, at any level; '-BL105' takes one off"},
	{"effects", 0, "FILE", option_text, AT(effects),
	 "what C functions do, in lines as in a .belay file"},
	SOURCE_OPTIONS(source),
	{"stats", 0, NULL, option_flag, AT(stats),
	 "also say how much was read, in what time and memory"},
	OPTIONS_END,
};

/* A file of rules or effects that people write is not larger. */
enum { MAX_FILE = 4 << 20 };

/* Diagnostics */

static int compare_diagnostics(const void *a, const void *b)
{
	const struct finding_diagnostic *x = a, *y = b;
	int c = compare_text(x->file, y->file);

	if (!c)
		c = x->line - y->line;
	if (!c)
		c = x->column - y->column;
	return c ? c : strcmp(x->message, y->message);
}

static void add_all(struct finding_diagnostic *to, size_t *n,
		    const struct finding_diagnostic *from, size_t m)
{
	if (m > 0)
		memcpy(to + *n, from, m * sizeof(*to));
	*n += m;
}

static void fill_diagnostics(const struct program *p, struct arena *a,
			     const struct rule_file *file,
			     const struct check_result *r,
			     struct finding_check *ret)
{
	struct finding_diagnostic *all;
	struct program_error *errors;
	size_t n, at;

	errors = program_errors(p, a, &n);
	all = ARENA_ARRAY(a, n + file->nerrors + r->rules.nerrors + r->nnotes,
			  struct finding_diagnostic);
	for (at = 0; at < n; at++)
		all[at] = (struct finding_diagnostic){
			.file = errors[at].path,
			.line = (int)errors[at].line,
			.column = (int)errors[at].column,
			.message = errors[at].message,
		};
	add_all(all, &at, file->errors, file->nerrors);
	add_all(all, &at, r->rules.errors, r->rules.nerrors);
	add_all(all, &at, r->notes, r->nnotes);
	if (at > n)
		qsort(all, at, sizeof(*all), compare_diagnostics);
	ret->diagnostics = all;
	ret->ndiagnostics = at;
}

static void fill_stats(const struct program *p, struct arena *a,
		       const struct check_result *r, struct finding_check *ret)
{
	const struct program_stats *s = &p->stats;
	const struct finding_stage first[] = {
		{"load", s->load}, {"parse", s->parse}, {"types", s->types}};
	enum { NFIRST = sizeof(first) / sizeof(*first) };
	struct finding_stage *stages =
		ARENA_ARRAY(a, NFIRST + CHECK_STAGES, struct finding_stage);
	struct rusage usage;

	memcpy(stages, first, sizeof(first));
	memcpy(stages + NFIRST, r->stages, sizeof(r->stages));
	ret->nstages = NFIRST;
	while (ret->nstages < NFIRST + CHECK_STAGES &&
	       stages[ret->nstages].name)
		ret->nstages++;
	ret->stages = stages;
	ret->all_packages = s->packages;
	ret->all_files = s->files;
	ret->all_lines = s->lines;
	ret->all_bytes = s->bytes;
	ret->jobs = p->jobs;
	getrusage(RUSAGE_SELF, &usage);
	ret->memory = (uint64_t)usage.ru_maxrss * 1024;
}

/* What the user has written down */

/* The .belay file at the root of the module; none is fine. */
static void read_rule_file(const struct program *p, struct arena *a,
			   struct rule_setting *settings, struct rule_file *ret)
{
	struct buf b;
	int err;

	buf_init(&b, MAX_FILE);
	err = buf_read_file(&b, arena_printf(a, "%s/.belay", p->root));
	if (err == 0)
		rule_file_read(a, ".belay", buf_text(&b), b.len, settings, ret);
	else if (err != -ENOENT)
		diag(".belay: %s", strerror(-err));
	buf_finish(&b);
}

/* False after a line on standard error. */
static bool read_effects(const char *path, struct arena *a,
			 struct check_options *ret)
{
	struct buf b;
	int err;

	if (!path)
		return true;
	buf_init(&b, MAX_FILE);
	err = buf_read_file(&b, path);
	if (err) {
		diag("%s: %s", path, strerror(-err));
	} else {
		ret->effects_path = path;
		ret->effects_text = arena_strndup(a, buf_text(&b), b.len);
		ret->effects_size = b.len;
	}
	buf_finish(&b);
	return err == 0;
}

/* --rules; false after a line on standard error. */
static bool apply_rules(const char *list, struct arena *a,
			struct rule_setting *settings)
{
	const char *bad = list ? rule_list_apply(a, list, settings) : NULL;

	if (bad)
		diag("--rules: there is no rule '%s', see 'belay rules'", bad);
	return !bad;
}

static enum exit_code report(const struct args *args, struct program *p,
			     struct arena *a, const struct check_options *o,
			     double start)
{
	const char *source[] = {p->root, NULL};
	struct finding_check about = {
		.packages = p->stats.root_packages,
		.files = p->stats.root_files,
		.lines = p->stats.root_lines,
	};
	struct finding_report report = {.arena = a, .check = &about};
	struct outcome_options outcome_options = args->outcome;
	struct check_result r = {.nnotes = 0};
	enum exit_code code = EXIT_CLEAN;
	bool analysed = program_analysed(p) > 0;

	if (analysed)
		check_program(p, o, a, &r);
	term_progress_done();
	outcome_options.source = (struct option_list){source, 1};
	report.findings = r.rules.findings;
	report.nfindings = r.rules.nfindings;
	about.suppressed = r.rules.suppressed;
	fill_diagnostics(p, a, o->file, &r, &about);
	if (!analysed && about.ndiagnostics > 0)
		code = EXIT_BROKEN;
	about.seconds = clock_seconds(CLOCK_MONOTONIC) - start;
	if (args->stats)
		fill_stats(p, a, &r, &about);
	return outcome(&outcome_options, &report, code);
}

static enum exit_code check(const struct args *args, struct arena *a,
			    const char *const *words, size_t nwords)
{
	struct program_config config =
		sources_config(&args->source, words, nwords);
	struct rule_file file = {.nerrors = 0};
	struct check_options o = {
		.jobs = (unsigned)args->source.jobs,
		.settings = rule_settings(a),
		.file = &file,
	};
	double start = clock_seconds(CLOCK_MONOTONIC);
	enum exit_code code;
	struct program *p;

	/* Before the work is done, but without effect on the settings. */
	if (!apply_rules(args->rules, a, rule_settings(a)))
		return EXIT_USAGE;
	if (!read_effects(args->effects, a, &o))
		return EXIT_BROKEN;
	p = program_load(&config);
	read_rule_file(p, a, o.settings, &file);
	/* The command line has the last word. */
	apply_rules(args->rules, a, o.settings);
	code = report(args, p, a, &o, start);
	program_destroy(p);
	return code;
}

enum exit_code cmd_check(int argc, char **argv)
{
	struct args args = {.outcome = OUTCOME_DEFAULTS};
	struct operands ops;
	enum exit_code code;
	struct arena *a;

	args.outcome.output = "-";
	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, &args, &ops, &code))
		return code;
	if (!sources_check(&args.source))
		return EXIT_USAGE;
	if (!outcome_can_write(args.outcome.output))
		return EXIT_BROKEN;
	a = arena_create(0);
	code = check(&args, a, (const char *const *)ops.v, (size_t)ops.n);
	arena_destroy(a);
	return code;
}
