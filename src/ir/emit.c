/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/construct.h"
#include "types/constant.h"

/*
 * Helpers that emit instructions, with the types that follow from their
 * operands, and the implicit conversions that the language asks for.
 */

struct ir_instr *emit_alloc(struct ir_build *f, struct type *type, pos_t pos,
			    const char *comment, bool heap)
{
	struct ir_instr *in =
		ir_new_instr(f, OP_ALLOC, ir_pointer_to(f, type), 0);

	in->pos = pos;
	in->comment = comment;
	if (heap)
		in->v.flags |= IR_HEAP;
	f_emit(f, in);
	return in;
}

struct ir_instr *emit_new(struct ir_build *f, struct type *type, pos_t pos,
			  const char *comment)
{
	return emit_alloc(f, type, pos, comment, true);
}

struct ir_instr *emit_local(struct ir_build *f, struct type *type, pos_t pos,
			    const char *comment)
{
	struct ir_instr *in = emit_alloc(f, type, pos, comment, false);

	vec_push_in(f->a, &f->locals, in);
	return in;
}

struct ir_instr *emit_local_var(struct ir_build *f, struct object *var)
{
	struct type *type = var->type ? var->type : TYP(INVALID);
	struct ir_instr *in =
		emit_local(f, f_type(f, type), var->pos, name_text(var->name));

	*ptrmap_at(&f->vars, f->a, var) = in;
	return in;
}

/* What a pointer points to, also one of a type parameter's type. */
static struct type *elem_type(struct ir_build *f, const struct ir_value *addr)
{
	struct type *t = ir_must_deref(f, addr->type);

	return t ? t : TYP(INVALID);
}

struct ir_value *emit_load(struct ir_build *f, struct ir_value *addr, pos_t pos)
{
	struct ir_instr *in = ir_new_instr(f, OP_LOAD, elem_type(f, addr), 1);

	in->pos = pos;
	in->args[0] = addr;
	return f_emit(f, in);
}

struct ir_instr *emit_store(struct ir_build *f, struct ir_value *addr,
			    struct ir_value *val, pos_t pos)
{
	struct ir_instr *in;

	val = emit_conv(f, val, elem_type(f, addr));
	in = ir_new_instr(f, OP_STORE, NULL, 2);
	in->pos = pos;
	in->args[0] = addr;
	in->args[1] = val;
	f_emit(f, in);
	return in;
}

static struct ir_value *emit_binary(struct ir_build *f, enum token op,
				    struct ir_value *x, struct ir_value *y,
				    struct type *type, pos_t pos)
{
	struct ir_instr *in = ir_new_instr(f, OP_BINOP, type, 2);

	in->v.tok = (uint8_t)op;
	in->pos = pos;
	in->args[0] = x;
	in->args[1] = y;
	return f_emit(f, in);
}

static bool is_untyped_type(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, type_under(t));

	return b && b->info & INFO_UNTYPED;
}

struct ir_value *emit_arith(struct ir_build *f, enum token op,
			    struct ir_value *x, struct ir_value *y,
			    struct type *type, pos_t pos)
{
	f->fn->broken |= is_untyped_type(type);
	x = emit_conv(f, x, type);
	/* A shift count has a type of its own; an untyped one is a uint. */
	if (op != TOK_SHL && op != TOK_SHR)
		y = emit_conv(f, y, type);
	else if (is_untyped_type(y->type))
		y = emit_conv(f, y, TYP(UINT));
	return emit_binary(f, op, x, y, type, pos);
}

static bool is_interface_value(const struct ir_value *v)
{
	return unalias(v->type)->kind != TYPE_PARAM &&
	       type_is_interface(v->type);
}

static bool is_boolean(struct type *t)
{
	struct basic *b = TYPE_AS(BASIC, basic, type_under(t));

	return b && b->info & INFO_BOOLEAN;
}

struct ir_value *emit_compare(struct ir_build *f, enum token op,
			      struct ir_value *x, struct ir_value *y, pos_t pos)
{
	struct type *xt = type_under(x->type), *yt = type_under(y->type);

	/* The tag of a switch that has none (spare: ir_bool_const) is true,
	 * and its cases are conditions. */
	if (op == TOK_EQL && x->op == OP_CONST && x->spare && is_boolean(yt))
		return y;
	if (type_identical(xt, yt))
		return emit_binary(f, op, x, y, TYP(BOOL), pos);
	if (!is_interface_value(x) &&
	    (is_interface_value(y) || x->op == OP_CONST))
		x = emit_conv(f, x, y->type);
	else if (is_interface_value(x) || y->op == OP_CONST)
		y = emit_conv(f, y, x->type);
	return emit_binary(f, op, x, y, TYP(BOOL), pos);
}

void emit_jump(struct ir_build *f, struct ir_block *target)
{
	f_emit(f, ir_new_instr(f, OP_JUMP, NULL, 0));
	block_add_edge(f, f->block, target);
	f->block = NULL;
}

void emit_if(struct ir_build *f, struct ir_value *cond, struct ir_block *yes,
	     struct ir_block *no)
{
	struct ir_instr *in = ir_new_instr(f, OP_IF, NULL, 1);

	in->args[0] = cond;
	f_emit(f, in);
	block_add_edge(f, f->block, yes);
	block_add_edge(f, f->block, no);
	f->block = NULL;
}

struct ir_value *emit_extract(struct ir_build *f, struct ir_value *tuple,
			      uint32_t index)
{
	struct tuple *t = TYPE_AS(TUPLE, tuple, tuple->type);
	struct ir_instr *in;

	if (!t || index >= t->n)
		return ir_bad(f, NULL, NO_POS);
	in = ir_new_instr(f, OP_EXTRACT, t->vars[index]->type, 1);
	in->index = index;
	in->args[0] = tuple;
	return f_emit(f, in);
}

