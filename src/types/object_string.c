/* SPDX-License-Identifier: MIT */
/* Objects as text: "func fmt.Println(a ...any) (n int, err error)". */
#include "types/typestring.h"

#include "base/buf.h"
#include "types/check.h"

static void write_name(struct type_writer *w, const struct object *obj)
{
	buf_add(w->out, name_text(obj->name), name_len(obj->name));
}

void write_func_name(struct type_writer *w, struct object *f)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, f->type);

	if (sig && sig->recv) {
		buf_putc(w->out, '(');
		if (sig->recv->type->kind == TYPE_INTERFACE)
			buf_puts(w->out, "interface");
		else
			write_type(w, sig->recv->type);
		buf_puts(w->out, ").");
	} else if (sig) {
		write_package(w, f->pkg);
	}
	write_name(w, f);
}

static void write_pkg_name(struct type_writer *w, const struct object *obj)
{
	const char *path = obj->imported ? obj->imported->path : "";

	buf_puts(w->out, "package ");
	write_name(w, obj);
	if (*path && strcmp(path, name_text(obj->name)) != 0) {
		buf_puts(w->out, " (");
		value_quote(w->out, path, strlen(path));
		buf_putc(w->out, ')');
	}
}

static struct type_list tparams_of(struct type *t)
{
	struct alias *a = TYPE_AS(ALIAS, alias, t);
	struct named *n = TYPE_AS(NAMED, named, t);

	if (a)
		return a->tparams;
	return n ? named_tparams(n) : (struct type_list){0};
}

/* What follows a type's name. */
static void write_type_name_rest(struct type_writer *w,
				 const struct object *obj)
{
	struct type *t = obj->type;
	struct type_list tparams = tparams_of(t);

	if (t->kind == TYPE_BASIC)
		return;
	if (tparams.n > 0)
		write_tparams(w, tparams);
	if (type_name_is_alias(obj)) {
		buf_puts(w->out, " =");
		if (t->kind == TYPE_ALIAS)
			t = ((struct alias *)t)->from_rhs;
	} else if (t->kind == TYPE_PARAM) {
		t = ((struct type_param *)t)->bound;
	} else {
		t = type_under(t);
	}
	buf_putc(w->out, ' ');
	/* "type any = any" would not say much. */
	if (obj->parent == universe && obj->type == universe_any_alias)
		buf_puts(w->out, "interface{}");
	else
		write_type(w, t);
}

static const char *word_for(const struct object *obj)
{
	switch ((enum object_kind)obj->kind) {
	case OBJECT_CONST:
		return "const ";
	case OBJECT_TYPE_NAME:
		return obj->type && obj->type->kind == TYPE_PARAM
			       ? "type parameter "
			       : "type ";
	case OBJECT_VAR:
		return obj->var_kind == VAR_FIELD ? "field " : "var ";
	case OBJECT_LABEL:
		return "label ";
	case OBJECT_BUILTIN:
		return "builtin ";
	default:
		return "C name ";
	}
}

void write_object(struct type_writer *w, struct object *obj)
{
	if (obj->kind == OBJECT_PKG_NAME) {
		write_pkg_name(w, obj);
		return;
	}
	if (obj->kind == OBJECT_NIL) {
		buf_puts(w->out, "nil");
		return;
	}
	if (obj->kind == OBJECT_FUNC) {
		buf_puts(w->out, "func ");
		write_func_name(w, obj);
		if (obj->type)
			write_signature(w, (struct signature *)obj->type);
		return;
	}
	buf_puts(w->out, word_for(obj));
	if (obj->pkg && scope_lookup(obj->pkg->scope, obj->name) == obj)
		write_package(w, obj->pkg);
	write_name(w, obj);
	if (!obj->type || obj->kind == OBJECT_LABEL ||
	    obj->kind == OBJECT_BUILTIN || obj->kind == OBJECT_CNAME)
		return;
	if (obj->kind == OBJECT_TYPE_NAME) {
		write_type_name_rest(w, obj);
		return;
	}
	buf_putc(w->out, ' ');
	write_type(w, obj->type);
}

void object_print(struct buf *b, struct object *obj, qualifier_fn *qualify)
{
	struct type_writer w = {.out = b, .qualify = qualify};

	write_object(&w, obj);
}
