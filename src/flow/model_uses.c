/* SPDX-License-Identifier: MIT */
/*
 * Functions that read what they are given, and keep nothing of it.
 *
 * Their bodies would say so after thousands of instructions.
 */
#include "flow/model_impl.h"

/* The static type of an argument, where the call names the function. */
static struct type *type_of(const struct ir_instr *in, uint32_t i,
			    uint32_t nargs)
{
	uint32_t at = ir_callee_at(in) + 1;

	if (!ir_is_call(in) || in->v.flags & IR_INVOKE ||
	    in->nargs != nargs + at)
		return NULL;
	return in->args[at + i]->type;
}

/* Printing a pointer shows its number, but for one to a struct. */
static bool is_read(struct type *t)
{
	const struct basic *b = TYPE_AS(BASIC, basic, type_under(t));
	struct type *base = type_pointee(t);

	return type_under(t)->kind == TYPE_SLICE ||
	       (b && b->info & INFO_STRING) || (base && exec_is_struct(base));
}

static void use(struct exec *x, struct state *s, val_t v, struct type *t)
{
	if (!is_read(t) && !is_read(state_cell(s, v)->type))
		return;
	event_use(x, s, v, TRACE_READ, "read");
}

/* ...any: what the slice holds. */
static void use_elements(struct exec *x, struct state *s, val_t slice)
{
	struct model_entries es;

	model_entries(s, slice, false, &es);
	for (uint32_t i = 0; i < es.n; i++)
		use(x, s, model_load(s, es.at[i].slot), NULL);
}

static bool is_list_of_interfaces(struct type *t)
{
	const struct slice *l = TYPE_AS(SLICE, slice, type_under(t));

	return l && type_is_interface(l->elem);
}

static void use_all(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	for (uint32_t i = 0; i < nargs; i++) {
		struct type *t = type_of(in, i, nargs);

		if (is_list_of_interfaces(t))
			use_elements(x, s, args[i]);
		else
			use(x, s, args[i], t);
	}
}

bool model_uses(struct exec *x, struct state *s, const struct ir_instr *in,
		const val_t *args, uint32_t nargs)
{
	use_all(x, s, in, args, nargs);
	return model_give_unknown(x, s, in);
}

/* The same, and the first result is new memory of Go. */
bool model_uses_new(struct exec *x, struct state *s, const struct ir_instr *in,
		    const val_t *args, uint32_t nargs)
{
	const struct tuple *t = in->v.type && in->v.type->kind == TYPE_TUPLE
					? (const struct tuple *)in->v.type
					: NULL;
	val_t v;

	use_all(x, s, in, args, nargs);
	v = exec_go_memory(x, s, t ? t->vars[0]->type : in->v.type, "a text");
	if (!s->full)
		state_cell(s, v)->flags &= (uint16_t)~CELL_FRESH;
	return t ? model_give2(x, s, in, v, state_new(s, ORIGIN_UNKNOWN))
		 : model_give(x, s, in, v);
}

/* The result is an error that is not nil. */
bool model_uses_error(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	use_all(x, s, in, args, nargs);
	return model_give(x, s, in, model_error(s));
}

bool model_use_first(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args, uint32_t nargs)
{
	(void)nargs;
	event_use(x, s, args[0], TRACE_USE, "used");
	return model_give_unknown(x, s, in);
}

/* Answers that depend on nothing we know. */

bool model_give_unknown_bool(struct exec *x, struct state *s,
			     const struct ir_instr *in, const val_t *args,
			     uint32_t nargs)
{
	(void)args;
	(void)nargs;
	return model_give(x, s, in, model_bool(s));
}

bool model_give_nonnil(struct exec *x, struct state *s,
		       const struct ir_instr *in, const val_t *args,
		       uint32_t nargs)
{
	(void)args;
	(void)nargs;
	return model_give(x, s, in, model_error(s));
}

bool model_give_first(struct exec *x, struct state *s,
		      const struct ir_instr *in, const val_t *args,
		      uint32_t nargs)
{
	(void)nargs;
	return model_give(x, s, in, args[0]);
}

/* Memory of the object, which goes when the object goes. */
bool model_part_of_first(struct exec *x, struct state *s,
			 const struct ir_instr *in, const val_t *args,
			 uint32_t nargs)
{
	struct cell *c;
	val_t v;

	(void)nargs;
	event_use(x, s, args[0], TRACE_READ, "read");
	v = exec_go_memory(x, s, in->v.type, "a part");
	c = state_cell(s, v);
	c->flags &= (uint16_t)~CELL_FRESH;
	c->link = LINK_BORROW;
	c->base = args[0];
	return model_give(x, s, in, v);
}

/* A copy in new memory of Go: what it was made of was read. */
bool model_copy_of_first(struct exec *x, struct state *s,
			 const struct ir_instr *in, const val_t *args,
			 uint32_t nargs)
{
	val_t v;

	(void)nargs;
	event_use(x, s, args[0], TRACE_READ, "copied");
	v = exec_go_memory(x, s, in->v.type, "a copy");
	state_cell(s, v)->flags &= (uint16_t)~CELL_FRESH;
	return model_give(x, s, in, v);
}
