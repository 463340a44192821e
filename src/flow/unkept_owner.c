/* SPDX-License-Identifier: MIT */
/*
 * Owners that are not the object that everybody has.
 *
 * - A finalizer is set on a local variable of which copies go on: nothing
 *   refers to the variable any more when the function returns, and what the
 *   copies name is freed.
 *
 *	c := Conn{}
 *	runtime.SetFinalizer(&c, (*Conn).close)
 *	return c
 *
 * - An exported function hands memory to C that is still the finalizer's.
 *
 *	//export credentials
 *	func credentials(out **C.cred) { c := ask(); *out = c.ptr }
 */
#include "flow/unkept_impl.h"

#include "base/arena.h"
#include "base/vec.h"
#include "flow/plan.h"
#include "flow/trace.h"
#include "types/types.h"

/* Copies */

/* Only its parts are looked at and finalizers set; *ret: a copy of it all. */
static bool stays_local(const struct body *b, const struct ir_value *local,
			const struct ir_instr **ret)
{
	struct ir_instr **at, **of;
	uint32_t n = unkept_uses(b, local, &at);

	for (uint32_t i = 0; i < n; i++) {
		switch (at[i]->v.op) {
		case OP_LOAD:
			*ret = at[i];
			break;
		case OP_FIELD_ADDR:
		case OP_STORE:
			if (at[i]->args[0] != local)
				return false;
			break;
		case OP_MAKE_INTERFACE:
			for (uint32_t k = 0, m = unkept_uses(b, &at[i]->v, &of);
			     k < m; k++)
				if (of[k]->v.op != OP_CALL ||
				    !unkept_is_setter(ir_static_callee(of[k])))
					return false;
			break;
		default:
			return false;
		}
	}
	return true;
}

/* A result, at once or by way of the variable that a result has where there
 * are deferred calls. */
static bool is_returned(const struct body *b, const struct ir_value *copy,
			bool direct)
{
	struct ir_instr **at, **of;
	uint32_t n = unkept_uses(b, copy, &at);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t m;

		if (at[i]->v.op == OP_RETURN)
			return true;
		if (!direct || at[i]->v.op != OP_STORE ||
		    at[i]->args[0]->op != OP_ALLOC)
			continue;
		m = unkept_uses(b, at[i]->args[0], &of);
		for (uint32_t k = 0; k < m; k++)
			if (of[k]->v.op == OP_LOAD &&
			    is_returned(b, &of[k]->v, false))
				return true;
	}
	return false;
}

static void look_at_setter(struct unkept *u, const struct ir_instr *call)
{
	struct body b = {.u = u, .fn = call->block->fn};
	const struct ir_value *owner = ir_bare(call->args[1]);
	const struct object *type = unkept_type(owner->type);
	const struct ir_instr *copy = NULL;
	struct issue i = {.kind = ISSUE_COPIED};

	if (owner->op != OP_ALLOC || !type || !b.fn->home ||
	    !b.fn->home->named || !ptrmap_get(&u->facts, type))
		return;
	b.uses = ir_uses(b.fn, u->scratch);
	if (stays_local(&b, owner, &copy) && copy &&
	    is_returned(&b, &copy->v, true)) {
		i.fn = b.fn;
		i.primary = i.freed =
			trace_step(u->f->arena, NULL, TRACE_FREE, b.fn,
				   call->pos, "a finalizer");
		unkept_tell(u, &i);
	}
	arena_reset(u->scratch);
}

void unkept_copies(struct unkept *u)
{
	for (uint32_t i = 0; i < u->set.len; i++)
		look_at_setter(u, u->set.at[i]);
}

/* What C is given */

/* The owner is made to forget it: the field is written, or the finalizer
 * taken off. */
static bool lets_go(const struct body *b, const struct ir_instr *addr)
{
	const struct ir_value *owner = addr->args[0];
	struct ir_instr **at, **of;
	uint32_t n = unkept_uses(b, owner, &at);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t m = unkept_uses(b, &at[i]->v, &of);

		for (uint32_t k = 0; k < m; k++) {
			if (at[i]->v.op == OP_FIELD_ADDR &&
			    at[i]->index == addr->index &&
			    of[k]->v.op == OP_STORE)
				return true;
			if (at[i]->v.op == OP_MAKE_INTERFACE &&
			    of[k]->v.op == OP_CALL)
				return true;
		}
	}
	return false;
}

void unkept_given(struct body *b, const struct ir_instr *load,
		  const struct fact *fact)
{
	const struct object *o = b->fn->object;
	struct arena *a = b->u->f->arena;
	struct ir_instr **at;
	uint32_t n;

	if (!o || !(o->flags & OBJECT_EXPORTED_C) ||
	    lets_go(b, (const struct ir_instr *)load->args[0]))
		return;
	n = unkept_uses(b, &load->v, &at);
	for (uint32_t i = 0; i < n; i++) {
		struct ir_param *p =
			at[i]->v.op == OP_STORE
				? IR_AS(PARAM, ir_param, at[i]->args[0])
				: NULL;
		struct issue issue = {.kind = ISSUE_FINALIZER,
				      .fn = b->fn,
				      .freed = fact->set};

		if (!p)
			continue;
		issue.holder.path =
			arena_printf(a, "*%s", name_text(p->object->name));
		issue.holder.type = p->v.type;
		issue.primary = issue.stored = trace_step(
			a, NULL, TRACE_STORE, b->fn, at[i]->pos, NULL);
		unkept_tell(b->u, &issue);
	}
}
