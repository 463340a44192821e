/* SPDX-License-Identifier: MIT */
/*
 * Types as text
 *
 * A type that contains itself other than through a name (there are such in
 * incorrect programs, and in constraints that mention the type they belong
 * to) is cut where it comes round: the types being written form a list on
 * the stack.  The list is searched from its end, and is short.
 *
 * The text of a type can be very much longer than the program: each
 * declaration can double it.  Writing ends when the buffer is full, and below
 * a depth.
 */
#include "types/typestring.h"

#include <string.h>

#include "base/buf.h"
#include "types/check.h"

struct type_path {
	const struct type *type;
	const struct type_path *outer;
};

const char *qualify_path(const struct package *pkg)
{
	return pkg->path;
}

const char *qualify_name(const struct package *pkg)
{
	return name_text(pkg->name);
}

void write_package(struct type_writer *w, const struct package *pkg)
{
	const char *text;

	if (!pkg)
		return;
	if (w->check)
		text = check_qualify(w->check, pkg);
	else
		text = w->qualify ? w->qualify(pkg) : pkg->path;
	if (!*text)
		return;
	buf_puts(w->out, text);
	buf_putc(w->out, '.');
}

static void write_name(struct type_writer *w, name_t name)
{
	buf_add(w->out, name_text(name), name_len(name));
}

static void write_type_name(struct type_writer *w, const struct object *obj)
{
	write_package(w, obj->pkg);
	write_name(w, obj->name);
}

static void write_list(struct type_writer *w, struct type_list list)
{
	buf_putc(w->out, '[');
	for (uint32_t i = 0; i < list.n; i++) {
		if (i > 0)
			buf_puts(w->out, ", ");
		write_type(w, list.at[i]);
	}
	buf_putc(w->out, ']');
}

/* [P, Q C, R D]: a bound is written behind the last one that has it. */
void write_tparams(struct type_writer *w, struct type_list list)
{
	struct type *bound = NULL;

	buf_putc(w->out, '[');
	for (uint32_t i = 0; i < list.n; i++) {
		struct type_param *p = TYPE_AS(PARAM, type_param, list.at[i]);

		if (!p) {
			buf_puts(w->out, "<nil type parameter>");
			continue;
		}
		if (i > 0) {
			if (p->bound != bound) {
				buf_putc(w->out, ' ');
				write_type(w, bound);
			}
			buf_puts(w->out, ", ");
		}
		bound = p->bound;
		write_type(w, &p->t);
	}
	if (bound) {
		buf_putc(w->out, ' ');
		write_type(w, bound);
	}
	buf_putc(w->out, ']');
}

/*
 * append([]byte, string...) has a parameter of a type that is no slice; there
 * the dots come behind the type.
 */
static void write_variadic(struct type_writer *w, struct type *t)
{
	struct slice *s = TYPE_AS(SLICE, slice, t);

	if (s) {
		buf_puts(w->out, "...");
		write_type(w, s->elem);
	} else {
		write_type(w, t);
		buf_puts(w->out, "...");
	}
}

static void write_tuple(struct type_writer *w, const struct tuple *t,
			bool variadic)
{
	uint32_t n = tuple_len(t);

	buf_putc(w->out, '(');
	for (uint32_t i = 0; i < n; i++) {
		const struct object *v = t->vars[i];

		if (i > 0)
			buf_puts(w->out, ", ");
		if (v->name != NO_NAME && !w->no_param_names) {
			write_name(w, v->name);
			buf_putc(w->out, ' ');
		}
		if (variadic && i == n - 1)
			write_variadic(w, v->type);
		else
			write_type(w, v->type);
	}
	buf_putc(w->out, ')');
}

void write_signature(struct type_writer *w, struct signature *sig)
{
	uint32_t n = tuple_len(sig->results);

	if (sig->tparams.n > 0)
		write_tparams(w, sig->tparams);
	write_tuple(w, sig->params, sig->variadic);
	if (n == 0)
		return;
	buf_putc(w->out, ' ');
	if (n == 1 && sig->results->vars[0]->name == NO_NAME)
		write_type(w, sig->results->vars[0]->type);
	else
		write_tuple(w, sig->results, false);
}

