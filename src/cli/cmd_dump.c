/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/term.h"
#include "cli/cmd.h"
#include "cli/sources.h"
#include "load/load.h"
#include "program/program.h"
#include "syntax/ast.h"
#include "syntax/dump.h"
#include "types/dump.h"

struct args {
	struct source_options source;
	bool deps;
};

#define AT(field) offsetof(struct args, field)

const struct option dump_options[] = {
	{"deps", 0, NULL, option_flag, AT(deps),
	 "also the packages that these import"},
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

/* What can be dumped: a row each. */
static const struct kind {
	const char *name;
	bool load_only;
	/* NULL: all packages together, by load_print(). */
	void (*dump)(const struct program *p, const struct program_package *pp,
		     struct buf *out);
} kinds[] = {
	{"tokens", true, dump_package_tokens},
	{"ast", false, dump_package_ast},
	{"types", false, dump_package_types},
	{"packages", true, NULL},
};

static const struct kind *find_kind(const char *name)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
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

static bool dump_all(const struct program *p, const struct kind *kind,
		     bool deps)
{
	struct buf out;
	bool good = true;

	buf_init(&out, MAX_DUMP);
	if (!kind->dump) {
		load_print(p->load, &out);
		good = flush(&out);
	}
	for (uint32_t i = 0; kind->dump && i < p->npackages && good; i++) {
		const struct program_package *pp = &p->packages[i];

		if (!pp->load->root && !deps)
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

enum exit_code cmd_dump(int argc, char **argv)
{
	struct args args = {0};
	struct program_config config;
	const struct kind *kind;
	struct operands ops;
	struct program *p;
	enum exit_code code;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, &args, &ops, &code))
		return code;
	kind = ops.n > 0 ? find_kind(ops.v[0]) : NULL;
	if (!kind) {
		diag("dump: wants one of tokens, ast, types and packages "
		     "first, see 'belay help dump'");
		return EXIT_USAGE;
	}
	if (!sources_check(&args.source))
		return EXIT_USAGE;
	config = sources_config(&args.source, (const char *const *)ops.v + 1,
				(size_t)ops.n - 1);
	config.comments = true;
	config.load_only = kind->load_only;
	p = program_load(&config);
	term_progress_done();
	say_errors(p);
	code = dump_all(p, kind, args.deps) ? EXIT_CLEAN : EXIT_BROKEN;
	if (p->npackages == 0)
		code = EXIT_BROKEN;
	program_destroy(p);
	return code;
}
