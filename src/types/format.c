/* SPDX-License-Identifier: MIT */
/*
 * Texts for messages
 *
 * In a message a package has its name in front of its objects, or its path
 * in quotes where two packages of that name are imported, directly or by
 * others.  Which names these are is found out when the first message needs
 * it.
 *
 * A text that is longer than TEXT_MAX is cut: a message is one line, and a
 * type may have megabytes.
 */
#include "types/check.h"

#include <string.h>

#include "base/buf.h"
#include "types/typestring.h"

enum { TEXT_MAX = 16 << 10 };

/* Stands for more than one path. */
static char ambiguous[] = "";

static void note_name(struct checker *c, const struct package *pkg)
{
	void **at;

	if (pkg->name == NO_NAME)
		return;
	at = ptrmap_at_key(&c->package_names, NULL, pkg->name);
	if (!*at)
		*at = (void *)pkg->path;
	else if (strcmp(*at, pkg->path) != 0)
		*at = ambiguous;
}

/* Everything that is imported, whatever the depth. */
static void note_names(struct checker *c)
{
	struct VEC(struct package *) todo = {0};
	struct ptrmap seen = {0};

	vec_push(&todo, c->pkg);
	while (todo.len > 0) {
		struct package *pkg = vec_pop(&todo);
		void **at = ptrmap_at(&seen, NULL, pkg);

		if (*at)
			continue;
		*at = pkg;
		note_name(c, pkg);
		for (uint32_t i = 0; i < pkg->nimports; i++)
			vec_push(&todo, pkg->imports[i]);
	}
	vec_finish(&todo);
	ptrmap_finish(&seen);
}

const char *check_qualify(struct checker *c, const struct package *pkg)
{
	if (pkg == c->pkg)
		return "";
	if (c->package_names.used == 0)
		note_names(c);
	if (ptrmap_get_key(&c->package_names, pkg->name) != ambiguous)
		return name_text(pkg->name);
	return check_sprintf(c, "\"%s\"", pkg->path);
}

/* What was written, in the arena. */
static const char *keep(struct checker *c, struct buf *b)
{
	const char *text = arena_printf(c->arena, "%s%s", buf_text(b),
					buf_failed(b) ? "..." : "");

	buf_finish(b);
	return text;
}

const char *type_str(struct checker *c, struct type *t)
{
	struct buf b;
	struct type_writer w = {.out = &b, .check = c};

	buf_init(&b, TEXT_MAX);
	write_type(&w, t);
	return keep(c, &b);
}

const char *types_str(struct checker *c, struct type_list list)
{
	struct buf b;
	struct type_writer w = {.out = &b, .check = c};

	buf_init(&b, TEXT_MAX);
	buf_putc(&b, '[');
	for (uint32_t i = 0; i < list.n; i++) {
		if (i > 0)
			buf_puts(&b, ", ");
		write_type(&w, list.at[i]);
	}
	buf_putc(&b, ']');
	return keep(c, &b);
}

const char *package_prefix(struct checker *c, const struct package *pkg)
{
	struct buf b;
	struct type_writer w = {.out = &b, .check = c};

	buf_init(&b, TEXT_MAX);
	write_package(&w, pkg);
	return keep(c, &b);
}

const char *expr_str(struct checker *c, const struct expr *x)
{
	struct buf b;

	buf_init(&b, TEXT_MAX);
	expr_print(&b, x);
	return keep(c, &b);
}

const char *object_str(struct checker *c, struct object *obj)
{
	struct buf b;
	struct type_writer w = {.out = &b, .check = c};

	buf_init(&b, TEXT_MAX);
	write_object(&w, obj);
	return keep(c, &b);
}

const char *func_str(struct checker *c, struct object *func, bool pkg_info)
{
	struct buf b;
	struct type_writer w = {
		.out = &b,
		.check = pkg_info ? NULL : c,
		.no_param_names = true,
		.pkg_info = pkg_info,
	};

	buf_init(&b, TEXT_MAX);
	buf_puts(&b, name_text(func->name));
	if (func->type)
		write_signature(&w, (struct signature *)func->type);
	return keep(c, &b);
}

static const char *const mode_text[] = {
	[MODE_INVALID] = "invalid operand",
	[MODE_NO_VALUE] = "no value",
	[MODE_BUILTIN] = "built-in",
	[MODE_TYPEXPR] = "type",
	[MODE_CONSTANT] = "constant",
	[MODE_VARIABLE] = "variable",
	[MODE_MAP_INDEX] = "map index expression",
	[MODE_VALUE] = "value",
	[MODE_NIL_VALUE] = "nil",
	[MODE_COMMA_OK] = "comma, ok expression",
	[MODE_COMMA_ERR] = "comma, error expression",
	[MODE_CGO_FUNC] = "cgo function",
};

static bool mode_has_type(const struct operand *x)
{
	return x->type && x->mode != MODE_INVALID && x->mode != MODE_NO_VALUE &&
	       x->mode != MODE_BUILTIN && x->mode != MODE_TYPEXPR;
}

/*
 * " of type T", with what kind of type a named one is, or what constrains a
 * type parameter.
 */
static void write_operand_type(struct type_writer *w, struct type *t)
{
	struct type_param *p = TYPE_AS(PARAM, type_param, unalias(t));

	if (!is_valid(t)) {
		buf_puts(w->out, " with invalid type");
		return;
	}
	buf_puts(w->out, " of ");
	if (type_is_generic(t))
		buf_puts(w->out, "generic ");
	if (!p && (t->kind == TYPE_ALIAS || t->kind == TYPE_NAMED)) {
		const char *kind = composite_kind(t);
		struct basic *basic = TYPE_AS(BASIC, basic, type_under(t));

		if (!kind && basic)
			kind = basic->name;
		buf_printf(w->out, "%s ", kind ? kind : "");
	}
	buf_puts(w->out, "type ");
	write_type(w, t);
	if (p) {
		buf_puts(w->out, " constrained by ");
		write_type(w, p->bound);
		if (has_empty_typeset(&p->t))
			buf_puts(w->out, " with empty type set");
	}
}

/* The expression, or what stands for one where there is none. */
static const char *operand_expr_str(struct checker *c, const struct operand *x)
{
	if (x->expr)
		return expr_str(c, x->expr);
	if (x->mode == MODE_BUILTIN)
		return builtin_rows[x->builtin].name;
	if (x->mode == MODE_TYPEXPR)
		return type_str(c, x->type);
	if (x->mode == MODE_CONSTANT && x->val)
		return value_string(c->arena, x->val);
	return "";
}

/* "x (variable of type T)"; see operand.go for all forms. */
const char *operand_str(struct checker *c, const struct operand *x)
{
	struct buf b;
	struct type_writer w = {.out = &b, .check = c};
	bool typed = mode_has_type(x);
	const char *expr, *val;

	if (operand_is_nil(x))
		return "nil";
	buf_init(&b, TEXT_MAX);
	expr = operand_expr_str(c, x);
	if (*expr)
		buf_printf(&b, "%s (", expr);
	if (typed && is_untyped(x->type)) {
		buf_printf(&b, "%s ", ((struct basic *)x->type)->name);
		typed = false;
	}
	buf_puts(&b, mode_text[x->mode]);
	if (x->mode == MODE_CONSTANT && x->val) {
		val = value_string(c->arena, x->val);
		if (strcmp(val, expr) != 0)
			buf_printf(&b, " %s", val);
	}
	if (typed)
		write_operand_type(&w, x->type);
	if (*expr)
		buf_putc(&b, ')');
	return keep(c, &b);
}