static void write_struct(struct type_writer *w, const struct structure *t)
{
	buf_puts(w->out, "struct{");
	for (uint32_t i = 0; i < t->nfields; i++) {
		const struct object *f = t->fields[i];
		bool tell_pkg = w->pkg_info && !name_exported(f->name);

		if (tell_pkg)
			w->pkg_info = false;
		if (i > 0)
			buf_puts(w->out, "; ");
		if (!(f->flags & OBJECT_EMBEDDED)) {
			write_name(w, f->name);
			buf_putc(w->out, ' ');
		}
		write_type(w, f->type);
		if (tell_pkg)
			buf_printf(w->out, " /* package %s */ ",
				   f->pkg ? f->pkg->path : "");
		if (t->tags && t->tags[i] && *t->tags[i]) {
			buf_putc(w->out, ' ');
			value_quote(w->out, t->tags[i], strlen(t->tags[i]));
		}
	}
	buf_putc(w->out, '}');
}

static void write_interface(struct type_writer *w, const struct interface *t)
{
	const char *sep = "";

	if (&t->t == ((struct named *)universe_comparable)->underlying) {
		buf_puts(w->out, "interface{comparable}");
		return;
	}
	if (t->implicit) {
		if (t->nmethods == 0 && t->nembeddeds == 1) {
			write_type(w, t->embeddeds[0]);
			return;
		}
		buf_puts(w->out, "/* implicit */ ");
	}
	buf_puts(w->out, "interface{");
	for (uint32_t i = 0; i < t->nmethods; i++) {
		struct object *m = t->methods[i];

		buf_puts(w->out, sep);
		write_name(w, m->name);
		if (m->type)
			write_signature(w, (struct signature *)m->type);
		sep = "; ";
	}
	for (uint32_t i = 0; i < t->nembeddeds; i++) {
		buf_puts(w->out, sep);
		write_type(w, t->embeddeds[i]);
		sep = "; ";
	}
	buf_putc(w->out, '}');
}

static void write_union(struct type_writer *w, const struct union_type *t)
{
	if (t->nterms == 0)
		buf_puts(w->out, "<empty union>");
	for (uint32_t i = 0; i < t->nterms; i++) {
		if (i > 0)
			buf_puts(w->out, " | ");
		if (t->terms[i].tilde)
			buf_putc(w->out, '~');
		write_type(w, t->terms[i].type);
	}
}

static void write_chan(struct type_writer *w, const struct chan *t)
{
	struct chan *elem = TYPE_AS(CHAN, chan, t->elem);
	bool parens = t->dir == CHAN_BOTH && elem && elem->dir == CHAN_RECV;

	buf_puts(w->out, t->dir == CHAN_SEND   ? "chan<- "
			 : t->dir == CHAN_RECV ? "<-chan "
					       : "chan ");
	if (parens)
		buf_putc(w->out, '(');
	write_type(w, t->elem);
	if (parens)
		buf_putc(w->out, ')');
}

/* Of a type C.x, of which nothing is known yet. */
static bool is_of_unknown_c(const struct named *t)
{
	return t->obj->pkg && t->obj->pkg->fake_c && t->underlying &&
	       !is_valid(t->underlying);
}

static void write_named(struct type_writer *w, struct named *t)
{
	struct type_list tparams;

	if (w->check && is_of_unknown_c(t))
		w->check->speaks_of_c = true;
	write_type_name(w, t->obj);
	if (t->inst) {
		write_list(w, t->inst->targs);
		return;
	}
	tparams = named_tparams(t);
	if (tparams.n > 0)
		write_tparams(w, tparams);
}

static void write_alias(struct type_writer *w, const struct alias *t)
{
	write_type_name(w, t->obj);
	if (t->targs.n > 0)
		write_list(w, t->targs);
	else if (t->tparams.n > 0)
		write_tparams(w, t->tparams);
}

