/* SPDX-License-Identifier: MIT */
/*
 * Holders in words of the source
 *
 * A way through the graph begins at something that has a name, and each step
 * has one: fields theirs, entries their keys.  Loads are not written, as Go
 * does not write them.  A key is a constant, a parameter, or what stands
 * between the brackets where the function uses it.
 *
 * Types are told from the root on: nodes know only what was asked of them.
 */
#include "flow/exit.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/position.h"
#include "flow/plan.h"
#include "ir/ir.h"
#include "program/program.h"
#include "types/constant.h"
#include "types/types.h"

enum { MAX_PATH = 200, MAX_KEY = 40 };

/* Types */

/* What a node is: a value of type t, or the address of one. */
struct what {
	struct type *t; /* NULL: not known */
	bool addr;
};

/* The object behind a value: through a pointer or as it is. */
static struct type *object_type(struct what w)
{
	struct type *base = w.addr ? NULL : type_pointee(w.t);

	return base ? base : w.t;
}

static struct type *field_type(struct type *t, name_t name)
{
	struct structure *st =
		t ? TYPE_AS(STRUCT, structure, type_under(t)) : NULL;

	for (uint32_t i = 0; st && i < st->nfields; i++)
		if (st->fields[i]->name == name)
			return st->fields[i]->type;
	return NULL;
}

static struct type *elem_type(struct type *t, bool key)
{
	struct type *u = t ? type_under(t) : NULL;

	if (!u)
		return NULL;
	switch (u->kind) {
	case TYPE_MAP:
		return key ? ((struct map *)u)->key : ((struct map *)u)->elem;
	case TYPE_SLICE:
		return key ? NULL : ((struct slice *)u)->elem;
	case TYPE_ARRAY:
		return key ? NULL : ((struct array *)u)->elem;
	case TYPE_CHAN:
		return key ? NULL : ((struct chan *)u)->elem;
	}
	return NULL;
}

static struct what root_type(const struct exit_end *e,
			     const struct exit_hold *h)
{
	const struct cell *c = state_cell(e->s, h->root);
	const struct ir_value *v = c->root;

	switch (h->kind) {
	case ROOT_GLOBAL:
		return (struct what){v ? type_pointee(v->type) : NULL, true};
	case ROOT_PARAM:
	case ROOT_FREE_VAR:
		return (struct what){v->type, false};
	}
	return (struct what){c->type, false};
}

static struct what follow(const struct exit_end *e, struct what w,
			  const struct reach_step *step)
{
	const struct edge *edge = step->edge;
	struct what to = {.t = NULL};

	if (!w.t)
		w.t = state_cell(e->s, step->from)->type;
	switch (edge->access) {
	case ACCESS_DEREF:
		to.t = w.addr ? w.t : type_pointee(w.t);
		break;
	case ACCESS_FIELD:
		to.t = field_type(object_type(w), edge->key);
		to.addr = true;
		break;
	case ACCESS_ELEM:
		to.t = elem_type(object_type(w), false);
		to.addr = true;
		break;
	}
	return to;
}

/* What the node is that the step i starts from. */
static struct what type_before(const struct exit_end *e,
			       const struct exit_hold *h, uint32_t i)
{
	struct what w = root_type(e, h);

	for (uint32_t k = 0; k < i; k++)
		w = follow(e, w, &h->steps[k]);
	if (!w.t && i < h->n)
		w.t = state_cell(e->s, h->steps[i].from)->type;
	return w;
}

struct type *exit_held_type(const struct exit_end *e, const struct exit_hold *h)
{
	struct what w = type_before(e, h, h->n);

	if (h->is_key)
		return elem_type(object_type(type_before(e, h, h->n - 1)),
				 true);
	return w.t;
}

struct holder_class exit_class(const struct exit_end *e,
			       const struct exit_hold *h)
{
	struct holder_class c = {.content = exit_container(h) >= 0};
	int last = exit_container(h);

	for (int i = last >= 0 ? last : (int)h->n - 1; i >= 0; i--) {
		struct type *t;
		struct named *n;

		if (h->steps[i].edge->access != ACCESS_FIELD)
			continue;
		t = object_type(type_before(e, h, (uint32_t)i));
		n = t ? type_as_named(t) : NULL;
		if (!n)
			continue;
		c.of = named_origin(n)->obj;
		c.field = h->steps[i].edge->key;
		return c;
	}
	if (h->kind == ROOT_GLOBAL)
		c.of = state_cell(e->s, h->root)->root;
	return c;
}

/* Names */

static const char *param_name(const struct ir_param *p)
{
	const char *name = p->object ? name_text(p->object->name) : "";
	struct type *t = type_pointee(p->v.type);
	struct named *n = type_as_named(t ? t : p->v.type);

	if (*name && strcmp(name, "_") != 0)
		return name;
	return n ? name_text(n->obj->name) : "...";
}

/* Its package is named where it is not the function's own. */
static void put_global(const struct exit_end *e, struct buf *b,
		       const struct ir_global *g)
{
	const struct ir_function *fn = e->x->fn;

	if (g->pkg && g->pkg != fn->home)
		buf_printf(b, "%s.", name_text(g->pkg->types->name));
	buf_puts(b, g->name);
}

