/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/term.h"
#include "cli/cmd.h"
#include "cli/dump_calls.h"
#include "cli/dump_effects.h"
#include "cli/dump_ir.h"
#include "cli/sources.h"
#include "load/load.h"
#include "program/program.h"
#include "syntax/ast.h"
#include "syntax/dump.h"
#include "types/dump.h"

struct args {
	struct source_options source;
	struct option_list functions;
	const char *algorithm;
	bool deps, verify;
};

#define AT(field) offsetof(struct args, field)

const struct option dump_options[] = {
	{"deps", 0, NULL, option_flag, AT(deps),
	 "also the packages that these import"},
	{"func", 0, "NAME", option_list, AT(functions),
	 "ir: this function only; may be given again"},
	{"algorithm", 0, DUMP_ALGORITHMS, option_word, AT(algorithm),
	 "calls: how they are found (default: vta)"},
	{"verify", 0, NULL, option_flag, AT(verify),
	 "ir: check its rules after each pass"},
	SOURCE_OPTIONS(source),
	OPTIONS_END,
};

/* No more than this is printed of one file or package. */
#define MAX_DUMP ((size_t)4 << 30)

static void dump_package_tokens(const struct program *p,
				const struct program_package *pp,
				struct buf *out)
{
	(void)p;
	for (uint32_t i = 0; i < pp->load->nfiles; i++) {
		struct source_file *f = pp->load->files[i].source;

		if (!f)
			continue;
		buf_printf(out, "# %s\n", f->path);
		dump_tokens(f, out);
	}
}

static void dump_package_ast(const struct program *p,
			     const struct program_package *pp, struct buf *out)
{
	(void)p;
	for (uint32_t i = 0; i < pp->nfiles; i++) {
		buf_printf(out, "# %s\n", pp->files[i]->source->path);
		dump_ast(pp->files[i], out);
	}
}

static void dump_package_types(const struct program *p,
			       const struct program_package *pp,
			       struct buf *out)
{
	types_dump(pp->types, p->files, out);
}

/* False after a line on standard error. */
static bool flush(struct buf *out)
{
	int err = buf_failed(out) ? -EFBIG : buf_write(out, STDOUT_FILENO);

	buf_clear(out);
	if (err)
		diag("cannot write to standard output: %s", strerror(-err));
	return err == 0;
}

static bool dump_all_packages(struct program *p, const struct args *args,
			      struct buf *out)
{
	(void)args;
	load_print(p->load, out);
	return true;
}

static bool dump_all_ir(struct program *p, const struct args *args,
			struct buf *out)
{
	const struct dump_ir what = {
		.names = {args->functions.v, args->functions.n},
		.deps = args->deps,
		.verify = args->verify,
		.jobs = (unsigned)args->source.jobs,
		.flush = flush,
	};

	return dump_ir(p, &what, out);
}

static bool dump_all_calls(struct program *p, const struct args *args,
			   struct buf *out)
{
	return dump_calls(p, args->algorithm, args->deps, out);
}

/* What can be dumped: a row each; of each package, or of all together. */
static const struct kind {
	const char *name;
	bool load_only;
	bool functions; /* operands may name some */
	void (*dump)(const struct program *p, const struct program_package *pp,
		     struct buf *out);
	/* False after a line on standard error. */
	bool (*dump_all)(struct program *p, const struct args *args,
			 struct buf *out);
} kinds[] = {
	{"tokens", true, false, dump_package_tokens, NULL},
	{"ast", false, false, dump_package_ast, NULL},
	{"types", false, false, dump_package_types, NULL},
	{"effects", false, false, dump_package_effects, NULL},
	{"packages", true, false, NULL, dump_all_packages},
	{"ir", false, true, NULL, dump_all_ir},
	{"calls", false, false, NULL, dump_all_calls},
};

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}

static bool dump(struct program *p, const struct kind *kind,
		 const struct args *args)
{
	struct buf out;
	bool good = true;

	buf_init(&out, MAX_DUMP);
	if (kind->dump_all) {
		good = kind->dump_all(p, args, &out);
		good = flush(&out) && good;
	}
	for (uint32_t i = 0; kind->dump && i < p->npackages && good; i++) {
		const struct program_package *pp = &p->packages[i];

		if (!pp->load->root && !args->deps)
			continue;
		kind->dump(p, pp, &out);
		good = flush(&out);
	}
	buf_finish(&out);
	return good;
}

/* Dumps are for whatever is there; what is not is said beside. */
static void say_errors(const struct program *p)
{
	const struct load_result *r = p->load;

	for (uint32_t i = 0; i < r->ndiagnostics; i++)
		if (r->diagnostics[i].path)
			diag("%s: %s", r->diagnostics[i].path,
			     r->diagnostics[i].message);
		else
			diag("%s", r->diagnostics[i].message);
}

/*
 * Patterns from operands: those that name a function go to the functions,
 * and stand for its package when no package is named.
 */
static const char **split_operands(struct arena *a, struct args *args,
				   const struct kind *kind, char **v, size_t n,
				   size_t *ret_n)
{
	const char **patterns = ARENA_ARRAY(a, n + 1, const char *);
	size_t npatterns = 0;

	for (size_t i = 0; i < n; i++)
		if (kind->functions && dump_is_function(v[i]))
			option_list(&args->functions, NULL, v[i]);
		else
			patterns[npatterns++] = v[i];
	for (size_t i = 0; npatterns == 0 && i < n; i++)
		patterns[npatterns++] = dump_package_of(a, v[i]);
	*ret_n = npatterns;
	return patterns;
}

static enum exit_code run(struct args *args, const struct kind *kind,
			  const char *const *patterns, size_t n)
{
	struct program_config config =
		sources_config(&args->source, patterns, n);
	enum exit_code code;
	struct program *p;

	config.comments = true;
	config.load_only = kind->load_only;
	p = program_load(&config);
	term_progress_done();
	say_errors(p);
	code = dump(p, kind, args) ? EXIT_CLEAN : EXIT_BROKEN;
	if (p->npackages == 0)
		code = EXIT_BROKEN;
	program_destroy(p);
	return code;
}

enum exit_code cmd_dump(int argc, char **argv)
{
	struct args args = {0};
	const struct kind *kind;
	const char **patterns;
	struct operands ops;
	struct arena *a;
	enum exit_code code;
	size_t n;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, &args, &ops, &code))
		return code;
	kind = ops.n > 0 ? find_kind(ops.v[0]) : NULL;
	if (!kind) {
		diag("dump: wants one of tokens, ast, types, effects, "
		     "packages, "
		     "ir and calls first, see 'belay help dump'");
		return EXIT_USAGE;
	}
	if (!sources_check(&args.source))
		return EXIT_USAGE;
	a = arena_create(0);
	patterns = split_operands(a, &args, kind, ops.v + 1, (size_t)ops.n - 1,
				  &n);
	code = run(&args, kind, patterns, n);
	option_list_finish(&args.functions);
	arena_destroy(a);
	return code;
}
