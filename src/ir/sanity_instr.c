/* SPDX-License-Identifier: MIT */
#include "ir/sanity.h"

#include <string.h>

#include "ir/build.h"
#include "types/construct.h"

/*
 * The verifier's rules for single instructions: how many operands, as op.def
 * has them; what an operand is; and what each kind asks for beside.  Where
 * the source has type errors types need not fit.
 */

/* The next word of an operand list; its length, 0 at the end. */
static size_t next_word(const char **at)
{
	*at += strspn(*at, " ");
	return strcspn(*at, " ");
}

/* Whether a NULL is allowed there; -1: there is no such operand. */
static int may_be_null(const struct ir_instr *in, uint32_t i)
{
	const char *at = ir_ops[in->v.op].operands;
	uint32_t n = 0;

	if (in->v.op == OP_SELECT) /* pairs */
		return i % 2 == 1;
	for (size_t len; (len = next_word(&at)) > 0; at += len, n++) {
		if (len > 3 && memcmp(at + len - 3, "...", 3) == 0)
			return 0;
		if (n == i)
			return at[len - 1] == '?';
	}
	return -1;
}

static bool count_operands(struct sanity *s, const struct ir_instr *in)
{
	const char *at = ir_ops[in->v.op].operands;
	uint32_t least = 0;
	bool more = false;

	if (in->v.op == OP_SELECT)
		return (in->nargs % 2 == 0 && (!in->nargs || in->states)) ||
		       sanity_fail(s, "%u operands", in->nargs);
	for (size_t len; (len = next_word(&at)) > 0; at += len) {
		if (len > 3 && memcmp(at + len - 3, "...", 3) == 0)
			more = true;
		else
			least++;
	}
	if (in->nargs < least || (!more && in->nargs > least))
		return sanity_fail(s, "%u operands", in->nargs);
	return true;
}

static bool is_untyped_type(struct type *t)
{
	struct basic *b = t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;

	return b && b->info & INFO_UNTYPED;
}

/* It is defined on every way that leads here. */
static bool check_defined(struct sanity *s, const struct ir_instr *in,
			  uint32_t i, const struct ir_instr *def)
{
	const struct ir_block *at = in->block, *recover = s->fn->recover;

	if (in->v.op == OP_PHI)
		at = at->preds[i];
	/* A panic leads there from anywhere: results are made on entry. */
	if (recover && ir_dominates(recover, at) && def->block->index == 0)
		return true;
	if (def->block == at && in->v.op != OP_PHI
		    ? def->id < in->id
		    : ir_dominates(def->block, at))
		return true;
	return sanity_fail(s, "operand %u, t%u, is not defined on every way", i,
			   def->v.num);
}

static bool check_operand(struct sanity *s, const struct ir_instr *in,
			  uint32_t i)
{
	const struct ir_value *v = in->args[i];
	const struct ir_instr *def = (const struct ir_instr *)v;
	bool own = true;

	if (!v)
		return may_be_null(in, i) == 1 ||
		       sanity_fail(s, "operand %u is missing", i);
	if (v->op >= NOPS || ir_ops[v->op].class > CLASS_REGISTER)
		return sanity_fail(s, "operand %u is no value", i);
	if (v->op == OP_PARAM)
		own = ((const struct ir_param *)v)->fn == s->fn;
	else if (v->op == OP_FREE_VAR)
		own = ((const struct ir_free_var *)v)->fn == s->fn;
	else if (ir_is_instr(v))
		own = def->block && def->block->fn == s->fn;
	if (!own && !s->fn->broken)
		return sanity_fail(s, "operand %u is of another function", i);
	if (v->op == OP_CONST && !v->type)
		return sanity_fail(s, "operand %u has no type", i);
	if (v->op != OP_CONST && is_untyped_type(v->type) && !s->fn->broken)
		return sanity_fail(s, "operand %u is untyped", i);
	if (ir_is_instr(v) && s->numbered && !s->fn->broken)
		return check_defined(s, in, i, def);
	return true;
}

static bool check_result(struct sanity *s, const struct ir_instr *in)
{
	bool is_register = ir_ops[in->v.op].class == CLASS_REGISTER;

	if (is_register && !in->v.type)
		return sanity_fail(s, "no type");
	if (!is_register && in->v.type)
		return sanity_fail(s, "a type, but no result");
	if (is_untyped_type(in->v.type) && !s->fn->broken)
		return sanity_fail(s, "an untyped result");
	return true;
}

static bool check_phi(struct sanity *s, const struct ir_instr *in)
{
	if (in->nargs != in->block->npreds)
		return sanity_fail(s, "%u edges, but %u predecessors",
				   in->nargs, in->block->npreds);
	for (uint32_t i = 0; i < in->nargs && !s->fn->broken; i++) {
		if (in->args[i] &&
		    !type_identical(in->v.type, in->args[i]->type))
			return sanity_fail(s, "edge %u has another type", i);
	}
	return true;
}

static bool check_alloc(struct sanity *s, const struct ir_instr *in)
{
	if (unalias(in->v.type)->kind != TYPE_POINTER)
		return sanity_fail(s, "its type is no pointer");
	return true;
}