struct ir_value *emit_type_assert(struct ir_build *f, struct ir_value *x,
				  struct type *t, pos_t pos)
{
	struct ir_instr *in = ir_new_instr(f, OP_TYPE_ASSERT, t, 1);

	in->pos = pos;
	in->asserted = t;
	in->args[0] = x;
	return f_emit(f, in);
}

struct ir_value *emit_type_test(struct ir_build *f, struct ir_value *x,
				struct type *t, pos_t pos)
{
	static const char *const names[] = {"value", "ok"};
	struct type *types[] = {t, TYP(BOOL)};
	struct tuple *tuple = ir_named_tuple(f, names, types, 2);
	struct ir_instr *in = ir_new_instr(f, OP_TYPE_ASSERT, &tuple->t, 1);

	in->v.flags = IR_COMMA_OK;
	in->pos = pos;
	in->asserted = t;
	in->args[0] = x;
	return f_emit(f, in);
}

struct ir_value *emit_type_coercion(struct ir_build *f, struct ir_value *v,
				    struct type *t)
{
	if (type_identical(v->type, t))
		return v;
	return emit_unary(f, OP_CHANGE_TYPE, v, t, NO_POS);
}

struct ir_value *emit_call(struct ir_build *f, struct ir_instr *call)
{
	return f_emit(f, call);
}

void emit_tail_call(struct ir_build *f, struct ir_instr *call)
{
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, type_under(f->fn->v.type));
	struct tuple *results = sig ? sig->results : NULL;
	uint32_t n = tuple_len(results);
	struct ir_value **values, *v;

	if (n == 1)
		call->v.type = results->vars[0]->type;
	else
		call->v.type = n ? &results->t : &ir_tuple(f, NULL, 0)->t;
	v = emit_call(f, call);
	values = ARENA_ARRAY(f->a, n, struct ir_value *);
	for (uint32_t i = 0; i < n; i++)
		values[i] = n == 1 ? v : emit_extract(f, v, i);
	emit_return(f, values, n, NO_POS);
}

void emit_return(struct ir_build *f, struct ir_value **results, uint32_t n,
		 pos_t pos)
{
	struct ir_instr *in = ir_new_instr(f, OP_RETURN, NULL, n);

	in->pos = pos;
	for (uint32_t i = 0; i < n; i++)
		in->args[i] = results[i];
	f_emit(f, in);
	f->block = NULL;
}

void emit_panic(struct ir_build *f, struct ir_value *x, pos_t pos)
{
	struct ir_instr *in = ir_new_instr(f, OP_PANIC, NULL, 1);

	in->pos = pos;
	in->args[0] = x;
	f_emit(f, in);
	f->block = NULL;
}

void emit_run_defers(struct ir_build *f)
{
	f_emit(f, ir_new_instr(f, OP_RUN_DEFERS, NULL, 0));
}

struct ir_value *emit_unary(struct ir_build *f, enum ir_op op,
			    struct ir_value *x, struct type *type, pos_t pos)
{
	struct ir_instr *in = ir_new_instr(f, op, type, 1);

	in->pos = pos;
	in->args[0] = x;
	return f_emit(f, in);
}

/*
 * A field of v, a struct or a pointer to one: the field's value, or its
 * address.  *ret_type is the field's type, or NULL: there is no such field.
 */
static struct ir_value *emit_field(struct ir_build *f, struct ir_value *v,
				   uint32_t index, bool address, pos_t pos,
				   struct type **ret_type)
{
	struct structure *s =
		ir_struct_of(f, address ? elem_type(f, v) : v->type);
	struct type *t;
	struct ir_instr *in;

	*ret_type = NULL;
	if (!s || index >= s->nfields)
		return ir_bad(f, NULL, pos);
	t = *ret_type = s->fields[index]->type;
	if (address)
		in = ir_new_instr(f, OP_FIELD_ADDR, ir_pointer_to(f, t), 1);
	else
		in = ir_new_instr(f, OP_FIELD, t, 1);
	in->pos = pos;
	in->index = index;
	in->args[0] = v;
	return f_emit(f, in);
}

struct ir_value *emit_implicit_selections(struct ir_build *f,
					  struct ir_value *v,
					  const uint32_t *index, uint32_t n,
					  pos_t pos)
{
	for (uint32_t i = 0; i < n; i++) {
		bool address = ir_is_pointer_core(f, v->type);
		struct type *t;

		v = emit_field(f, v, index[i], address, pos, &t);
		if (!t)
			break;
		if (address && ir_is_pointer_core(f, t))
			v = emit_load(f, v, NO_POS);
	}
	return v;
}

struct ir_value *emit_field_selection(struct ir_build *f, struct ir_value *v,
				      uint32_t index, bool want_addr, pos_t pos)
{
	bool address = ir_is_pointer_core(f, v->type);
	struct type *t;

	v = emit_field(f, v, index, address, pos, &t);
	return t && address && !want_addr ? emit_load(f, v, NO_POS) : v;
}

void create_recover_block(struct ir_build *f)
{
	struct ir_block *saved = f->block;
	struct ir_value **results;
	uint32_t n = f->results.len;

	if (f->fn->recover)
		return;
	f->block = f->fn->recover = f_new_block(f, "recover");
	results = ARENA_ARRAY(f->a, n, struct ir_value *);
	for (uint32_t i = 0; i < n; i++)
		results[i] = emit_load(f, &f->results.at[i]->v, NO_POS);
	emit_return(f, results, n, NO_POS);
	f->block = saved;
}
