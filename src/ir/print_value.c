/* SPDX-License-Identifier: MIT */
#include "ir/print.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "ir/build.h"
#include "types/constant.h"
#include "types/construct.h"

/* Types, constants and names of values (x/tools: print.go, const.go). */

/* A function in a function in a function ... is named by this many. */
enum { MAX_NESTED = 4096 };

/* A qualifier of types/ has no context. */
static _Thread_local const struct package *relative_to;

static const char *qualify(const struct package *pkg)
{
	return pkg == relative_to ? "" : pkg->path;
}

void print_type(struct printer *p, struct type *t)
{
	relative_to = p->from;
	type_print(p->b, t, qualify);
}

const struct package *print_package(const struct ir_function *fn)
{
	for (; fn; fn = fn->parent) {
		if (fn->pkg)
			return fn->pkg->types;
		if (fn->origin && fn->origin->pkg)
			return fn->origin->pkg->types;
		if (ir_is_c(fn))
			return fn->object->pkg;
	}
	return NULL;
}

static void print_zero_basic(struct printer *p, const struct basic *t)
{
	if (t->info & INFO_BOOLEAN)
		buf_puts(p->b, "false");
	else if (t->info & INFO_NUMERIC)
		buf_puts(p->b, "0");
	else if (t->info & INFO_STRING)
		buf_puts(p->b, "\"\"");
	else if (t->basic_kind == BASIC_INVALID)
		buf_puts(p->b, "invalid");
	else
		buf_puts(p->b, "nil");
}

/* The zero value as Go would write it. */
static void print_zero(struct printer *p, struct type *t)
{
	struct type *u = type_under(t);
	struct tuple *tuple;

	if (unalias(t)->kind == TYPE_PARAM) {
		buf_puts(p->b, "*new(");
		print_type(p, unalias(t));
		buf_puts(p->b, ")");
		return;
	}
	switch (u->kind) {
	case TYPE_BASIC:
		print_zero_basic(p, (struct basic *)u);
		break;
	case TYPE_STRUCT:
	case TYPE_ARRAY:
		print_type(p, t);
		buf_puts(p->b, "{}");
		break;
	case TYPE_TUPLE:
		tuple = (struct tuple *)u;
		buf_putc(p->b, '(');
		for (uint32_t i = 0; i < tuple->n; i++) {
			buf_puts(p->b, i ? ", " : "");
			print_zero(p, tuple->vars[i]->type);
		}
		buf_putc(p->b, ')');
		break;
	default:
		buf_puts(p->b, "nil");
	}
}

/* Short: x/tools cuts after 17 bytes, be it inside of a character. */
static void print_string(struct printer *p, const struct value *v)
{
	enum { MAX = 20, DOTS = 3 };
	struct arena *a = arena_create(0);
	char cut[MAX];
	size_t len;
	const char *s = value_string_val(a, v, &len);

	if (len > MAX) {
		memcpy(cut, s, MAX - DOTS);
		memcpy(cut + MAX - DOTS, "...", DOTS);
		s = cut;
		len = MAX;
	}
	value_quote(p->b, s, len);
	arena_destroy(a);
}

void print_const(struct printer *p, const struct ir_const *c)
{
	if (!c->val)
		print_zero(p, c->v.type);
	else if (value_kind(c->val) == VALUE_STRING)
		print_string(p, c->val);
	else
		value_print(p->b, c->val);
	buf_putc(p->b, ':');
	print_type(p, c->v.type);
}

static void print_method_name(struct printer *p, struct type *recv,
			      const char *name)
{
	buf_putc(p->b, '(');
	print_type(p, recv);
	buf_printf(p->b, ").%s", name);
}

static bool is_bound(const struct ir_function *fn)
{
	size_t n = strlen(fn->name);

	return fn->nfree_vars == 1 && n >= 6 &&
	       strcmp(fn->name + n - 6, "$bound") == 0;
}

static void print_outer_name(struct printer *p, const struct ir_function *fn)
{
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, type_under(fn->v.type));
	const struct package *pkg = print_package(fn);

	if (sig && sig->recv) {
		print_method_name(p, sig->recv->type, fn->name);
	} else if (fn->selection) {
		print_method_name(p, fn->selection->recv, fn->name);
	} else if (is_bound(fn)) {
		print_method_name(p, fn->free_vars[0]->v.type, fn->name);
	} else {
		if (pkg && pkg != p->from)
			buf_printf(p->b, "%s.", pkg->path);
		buf_puts(p->b, fn->name);
	}
}

void print_function_name(struct printer *p, const struct ir_function *fn)
{
	uint32_t inside[MAX_NESTED], n = 0;

	for (; fn->parent && n < MAX_NESTED; fn = fn->parent)
		inside[n++] = fn->anon_index;
	print_outer_name(p, fn);
	while (n)
		buf_printf(p->b, "$%u", inside[--n] + 1);
}

static void print_global_name(struct printer *p, const struct ir_global *g)
{
	const struct package *pkg = g->pkg ? g->pkg->types : NULL;

	if (!pkg && g->object) /* of C */
		pkg = g->object->pkg;
	if (pkg && pkg != p->from)
		buf_printf(p->b, "%s.", pkg->path);
	buf_puts(p->b, g->name);
}

static void print_param_name(struct printer *p, const struct ir_param *v)
{
	if (v->object && v->object->name != NO_NAME)
		buf_puts(p->b, name_text(v->object->name));
	else
		buf_printf(p->b, "arg%u", v->v.num);
}

void print_operand(struct printer *p, const struct ir_value *v)
{
	if (!v)
		return;
	switch ((enum ir_op)v->op) {
	case OP_CONST:
		print_const(p, (const struct ir_const *)v);
		break;
	case OP_PARAM:
		print_param_name(p, (const struct ir_param *)v);
		break;
	case OP_FREE_VAR:
		buf_puts(p->b,
			 name_text(((const struct ir_free_var *)v)->name));
		break;
	case OP_GLOBAL:
		print_global_name(p, (const struct ir_global *)v);
		break;
	case OP_FUNC:
		print_function_name(p, (const struct ir_function *)v);
		break;
	case OP_BUILTIN:
		buf_puts(p->b, ((const struct ir_builtin *)v)->name);
		break;
	default:
		buf_printf(p->b, "t%u", v->num);
	}
}

void ir_function_print_name(const struct ir_function *fn, struct buf *b)
{
	struct printer p = {.b = b};

	print_function_name(&p, fn);
}

void ir_value_print_name(const struct ir_value *v, struct buf *b)
{
	struct printer p = {.b = b};

	print_operand(&p, v);
}
