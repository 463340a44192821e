/* SPDX-License-Identifier: MIT */
#include "cli/dump_ir.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "ir/ir.h"
#include "types/types.h"

enum { MAX_NAME = 1 << 16, FLUSH_AT = 1 << 20 };

/* Operands */

static const char *last_element(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* "v3" */
static bool is_version(const char *s)
{
	return *s == 'v' && s[1] && s[1 + strspn(s + 1, "0123456789")] == '\0';
}

static bool ends_in(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

bool dump_is_function(const char *operand)
{
	const char *last = last_element(operand), *dot = strrchr(last, '.');

	if (*operand == '(')
		return true;
	if (!dot || *operand == '.' || *operand == '/')
		return false;
	return !strstr(operand, "...") && !is_version(dot + 1) &&
	       !ends_in(operand, ".go") && access(operand, F_OK) != 0;
}

/* Of "(*os.File).Close", "slices.Sort[[]int]" or "main.f$1". */
const char *dump_package_of(struct arena *a, const char *function)
{
	const char *start = function + strspn(function, "(*");
	char *path = arena_strndup(a, start, strcspn(start, "[)"));
	char *dot = strchr(path + (last_element(path) - path), '.'), *next;

	if (!dot)
		return path;
	next = strchr(dot + 1, '.');
	if (next)
		*next = '\0';
	/* "gopkg.in/yaml.v3.Unmarshal" */
	if (!next || !is_version(dot + 1))
		*dot = '\0';
	return strcmp(path, "main") == 0 ? "." : path;
}

/* Choosing */

static bool is_one_of(const struct dump_names *names, const char *name)
{
	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->v[i], name) == 0)
			return true;
	return false;
}

/* A command's functions are main.f for short, whatever path it has. */
static void print_short(const struct ir_function *fn, const char *name,
			struct buf *b)
{
	const char *path = fn->home->types->path;
	const char *at = strstr(name, path);

	if (at && strcmp(name_text(fn->home->types->name), "main") == 0) {
		buf_add(b, name, (size_t)(at - name));
		buf_puts(b, "main");
		buf_puts(b, at + strlen(path));
	}
}

bool dump_is_wanted(const struct ir_function *fn,
		    const struct dump_names *names)
{
	struct buf name, short_name;
	bool found;

	if (names->n == 0)
		return true;
	buf_init(&name, MAX_NAME);
	buf_init(&short_name, MAX_NAME);
	ir_function_print_name(fn, &name);
	if (fn->home)
		print_short(fn, buf_text(&name), &short_name);
	found = is_one_of(names, buf_text(&name)) ||
		is_one_of(names, buf_text(&short_name));
	buf_finish(&name);
	buf_finish(&short_name);
	return found;
}

/* What no package has, a wrapper say, belongs to those who use it. */
static bool is_in_view(const struct ir_function *fn, bool deps)
{
	return deps || !fn->home || fn->home->named;
}

static void print_with_literals(const struct ir_function *fn, struct buf *out)
{
	ir_function_print(fn, out);
	for (uint32_t i = 0; i < fn->nanons; i++)
		print_with_literals(fn->anons[i], out);
}

/* Returns how many of the names were found; less when writing failed. */
static size_t print_functions(const struct ir_program *ir,
			      const struct dump_ir *what, struct buf *out)
{
	size_t found = 0;

	for (uint32_t i = 0; i < ir->nfunctions; i++) {
		const struct ir_function *fn = ir->functions[i];

		if (what->names.n == 0) {
			if (is_in_view(fn, what->deps))
				ir_function_print(fn, out);
		} else if (dump_is_wanted(fn, &what->names)) {
			print_with_literals(fn, out);
			found++;
		}
		if (out->len >= FLUSH_AT && !what->flush(out))
			break;
	}
	return found;
}

bool dump_ir(struct program *p, const struct dump_ir *what, struct buf *out)
{
	const struct ir_config config = {
		.jobs = what->jobs,
		.reach = what->deps,
		.check = what->verify,
	};
	struct ir_program *ir = ir_build(p, &config);
	size_t found = print_functions(ir, what, out);

	ir_program_destroy(ir);
	if (what->names.n == 0 || found > 0)
		return true;
	diag("dump: there is no function '%s'", what->names.v[0]);
	return false;
}
