/* SPDX-License-Identifier: MIT */
#include "types/dump.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "syntax/walk.h"
#include "types/check.h"
#include "types/methodset.h"
#include "types/typestring.h"

struct dump {
	struct buf *out;
	struct package *pkg;
	struct file_set *files;
	struct arena *arena;
	struct type_writer w;
	/* Nodes with something to tell, later in order of the source. */
	struct VEC(struct node *) exprs;
	struct VEC(struct node *) idents;
	struct VEC(struct node *) implicits;
	struct VEC(struct node *) selections;
};

static const char *kind_text(const struct node *n)
{
	if (n->kind == NODE_INDEX_EXPR &&
	    ((const struct index_expr *)n)->nindices > 1)
		return "IndexListExpr";
	return node_kind_text[n->kind];
}

/* Bases of a package's files rise, so that positions order all of them. */
static int by_source(const void *x, const void *y)
{
	const struct node *a = *(struct node *const *)x;
	const struct node *b = *(struct node *const *)y;
	pos_t p = node_pos(a), q = node_pos(b);

	if (p == q) {
		p = node_end(a);
		q = node_end(b);
	}
	if (p != q)
		return p < q ? -1 : 1;
	return strcmp(kind_text(a), kind_text(b));
}

static void put_pos(struct dump *d, pos_t pos)
{
	struct position p = position_raw(d->files, pos);
	const char *slash = p.path ? strrchr(p.path, '/') : NULL;

	if (!p.path) {
		buf_putc(d->out, '-');
		return;
	}
	buf_printf(d->out, "%s:%u:%u", slash ? slash + 1 : p.path, p.line,
		   p.column);
}

static void put_extent(struct dump *d, const struct node *n)
{
	struct position end = position_raw(d->files, node_end(n));

	put_pos(d, node_pos(n));
	buf_printf(d->out, "-%u:%u", end.line, end.column);
}

static void put_type(struct dump *d, struct type *t)
{
	if (t)
		write_type(&d->w, t);
	else
		buf_puts(d->out, "()");
}

static void put_name(struct dump *d, name_t name)
{
	buf_add(d->out, name_text(name), name_len(name));
}

static void put_index(struct dump *d, const uint32_t *index, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		buf_printf(d->out, "%s%u", i > 0 ? " " : "[", index[i]);
	buf_putc(d->out, ']');
}

static const char *word_for(const struct object *obj)
{
	switch ((enum object_kind)obj->kind) {
	case OBJECT_CONST:
		return "const";
	case OBJECT_TYPE_NAME:
		return obj->type && obj->type->kind == TYPE_PARAM ? "typeparam"
								  : "type";
	case OBJECT_VAR:
		return obj->var_kind == VAR_FIELD ? "field" : "var";
	case OBJECT_LABEL:
		return "label";
	case OBJECT_BUILTIN:
		return "builtin";
	default:
		return "nil";
	}
}

static void put_ref(struct dump *d, struct object *obj)
{
	if (obj->kind == OBJECT_FUNC) {
		buf_puts(d->out, "func ");
		write_func_name(&d->w, obj);
	} else if (obj->kind == OBJECT_PKG_NAME) {
		buf_printf(d->out, "package %s (%s)", name_text(obj->name),
			   obj->imported->path);
	} else {
		buf_printf(d->out, "%s ", word_for(obj));
		if (obj->pkg && scope_lookup(obj->pkg->scope, obj->name) == obj)
			buf_printf(d->out, "%s.", obj->pkg->path);
		put_name(d, obj->name);
	}
	if ((obj->pkg == d->pkg || obj->kind == OBJECT_LABEL) &&
	    obj->pos != NO_POS) {
		buf_puts(d->out, " @");
		put_pos(d, obj->pos);
	}
}

static const char *mode_word(const struct expr *x)
{
	switch (x->node.mode) {
	case MODE_NO_VALUE:
		return "novalue";
	case MODE_BUILTIN:
		return "builtin";
	case MODE_TYPEXPR:
		return "type";
	case MODE_CONSTANT:
		return "const";
	case MODE_VARIABLE:
		return "var";
	case MODE_MAP_INDEX:
		return "mapindex";
	case MODE_COMMA_OK:
		return "commaok";
	default:
		return "value";
	}
}

static void put_expr(struct dump *d, const struct node *n)
{
	const struct expr *x = (const struct expr *)n;

	put_extent(d, n);
	buf_printf(d->out, " %s %s ", kind_text(n), mode_word(x));
	put_type(d, x->type);
	if (x->node.mode == MODE_CONSTANT && x->val) {
		buf_puts(d->out, " = ");
		value_print_exact(d->out, x->val);
	}
}