static bool check_call(struct sanity *s, const struct ir_instr *in)
{
	const struct ir_value *fun = in->args[ir_callee_at(in)];
	struct type *core;

	if (!fun || s->fn->broken)
		return fun || sanity_fail(s, "nothing is called");
	if (in->v.flags & IR_INVOKE) {
		if (!in->method)
			return sanity_fail(s, "no method");
		if (!type_is_interface(fun->type))
			return sanity_fail(s, "not of an interface");
		return true;
	}
	if (fun->op == OP_BUILTIN)
		return true;
	core = fun->type ? ir_core_type(NULL, fun->type) : NULL;
	if (!core || core->kind != TYPE_SIGNATURE)
		return sanity_fail(s, "what is called is no function");
	return true;
}

static bool check_closure(struct sanity *s, const struct ir_instr *in)
{
	const struct ir_function *fn = IR_AS(FUNC, ir_function, in->args[0]);
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, type_under(in->v.type));

	if (!fn)
		return sanity_fail(s, "of no function");
	if (sig && sig->recv)
		return sanity_fail(s, "with a receiver in its type");
	/* A bound of another thread may still be without its variable. */
	if (atomic_load(&fn->state) != IR_BUILT && !fn->parent)
		return true;
	if (fn->nfree_vars != in->nargs - 1)
		return sanity_fail(s, "%u bindings for %u free variables",
				   in->nargs - 1, fn->nfree_vars);
	for (uint32_t i = 0; i < fn->nfree_vars && !s->fn->broken; i++) {
		if (!type_identical(in->args[i + 1]->type,
				    fn->free_vars[i]->v.type))
			return sanity_fail(s, "binding %u has another type", i);
	}
	return true;
}

static bool check_extract(struct sanity *s, const struct ir_instr *in)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, in->args[0]->type);

	if (!t || in->index >= t->n)
		return sanity_fail(s, "no such component");
	if (!s->fn->broken &&
	    !type_identical(in->v.type, t->vars[in->index]->type))
		return sanity_fail(s, "the component has another type");
	return true;
}

static bool check_store(struct sanity *s, const struct ir_instr *in)
{
	if (!s->fn->broken &&
	    !type_identical(in->args[1]->type,
			    ir_must_deref(NULL, in->args[0]->type)))
		return sanity_fail(s, "the place has another type");
	return true;
}

static bool check_load(struct sanity *s, const struct ir_instr *in)
{
	if (!s->fn->broken &&
	    !type_identical(in->v.type, ir_must_deref(NULL, in->args[0]->type)))
		return sanity_fail(s, "the place has another type");
	return true;
}

static bool check_next(struct sanity *s, const struct ir_instr *in)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, in->v.type);

	if (!s->fn->broken && in->args[0]->op != OP_RANGE)
		return sanity_fail(s, "not of a Range");
	if (!t || t->n != 3)
		return sanity_fail(s, "not (ok, key, value)");
	return true;
}

static bool check_make_interface(struct sanity *s, const struct ir_instr *in)
{
	if (!s->fn->broken && !type_is_interface(in->v.type))
		return sanity_fail(s, "its type is no interface");
	return true;
}

static bool check_field(struct sanity *s, const struct ir_instr *in)
{
	struct type *t = in->args[0]->type;
	struct structure *st;

	if (in->v.op == OP_FIELD_ADDR)
		t = ir_must_deref(NULL, t);
	st = ir_struct_of(NULL, t);
	if (!s->fn->broken && (!st || in->index >= st->nfields))
		return sanity_fail(s, "no such field");
	return true;
}

static bool check_end(struct sanity *s, const struct ir_instr *in)
{
	static const uint8_t succs[NOPS] = {[OP_JUMP] = 1, [OP_IF] = 2};
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, type_under(s->fn->v.type));

	if (in->block->nsuccs != succs[in->v.op])
		return sanity_fail(s, "%u successors", in->block->nsuccs);
	if (in->v.op == OP_RETURN && !s->fn->broken && sig &&
	    in->nargs != tuple_len(sig->results))
		return sanity_fail(s, "%u results of %u", in->nargs,
				   tuple_len(sig->results));
	return true;
}

typedef bool check_fn(struct sanity *s, const struct ir_instr *in);

static check_fn *const checks[NOPS] = {
	[OP_ALLOC] = check_alloc,
	[OP_CALL] = check_call,
	[OP_GO] = check_call,
	[OP_DEFER] = check_call,
	[OP_MAKE_CLOSURE] = check_closure,
	[OP_EXTRACT] = check_extract,
	[OP_STORE] = check_store,
	[OP_LOAD] = check_load,
	[OP_NEXT] = check_next,
	[OP_MAKE_INTERFACE] = check_make_interface,
	[OP_FIELD] = check_field,
	[OP_FIELD_ADDR] = check_field,
	[OP_JUMP] = check_end,
	[OP_IF] = check_end,
	[OP_RETURN] = check_end,
	[OP_PANIC] = check_end,
};

bool sanity_instr(struct sanity *s, const struct ir_instr *in)
{
	/* As many edges as predecessors, before these are looked at. */
	if (in->v.op == OP_PHI && !check_phi(s, in))
		return false;
	if (!count_operands(s, in) || !check_result(s, in))
		return false;
	for (uint32_t i = 0; i < in->nargs; i++) {
		if (!check_operand(s, in, i))
			return false;
	}
	return !checks[in->v.op] || checks[in->v.op](s, in);
}
