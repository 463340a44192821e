/* SPDX-License-Identifier: MIT */
/*
 * What the words of go.mod and go.work mean, and which of them are wrong:
 * https://go.dev/ref/mod.  A directive is a row of the table at the end.
 */
#include "load/modfile.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "load/modlex.h"
#include "load/modpath.h"
#include "load/unquote.h"
#include "load/version.h"

struct reader {
	struct arena *a;
	enum modfile_mode mode;
	struct modfile *out;
	const struct modlex_line *line;
	const char *verb;
	const char **args;
	uint32_t nargs;
	struct VEC(struct mod_require) require;
	struct VEC(struct mod_version) exclude;
	struct VEC(struct mod_replace) replace;
	struct VEC(const char *) tool;
	struct VEC(const char *) ignore;
	struct VEC(struct mod_use) use;
	struct VEC(struct modfile_error) errors;
};

#define ERROR(r, ...) add_error((r), arena_printf((r)->a, __VA_ARGS__))

static void add_error(struct reader *r, const char *message)
{
	vec_push_in(r->a, &r->errors,
		    (struct modfile_error){
			    .line = r->line->line,
			    .column = r->line->column,
			    .message = message,
		    });
}

static bool want_one_arg(struct reader *r)
{
	if (r->nargs == 1)
		return true;
	ERROR(r, "%s directive expects exactly one argument", r->verb);
	return false;
}

/* The word without quotes; NULL, and an error told, when it is malformed. */
static const char *unquote(struct reader *r, const char *word)
{
	const char *out;

	if (*word != '"') {
		if (!strpbrk(word, "\"'`"))
			return word;
		ERROR(r, "invalid quoted string: unquoted string cannot "
			 "contain quote");
		return NULL;
	}
	out = unquote_go(r->a, word, strlen(word));
	if (!out)
		ERROR(r, "invalid quoted string: invalid syntax");
	return out;
}

/*
 * A version that is written short, v1.2, is filled up.  What is no version
 * at all (a branch, say) had to be looked up in the network.
 */
static const char *read_version(struct reader *r, const char *path,
				const char *word)
{
	const char *v = unquote(r, word);
	const char *dash;
	size_t dots = 0;

	if (!v)
		return NULL;
	if (semver_canonical(v))
		return v;
	if (!semver_valid(v)) {
		ERROR(r,
		      "%s %s: version %s invalid: must be of the form v1.2.3",
		      r->verb, path, quote_go(r->a, v));
		return NULL;
	}
	dash = strchr(v, '+');
	if (dash)
		v = arena_strndup(r->a, v, (size_t)(dash - v));
	for (const char *p = v; *p && *p != '-'; p++)
		dots += *p == '.';
	return arena_printf(r->a, "%s%s", v, &".0.0"[dots * 2]);
}

static bool check_major(struct reader *r, const char *path, const char *version)
{
	const char *why = module_path_check_major(r->a, path, version);

	if (why)
		ERROR(r, "%s %s: %s", r->verb, path, why);
	return !why;
}

/* The digits at *p, without a needless zero in front. */
static bool skip_number(const char **p)
{
	size_t n = strspn(*p, "0123456789");
	bool good = n == 1 || (n > 1 && **p != '0');

	*p += n;
	return good;
}

/* 1.22, 1.22.3, 1.22rc1 */
static bool go_line_version(const char *v)
{
	const char *p = v;
	size_t letters;

	if (*p == '0' || !skip_number(&p) || *p++ != '.' || !skip_number(&p))
		return false;
	if (*p == '.') {
		p++;
		if (!skip_number(&p))
			return false;
	}
	letters = strspn(p, "abcdefghijklmnopqrstuvwxyz");
	p += letters;
	if (letters && !*p)
		return false;
	p += letters ? strspn(p, "0123456789") : 0;
	return *p == '\0';
}

/* What a lax reader makes of "v1.13" and "1.13x": "1.13". */
static const char *mend_go_version(struct arena *a, const char *v)
{
	size_t major, minor;

	v += *v == 'v';
	major = strspn(v, "0123456789");
	if (major == 0 || v[0] == '0' || v[major] != '.')
		return NULL;
	minor = strspn(v + major + 1, "0123456789");
	if (minor == 0 || (v[major + 1] == '0' && minor > 1) ||
	    v[major + 1 + minor] == '\0')
		return NULL;
	return arena_strndup(a, v, major + 1 + minor);
}

static void read_go(struct reader *r)
{
	const char *v;

	if (r->out->go) {
		ERROR(r, "repeated go statement");
		return;
	}
	if (!want_one_arg(r))
		return;
	v = r->args[0];
	if (!go_line_version(v)) {
		const char *mended = r->mode == MODFILE_LAX
					     ? mend_go_version(r->a, v)
					     : NULL;

		if (!mended) {
			ERROR(r,
			      "invalid go version '%s': must match format "
			      "1.23.0",
			      v);
			return;
		}
		v = mended;
	}
	r->out->go = v;
	r->out->go_line = r->line->line;
}