/* What an identifier declares is where the identifier is. */
static void put_ident(struct dump *d, const struct node *n)
{
	const struct ident *id = (const struct ident *)n;
	bool def = id->obj->pos == n->pos &&
		   (id->obj->pkg == d->pkg || id->obj->kind == OBJECT_LABEL);

	put_pos(d, n->pos);
	buf_puts(d->out, def ? " def " : " use ");
	put_name(d, id->name);
	buf_puts(d->out, " -> ");
	if (def)
		write_object(&d->w, id->obj);
	else
		put_ref(d, id->obj);
}

static void put_implicit(struct dump *d, const struct node *n)
{
	struct object *obj = n->kind == NODE_IMPORT_SPEC
				     ? ((const struct import_spec *)n)->obj
				     : ((const struct case_clause *)n)->obj;

	put_extent(d, n);
	buf_printf(d->out, " %s -> ", kind_text(n));
	write_object(&d->w, obj);
}

static void put_selection(struct dump *d, const struct node *n)
{
	static const char *const words[] = {
		[SELECT_FIELD] = "field",
		[SELECT_METHOD] = "method",
		[SELECT_METHOD_EXPR] = "methodexpr",
	};
	const struct selection *s =
		((const struct selector_expr *)n)->selection;

	put_extent(d, n);
	buf_printf(d->out, " %s recv ", words[s->kind]);
	put_type(d, s->recv);
	buf_puts(d->out, " -> ");
	put_ref(d, s->obj);
	buf_putc(d->out, ' ');
	put_index(d, s->index, s->nindex);
	if (s->indirect)
		buf_puts(d->out, " indirect");
}

static void put_instance(struct dump *d, const struct node *n)
{
	const struct ident *id = (const struct ident *)n;
	const struct inst_use *use = ptrmap_get(&d->pkg->instances, id);

	put_pos(d, n->pos);
	buf_putc(d->out, ' ');
	put_name(d, id->name);
	buf_puts(d->out, " [");
	for (uint32_t i = 0; i < use->targs.n; i++) {
		if (i > 0)
			buf_puts(d->out, ", ");
		put_type(d, use->targs.at[i]);
	}
	buf_puts(d->out, "] ");
	put_type(d, use->type);
}

static void put_section(struct dump *d, const char *name, struct node **list,
			uint32_t n,
			void (*put)(struct dump *d, const struct node *n))
{
	buf_printf(d->out, "# %s\n", name);
	if (n > 0)
		qsort(list, n, sizeof(*list), by_source);
	for (uint32_t i = 0; i < n; i++) {
		put(d, list[i]);
		buf_putc(d->out, '\n');
	}
}

static bool collect(void *ctx, enum walk_what what, void *x)
{
	struct dump *d = ctx;
	struct node *n = what == WALK_NODE ? x : NULL;
	const struct ident *id = AS(IDENT, ident, n);
	const struct selector_expr *sel = AS(SELECTOR_EXPR, selector_expr, n);
	const struct import_spec *spec = AS(IMPORT_SPEC, import_spec, n);
	const struct case_clause *clause = AS(CASE_CLAUSE, case_clause, n);

	if (n && node_is_expr(n) && n->mode != MODE_INVALID)
		vec_push(&d->exprs, n);
	if (id && id->obj && id->obj->kind != OBJECT_CNAME)
		vec_push(&d->idents, n);
	if (sel && sel->selection)
		vec_push(&d->selections, n);
	if ((spec && spec->obj && !spec->name) || (clause && clause->obj))
		vec_push(&d->implicits, n);
	return true;
}

static void put_instances(struct dump *d)
{
	const struct ptrmap *m = &d->pkg->instances;
	struct VEC(struct node *) idents = {0};

	for (uint32_t i = 0; i < m->cap; i++)
		if (m->slots[i].value)
			vec_push(&idents,
				 (struct node *)(uintptr_t)m->slots[i].key);
	put_section(d, "instances", idents.at, idents.len, put_instance);
	vec_finish(&idents);
}

static void put_init_order(struct dump *d)
{
	buf_puts(d->out, "# init\n");
	for (uint32_t i = 0; i < d->pkg->ninit_order; i++) {
		const struct initializer *init = &d->pkg->init_order[i];

		for (uint32_t k = 0; k < init->nlhs; k++) {
			if (k > 0)
				buf_puts(d->out, ", ");
			put_name(d, init->lhs[k]->name);
		}
		buf_puts(d->out, " = ");
		put_extent(d, &init->rhs->node);
		buf_putc(d->out, '\n');
	}
}