static void write_param(struct type_writer *w, const struct type_param *t)
{
	if (!t->obj) {
		buf_puts(w->out, "<unnamed type parameter>");
		return;
	}
	write_name(w, t->obj->name);
	/* A reader would take it for the predeclared one. */
	if (scope_lookup(universe, t->obj->name))
		buf_puts(w->out, "/* type parameter */");
}

static void write_basic(struct type_writer *w, const struct basic *t)
{
	if (t->basic_kind == BASIC_UNSAFE_POINTER)
		write_package(w, package_unsafe);
	buf_puts(w->out, t->name);
}

static void write_by_kind(struct type_writer *w, struct type *t)
{
	switch ((enum type_kind)t->kind) {
	case TYPE_BASIC:
		write_basic(w, (struct basic *)t);
		return;
	case TYPE_ARRAY:
		buf_printf(w->out, "[%lld]",
			   (long long)((struct array *)t)->len);
		write_type(w, ((struct array *)t)->elem);
		return;
	case TYPE_SLICE:
		buf_puts(w->out, "[]");
		write_type(w, ((struct slice *)t)->elem);
		return;
	case TYPE_STRUCT:
		write_struct(w, (struct structure *)t);
		return;
	case TYPE_POINTER:
		buf_putc(w->out, '*');
		write_type(w, ((struct pointer *)t)->base);
		return;
	case TYPE_TUPLE:
		write_tuple(w, (struct tuple *)t, false);
		return;
	case TYPE_SIGNATURE:
		buf_puts(w->out, "func");
		write_signature(w, (struct signature *)t);
		return;
	case TYPE_UNION:
		write_union(w, (struct union_type *)t);
		return;
	case TYPE_INTERFACE:
		write_interface(w, (struct interface *)t);
		return;
	case TYPE_MAP:
		buf_puts(w->out, "map[");
		write_type(w, ((struct map *)t)->key);
		buf_putc(w->out, ']');
		write_type(w, ((struct map *)t)->elem);
		return;
	case TYPE_CHAN:
		write_chan(w, (struct chan *)t);
		return;
	case TYPE_NAMED:
		write_named(w, (struct named *)t);
		return;
	case TYPE_PARAM:
		write_param(w, (struct type_param *)t);
		return;
	case TYPE_ALIAS:
		write_alias(w, (struct alias *)t);
		return;
	}
}

static const char *kind_name(const struct type *t)
{
	static const char *const names[] = {
		[TYPE_BASIC] = "Basic",		[TYPE_ARRAY] = "Array",
		[TYPE_SLICE] = "Slice",		[TYPE_STRUCT] = "Struct",
		[TYPE_POINTER] = "Pointer",	[TYPE_TUPLE] = "Tuple",
		[TYPE_SIGNATURE] = "Signature", [TYPE_UNION] = "Union",
		[TYPE_INTERFACE] = "Interface", [TYPE_MAP] = "Map",
		[TYPE_CHAN] = "Chan",		[TYPE_NAMED] = "Named",
		[TYPE_PARAM] = "TypeParam",	[TYPE_ALIAS] = "Alias",
	};

	return names[t->kind];
}

void write_type(struct type_writer *w, struct type *t)
{
	struct type_path here = {.type = t, .outer = w->path};

	if (!t) {
		buf_puts(w->out, "<nil>");
		return;
	}
	for (const struct type_path *p = w->path; p; p = p->outer) {
		if (p->type == t) {
			buf_printf(w->out, "<cycle to *%s>", kind_name(t));
			return;
		}
	}
	if (w->depth >= 1000 || buf_failed(w->out)) {
		buf_puts(w->out, "...");
		return;
	}
	w->path = &here;
	w->depth++;
	write_by_kind(w, t);
	w->depth--;
	w->path = here.outer;
}

void type_print(struct buf *b, struct type *t, qualifier_fn *qualify)
{
	struct type_writer w = {.out = b, .qualify = qualify};

	write_type(&w, t);
}
