/* SPDX-License-Identifier: MIT */
/* The texts of types as Go's reflect gives them: "map[string]main.T". */
#include "interp.h"

static void print_list(struct buf *b, struct tuple *t, bool variadic)
{
	for (uint32_t i = 0; i < tuple_len(t); i++) {
		struct type *v = t->vars[i]->type;

		buf_puts(b, i ? ", " : "");
		if (variadic && i == t->n - 1) {
			buf_puts(b, "...");
			rtype_print(b, ((struct slice *)type_under(v))->elem);
			continue;
		}
		rtype_print(b, v);
	}
}

static void print_signature(struct buf *b, struct signature *s)
{
	uint32_t n = tuple_len(s->results);

	buf_putc(b, '(');
	print_list(b, s->params, s->variadic);
	buf_putc(b, ')');
	if (n == 0)
		return;
	buf_puts(b, n > 1 ? " (" : " ");
	print_list(b, s->results, false);
	if (n > 1)
		buf_putc(b, ')');
}

static void print_interface(struct buf *b, struct interface *t)
{
	uint32_t n = interface_nmethods(t);

	buf_puts(b, n ? "interface { " : "interface {}");
	for (uint32_t i = 0; i < n; i++) {
		struct object *m = interface_method(t, i);

		buf_puts(b, i ? "; " : "");
		if (!name_exported(m->name) && m->pkg)
			buf_printf(b, "%s.", name_text(m->pkg->name));
		buf_puts(b, name_text(m->name));
		print_signature(b, (struct signature *)m->type);
	}
	buf_puts(b, n ? " }" : "");
}

static void print_struct(struct buf *b, struct structure *s)
{
	buf_puts(b, s->nfields ? "struct { " : "struct {}");
	for (uint32_t i = 0; i < s->nfields; i++) {
		struct object *f = s->fields[i];

		buf_puts(b, i ? "; " : "");
		if (!(f->flags & OBJECT_EMBEDDED))
			buf_printf(b, "%s ", name_text(f->name));
		rtype_print(b, f->type);
		if (s->tags && s->tags[i] && *s->tags[i]) {
			buf_putc(b, ' ');
			value_quote(b, s->tags[i], strlen(s->tags[i]));
		}
	}
	buf_puts(b, s->nfields ? " }" : "");
}

static const char *full_path(const struct package *p)
{
	return p->name == name_of("main") ? "main" : p->path;
}

/* Type arguments are told with the full paths of their packages. */
static void print_named(struct buf *b, struct named *n, bool full)
{
	struct type_list targs = named_targs(n);

	if (n->obj->pkg)
		buf_printf(b, "%s.",
			   full ? full_path(n->obj->pkg)
				: name_text(n->obj->pkg->name));
	buf_puts(b, name_text(n->obj->name));
	for (uint32_t i = 0; i < targs.n; i++) {
		struct named *arg = type_as_named(targs.at[i]);

		buf_putc(b, i ? ',' : '[');
		if (arg)
			print_named(b, arg, true);
		else
			rtype_print(b, targs.at[i]);
	}
	if (targs.n)
		buf_putc(b, ']');
}

static void print_chan(struct buf *b, struct chan *c)
{
	struct chan *inner = TYPE_AS(CHAN, chan, unalias(c->elem));
	bool paren = c->dir != CHAN_SEND && inner && inner->dir == CHAN_RECV;

	buf_puts(b, c->dir == CHAN_RECV	  ? "<-chan "
		    : c->dir == CHAN_SEND ? "chan<- "
					  : "chan ");
	buf_puts(b, paren ? "(" : "");
	rtype_print(b, c->elem);
	buf_puts(b, paren ? ")" : "");
}

void rtype_print(struct buf *b, struct type *t)
{
	t = unalias(t);
	switch (t->kind) {
	case TYPE_BASIC: {
		const struct basic *basic = (struct basic *)t;

		buf_puts(b, basic->basic_kind == BASIC_UNSAFE_POINTER
				    ? "unsafe.Pointer"
				    : ((struct basic *)
					       basic_types[basic->basic_kind])
					      ->name);
		break;
	}
	case TYPE_ARRAY:
		buf_printf(b, "[%lld]", (long long)((struct array *)t)->len);
		rtype_print(b, ((struct array *)t)->elem);
		break;
	case TYPE_SLICE:
		buf_puts(b, "[]");
		rtype_print(b, ((struct slice *)t)->elem);
		break;
	case TYPE_POINTER:
		buf_putc(b, '*');
		rtype_print(b, ((struct pointer *)t)->base);
		break;
	case TYPE_MAP:
		buf_puts(b, "map[");
		rtype_print(b, ((struct map *)t)->key);
		buf_putc(b, ']');
		rtype_print(b, ((struct map *)t)->elem);
		break;
	case TYPE_CHAN:
		print_chan(b, (struct chan *)t);
		break;
	case TYPE_SIGNATURE:
		buf_puts(b, "func");
		print_signature(b, (struct signature *)t);
		break;
	case TYPE_STRUCT:
		print_struct(b, (struct structure *)t);
		break;
	case TYPE_INTERFACE:
		print_interface(b, (struct interface *)t);
		break;
	case TYPE_NAMED:
		print_named(b, (struct named *)t, false);
		break;
	default:
		type_print(b, t, qualify_name);
		break;
	}
}