static void read_toolchain(struct reader *r)
{
	const char *v;

	if (r->out->toolchain) {
		ERROR(r, "repeated toolchain statement");
		return;
	}
	if (!want_one_arg(r))
		return;
	v = r->args[0];
	if (strcmp(v, "default") != 0 && strcmp(v, "go1") != 0 &&
	    strncmp(v, "go1.", 4) != 0) {
		ERROR(r,
		      "invalid toolchain version '%s': must match format "
		      "go1.23.0 or default",
		      v);
		return;
	}
	r->out->toolchain = v;
}

static void read_module(struct reader *r)
{
	if (r->out->module) {
		ERROR(r, "repeated module statement");
		return;
	}
	if (r->nargs != 1) {
		ERROR(r, "usage: module module/path");
		return;
	}
	r->out->module = unquote(r, r->args[0]);
}

static void read_godebug(struct reader *r)
{
	if (r->nargs != 1 || strpbrk(r->args[0], "\"`',") ||
	    !strchr(r->args[0], '='))
		ERROR(r, "usage: godebug key=value");
}

/* Of require and exclude. */
static bool read_module_version(struct reader *r, struct mod_version *ret)
{
	struct mod_version m;

	if (r->nargs != 2) {
		ERROR(r, "usage: %s module/path v1.2.3", r->verb);
		return false;
	}
	m.path = unquote(r, r->args[0]);
	m.version = m.path ? read_version(r, m.path, r->args[1]) : NULL;
	if (!m.version || !check_major(r, m.path, m.version))
		return false;
	*ret = m;
	return true;
}

static bool says_indirect(const char *comment)
{
	size_t n;

	if (!comment)
		return false;
	comment += 2;
	comment += strspn(comment, " \t\r");
	n = strcspn(comment, " \t\r");
	if (n == 9)
		return strncmp(comment, "indirect;", 9) == 0;
	if (n != 8 || strncmp(comment, "indirect", 8) != 0)
		return false;
	return comment[n + strspn(comment + n, " \t\r")] == '\0';
}

static void read_require(struct reader *r)
{
	struct mod_require req = {
		.indirect = says_indirect(r->line->comment),
	};

	if (read_module_version(r, &req.mod))
		vec_push_in(r->a, &r->require, req);
}

static void read_exclude(struct reader *r)
{
	struct mod_version m;

	if (read_module_version(r, &m))
		vec_push_in(r->a, &r->exclude, m);
}

static bool check_directory(struct reader *r, const char *path)
{
	if (!path_is_directory(path)) {
		if (strchr(path, '@'))
			ERROR(r, "replacement module must match format 'path "
				 "version', not 'path@version'");
		else
			ERROR(r, "replacement module without version must be "
				 "directory path (rooted or starting with . "
				 "or ..)");
		return false;
	}
	if (strchr(path, '\\')) {
		ERROR(r, "replacement directory appears to be Windows path "
			 "(on a non-windows system)");
		return false;
	}
	return true;
}

static void read_replace(struct reader *r)
{
	uint32_t arrow = r->nargs >= 2 && strcmp(r->args[1], "=>") == 0 ? 1 : 2;
	struct mod_replace rep = {{"", ""}, {"", ""}};

	if (r->nargs < arrow + 2 || r->nargs > arrow + 3 ||
	    strcmp(r->args[arrow], "=>") != 0) {
		ERROR(r,
		      "usage: %s module/path [v1.2.3] => other/module v1.4\n"
		      "\t or %s module/path [v1.2.3] => ../local/directory",
		      r->verb, r->verb);
		return;
	}
	if (!(rep.old.path = unquote(r, r->args[0])))
		return;
	if (arrow == 2) {
		rep.old.version = read_version(r, rep.old.path, r->args[1]);
		if (!rep.old.version ||
		    !check_major(r, rep.old.path, rep.old.version))
			return;
	}
	if (!(rep.new.path = unquote(r, r->args[arrow + 1])))
		return;
	if (r->nargs == arrow + 2) {
		if (!check_directory(r, rep.new.path))
			return;
	} else {
		rep.new.version =
			read_version(r, rep.new.path, r->args[arrow + 2]);
		if (!rep.new.version)
			return;
		if (path_is_directory(rep.new.path)) {
			ERROR(r,
			      "replacement module directory path %s cannot "
			      "have version",
			      quote_go(r->a, rep.new.path));
			return;
		}
	}
	vec_push_in(r->a, &r->replace, rep);
}

/* Retracting matters to who looks for new versions; only the form counts. */
static void read_retract(struct reader *r)
{
	static const char *const form[] = {"[", NULL, ",", NULL, "]"};
	uint32_t n = r->nargs && strcmp(r->args[0], "[") == 0 ? 5 : 1;

	if (r->nargs == 0 || strcmp(r->args[0], "(") == 0) {
		ERROR(r, "expected '[' or version");
		return;
	}
	for (uint32_t i = 0; n == 5 && i < n; i++) {
		if (i >= r->nargs ||
		    (form[i] && strcmp(r->args[i], form[i]) != 0)) {
			ERROR(r, "expected '%s'",
			      form[i] ? form[i] : "version");
			return;
		}
	}
	if (r->nargs > n)
		ERROR(r, "unexpected token after version: %s",
		      quote_go(r->a, r->args[n]));
}