static void put_methods(struct dump *d, const char *what,
			const struct method_set *set)
{
	buf_printf(d->out, " %s=[", what);
	for (uint32_t i = 0; i < set->n; i++) {
		const struct selection *s = &set->at[i];

		if (i > 0)
			buf_putc(d->out, ' ');
		put_name(d, s->obj->name);
		put_index(d, s->index, s->nindex);
		if (s->indirect)
			buf_putc(d->out, '*');
	}
	buf_putc(d->out, ']');
}

static void put_fact(struct dump *d, const struct object *obj)
{
	const struct sizes *sizes = sizes_for("amd64");
	struct type *t = obj->type;
	struct method_set own = new_method_set(t, d->arena);
	struct method_set pointer =
		new_method_set(new_pointer(d->arena, t), d->arena);

	put_name(d, obj->name);
	buf_printf(d->out, " size=%" PRId64 " align=%" PRId64,
		   sizes_sizeof(sizes, t), sizes_alignof(sizes, t));
	buf_printf(d->out, " comparable=%s",
		   type_comparable(t) ? "true" : "false");
	put_methods(d, "methods", &own);
	put_methods(d, "pointer", &pointer);
	buf_putc(d->out, '\n');
}

static int by_name(const void *x, const void *y)
{
	return name_compare((*(struct object *const *)x)->name,
			    (*(struct object *const *)y)->name);
}

static void put_facts(struct dump *d)
{
	const struct scope *s = d->pkg->scope;
	struct VEC(struct object *) list = {0};

	buf_puts(d->out, "# facts\n");
	for (uint32_t i = 0; d->pkg->nerrors == 0 && i < s->n; i++) {
		struct object *obj = s->objects[i];
		struct named *n = TYPE_AS(NAMED, named, obj->type);

		if (obj->kind == OBJECT_TYPE_NAME && n &&
		    !type_name_is_alias(obj) && named_tparams(n).n == 0)
			vec_push(&list, obj);
	}
	if (list.len > 0)
		qsort(list.at, list.len, sizeof(*list.at), by_name);
	for (uint32_t i = 0; i < list.len; i++)
		put_fact(d, list.at[i]);
	vec_finish(&list);
}

static int by_pos(const void *x, const void *y)
{
	const struct type_error *a = x, *b = y;

	if (a->pos != b->pos)
		return a->pos < b->pos ? -1 : 1;
	return strcmp(a->msg, b->msg);
}

static void put_errors(struct dump *d)
{
	uint32_t n = d->pkg->nerrors;
	struct type_error *list =
		ARENA_ARRAY(d->arena, n + 1, struct type_error);

	buf_puts(d->out, "# errors\n");
	if (n > 0)
		memcpy(list, d->pkg->errors, n * sizeof(*list));
	qsort(list, n, sizeof(*list), by_pos);
	for (uint32_t i = 0; i < n; i++) {
		put_pos(d, list[i].pos);
		buf_puts(d->out, list[i].soft ? ": (soft) " : ": ");
		for (const char *s = list[i].msg; *s; s++) {
			if (*s == '\n')
				buf_puts(d->out, "\\n");
			else
				buf_putc(d->out, *s);
		}
		buf_putc(d->out, '\n');
	}
}

void types_dump(struct package *pkg, struct file_set *files, struct buf *out)
{
	struct dump d = {.out = out,
			 .pkg = pkg,
			 .files = files,
			 .arena = arena_create(0),
			 .w = {.out = out}};
	const struct walk walk = {.enter = collect, .ctx = &d};

	buf_printf(out, "package %s %s\n", pkg->path, name_text(pkg->name));
	for (uint32_t i = 0; i < pkg->nfiles; i++)
		walk_file(&walk, pkg->files[i]);
	put_section(&d, "types", d.exprs.at, d.exprs.len, put_expr);
	put_section(&d, "idents", d.idents.at, d.idents.len, put_ident);
	put_section(&d, "implicits", d.implicits.at, d.implicits.len,
		    put_implicit);
	put_section(&d, "selections", d.selections.at, d.selections.len,
		    put_selection);
	put_instances(&d);
	put_init_order(&d);
	put_facts(&d);
	put_errors(&d);
	vec_finish(&d.exprs);
	vec_finish(&d.idents);
	vec_finish(&d.implicits);
	vec_finish(&d.selections);
	arena_destroy(d.arena);
}