static void put_root(const struct exit_end *e, struct buf *b,
		     const struct exit_hold *h)
{
	const struct cell *c = state_cell(e->s, h->root);

	switch (h->kind) {
	case ROOT_GLOBAL:
		put_global(e, b, c->root);
		break;
	case ROOT_C_GLOBAL:
		buf_puts(b, name_text(state_c_name(c)));
		break;
	case ROOT_PARAM:
		buf_puts(b, param_name(c->root));
		break;
	case ROOT_FREE_VAR:
		buf_puts(
			b,
			name_text(((const struct ir_free_var *)c->root)->name));
		break;
	case ROOT_RESULT:
		buf_puts(b, "result");
		break;
	default:
		buf_puts(b, "...");
	}
}

/* The text from a '[' to its ']' on the same line; NULL: too long. */
static const char *between_brackets(struct arena *a,
				    const struct source_file *f, pos_t lbrack)
{
	const char *start = f->text + pos_offset(f, lbrack), *at = start;
	int depth = 0;

	if (*start != '[')
		return NULL;
	for (; at - start < MAX_KEY; at++) {
		if (*at == '\n' || *at == '\0')
			return NULL;
		depth += (*at == '[') - (*at == ']');
		if (depth == 0)
			return arena_strndup(a, start + 1,
					     (size_t)(at - start - 1));
	}
	return NULL;
}

/* Where the function itself uses a key it says how it is written. */
static const char *key_in_source(const struct exit_end *e, val_t key)
{
	const struct ir_function *fn = e->x->fn;
	struct file_set *files = fn->prog->source->files;

	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];
			struct source_file *f;
			const char *text;
			int64_t reg;

			if (in->v.op != OP_LOOKUP &&
			    in->v.op != OP_MAP_UPDATE &&
			    in->v.op != OP_INDEX_ADDR)
				continue;
			reg = ir_value_index(fn, in->args[1]);
			if (reg < 0 || e->s->regs[reg] != key)
				continue;
			f = file_set_find(files, in->pos);
			text = f ? between_brackets(e->x->arena, f, in->pos)
				 : NULL;
			if (text)
				return text;
		}
	return NULL;
}

static void put_key(const struct exit_end *e, struct buf *b, val_t key)
{
	const struct cell *c = state_cell(e->s, key);
	const struct ir_value *root = c->root;
	const char *text;

	if (c->flags & CELL_ALL) {
		buf_puts(b, "...");
		return;
	}
	if (c->konst) {
		value_print(b, c->konst);
		return;
	}
	text = key_in_source(e, key);
	if (text)
		buf_puts(b, text);
	else if (root && root->op == OP_PARAM)
		buf_puts(b, param_name(c->root));
	else if (c->lo == c->hi && c->origin == ORIGIN_NUMBER)
		buf_printf(b, "%lld", (long long)c->lo);
	else
		buf_puts(b, "...");
}

static void put_step(const struct exit_end *e, struct buf *b,
		     const struct reach_step *step)
{
	const struct ir_function *fn = state_cell(e->s, step->from)->fn;

	switch (step->edge->access) {
	case ACCESS_FIELD:
		buf_printf(b, ".%s", name_text(step->edge->key));
		break;
	case ACCESS_ELEM:
		buf_putc(b, '[');
		put_key(e, b, step->edge->key);
		buf_putc(b, ']');
		break;
	case ACCESS_CAPTURE:
		/* What a function literal captures has a name of its own. */
		buf_clear(b);
		if (fn && step->edge->key < fn->nfree_vars)
			buf_puts(b,
				 name_text(
					 fn->free_vars[step->edge->key]->name));
		else
			buf_puts(b, "...");
		break;
	}
}

void exit_describe(const struct exit_end *e, const struct exit_hold *h,
		   struct issue_holder *ret)
{
	int container = exit_container(h);
	const struct reach_step *last = &h->steps[h->n - 1];
	struct arena *a = e->x->arena;
	struct buf b;

	*ret = (struct issue_holder){
		.access = container >= 0 ? ACCESS_ELEM : ACCESS_DEREF,
		.is_key = h->is_key,
		.global = h->kind == ROOT_GLOBAL,
		.c_global = h->kind == ROOT_C_GLOBAL,
		.stored = last->edge->stored,
	};
	buf_init(&b, MAX_PATH);
	put_root(e, &b, h);
	for (uint32_t i = 0; i < h->n; i++) {
		const struct reach_step *step = &h->steps[i];

		if ((int)i == container)
			ret->container = arena_strdup(a, buf_text(&b));
		if (step->edge->access == ACCESS_FIELD && container < 0)
			ret->access = ACCESS_FIELD;
		if (step->edge->access == ACCESS_CAPTURE)
			ret->captured = true;
		put_step(e, &b, step);
	}
	ret->path = arena_strdup(a, buf_text(&b));
	ret->captured |= h->kind == ROOT_FREE_VAR && container < 0;
	ret->held = exit_held_type(e, h);
	if (container >= 0)
		ret->type = object_type(type_before(e, h, (uint32_t)container));
	else
		ret->type = ret->held;
	ret->channel = container >= 0 && ret->type &&
		       type_under(ret->type)->kind == TYPE_CHAN;
	buf_finish(&b);
}