static const char *read_path(struct reader *r)
{
	return want_one_arg(r) ? unquote(r, r->args[0]) : NULL;
}

static void read_tool(struct reader *r)
{
	const char *path = read_path(r);

	if (path)
		vec_push_in(r->a, &r->tool, path);
}

static void read_ignore(struct reader *r)
{
	const char *path = read_path(r);

	if (path)
		vec_push_in(r->a, &r->ignore, path);
}

static void read_use(struct reader *r)
{
	const char *path;

	if (r->nargs != 1) {
		ERROR(r, "usage: %s local/dir", r->verb);
		return;
	}
	path = unquote(r, r->args[0]);
	if (path)
		vec_push_in(r->a, &r->use,
			    (struct mod_use){
				    .path = path,
				    .line = r->line->line,
			    });
}

enum {
	IN_MOD = 1 << MODFILE_STRICT,
	IN_LAX = 1 << MODFILE_LAX,
	IN_WORK = 1 << MODFILE_WORK,
};

static const struct directive {
	const char *verb;
	void (*read)(struct reader *r);
	uint8_t modes;	/* where it is known */
	bool block;	/* may stand before a block */
	bool forgiving; /* what is wrong in it is passed over by the lax */
} directives[] = {
	{"exclude", read_exclude, IN_MOD, true, false},
	{"go", read_go, IN_MOD | IN_LAX | IN_WORK, false, false},
	{"godebug", read_godebug, IN_MOD | IN_WORK, true, false},
	{"ignore", read_ignore, IN_MOD | IN_LAX, true, false},
	{"module", read_module, IN_MOD | IN_LAX, true, false},
	{"replace", read_replace, IN_MOD | IN_WORK, true, false},
	{"require", read_require, IN_MOD | IN_LAX, true, false},
	{"retract", read_retract, IN_MOD | IN_LAX, true, true},
	{"tool", read_tool, IN_MOD, true, false},
	{"toolchain", read_toolchain, IN_MOD | IN_WORK, false, false},
	{"use", read_use, IN_WORK, true, false},
};

static const struct directive *find_directive(const struct reader *r,
					      const char *verb)
{
	for (size_t i = 0; i < sizeof(directives) / sizeof(*directives); i++) {
		const struct directive *d = &directives[i];

		if (strcmp(d->verb, verb) == 0)
			return d->modes & 1 << r->mode ? d : NULL;
	}
	return NULL;
}

static void read_line(struct reader *r, const struct modlex_line *line)
{
	const struct directive *d = find_directive(r, line->words[0]);

	if (line->nblock > 1 || (line->nblock == 1 && !(d && d->block)))
		return; /* the block is told about */
	if (!d) {
		if (r->mode != MODFILE_LAX)
			ERROR(r, "unknown directive: %s", line->words[0]);
		return;
	}
	if (d->forgiving && r->mode == MODFILE_LAX)
		return;
	r->verb = line->words[0];
	r->args = line->words + 1;
	r->nargs = line->nwords - 1;
	d->read(r);
}

static void check_block(struct reader *r, const struct modlex_line *line)
{
	const struct directive *d = find_directive(r, line->words[0]);
	char *words = arena_strdup(r->a, line->words[0]);

	if (r->mode == MODFILE_LAX || (line->nwords == 1 && d && d->block))
		return;
	for (uint32_t i = 1; i < line->nwords; i++)
		words = arena_printf(r->a, "%s %s", words, line->words[i]);
	ERROR(r, "unknown block type: %s", words);
}

static int by_place(const void *a, const void *b)
{
	const struct modfile_error *x = a, *y = b;

	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return (x->column > y->column) - (x->column < y->column);
}

void modfile_parse(struct arena *a, const char *text, size_t len,
		   enum modfile_mode mode, struct modfile *ret)
{
	struct reader r = {.a = a, .mode = mode, .out = ret};
	struct modlex lex;
	struct modlex_line here = {0};

	memset(ret, 0, sizeof(*ret));
	modlex_read(a, text, len, &lex);
	for (uint32_t i = 0; i < lex.blocks.len && !lex.error; i++) {
		r.line = &lex.blocks.at[i];
		check_block(&r, r.line);
	}
	for (uint32_t i = 0; i < lex.lines.len && !lex.error; i++) {
		r.line = &lex.lines.at[i];
		read_line(&r, r.line);
	}
	if (lex.error) {
		here.line = lex.error_line;
		here.column = lex.error_column;
		r.line = &here;
		add_error(&r, lex.error);
	}
	if (r.errors.len)
		qsort(r.errors.at, r.errors.len, sizeof(*r.errors.at),
		      by_place);
#define KEEP(list)                         \
	do {                               \
		ret->list = r.list.at;     \
		ret->n##list = r.list.len; \
	} while (0)
	KEEP(require);
	KEEP(exclude);
	KEEP(replace);
	KEEP(tool);
	KEEP(ignore);
	KEEP(use);
	KEEP(errors);
#undef KEEP
}
