/* SPDX-License-Identifier: MIT */
#include "natives.h"

#include <stdlib.h>

#include "lower.h"

/*
 * Calls through reflect, which speaks Go's stack convention: arguments and
 * results in one block, each at its own alignment, a method's receiver as one
 * word in front (main.c tells reflect that no registers are used).  Between
 * it and ours a small function is made for each signature.
 */

/* Where the values of a signature lie in such a block. */
struct block {
	struct tinfo **types; /* parameters, then results */
	uint32_t *offsets;
	uint32_t nparams, n, size;
	bool word; /* a receiver's word is in front */
};

static void block_add(struct block *b, struct tinfo *t)
{
	uint32_t align = t->align ? t->align : 1;

	b->size = (b->size + align - 1) / align * align;
	b->types[b->n] = t;
	b->offsets[b->n++] = b->size;
	b->size += (uint32_t)t->size;
}

static struct block block_of(const struct signature *s, struct type *recv,
			     bool word)
{
	uint32_t n = tuple_len(s->params) + tuple_len(s->results) + 1;
	struct block b = {
		.types = ARENA_ARRAY(vm.arena, n, struct tinfo *),
		.offsets = ARENA_ARRAY(vm.arena, n, uint32_t),
		.size = word ? 8 : 0,
		.word = word,
	};

	if (recv && !word)
		block_add(&b, tinfo_of(recv));
	for (uint32_t i = 0; i < tuple_len(s->params); i++)
		block_add(&b, tinfo_of(s->params->vars[i]->type));
	b.nparams = b.n;
	b.size = (b.size + 7) & ~7u;
	for (uint32_t i = 0; i < tuple_len(s->results); i++)
		block_add(&b, tinfo_of(s->results->vars[i]->type));
	return b;
}

/* The type of the function that a value of reflect.MakeFunc stands for. */
static struct tinfo *made_type(const struct closure *fn)
{
	struct tinfo *t = tinfo_named("reflect", "makeFuncImpl");

	return rtype_tinfo(
		*(void *const *)((const char *)fn + t->fields[1].offset));
}

static bool is_native(const struct code *c, native_fn *fn)
{
	return c->native && c->native->fn == fn;
}

/* Of a bound method of reflect: reflect.methodValue. */
static struct selection *bound_selection(const struct closure *fn,
					 struct code **ret_code)
{
	struct tinfo *t = tinfo_named("reflect", "methodValue");
	const char *p = (const char *)fn;
	uint64_t method = *(const uint64_t *)(p + t->fields[1].offset);
	const uint64_t *rcvr = (const uint64_t *)(p + t->fields[2].offset);
	struct tinfo *type = rtype_tinfo((void *)rcvr[0]);
	const struct method_set *set;

	if (type->cls == CLS_INTERFACE) {
		struct itab *tab = *(struct itab **)rcvr[1];

		*ret_code = tab->fun[method];
		return NULL;
	}
	set = tinfo_methods(type);
	return &set->at[method];
}

static struct block block_of_closure(const struct closure *fn)
{
	struct code *c = fn->code;
	const struct selection *sel;
	const struct signature *s;

	if (is_native(c, native_make_func))
		return block_of((struct signature *)made_type(fn)->under, NULL,
				false);
	if (is_native(c, native_method_value)) {
		sel = bound_selection(fn, &c);
		if (sel)
			return block_of((struct signature *)selection_type(
						sel, vm.arena),
					NULL, false);
		return block_of((struct signature *)c->target->fn->v.type, NULL,
				false);
	}
	if (c->target)
		return block_of((struct signature *)c->target->fn->v.type, NULL,
				true);
	if (!c->fn)
		missing("reflect: a call of %s", c->name);
	s = (const struct signature *)c->fn->v.type;
	return block_of(s, s->recv ? s->recv->type : NULL, false);
}

/* What stands between a deferred call and recover() is looked through. */
static void push_wrapper(struct g *g, struct code *c, uint64_t *args,
			 uint32_t args_size, uint64_t *r)
{
	const struct frame *from = g->top;
	struct frame *f =
		frame_call(g, &c->self, (char *)args, args_size, (char *)r);

	if (from->code->wrapper)
		f->can_recover = from->can_recover;
}

struct maker {
	struct VEC(struct insn) insns;
	struct call *call;
	uint32_t frame;
};

static uint32_t maker_slot(struct maker *m, uint32_t size)
{
	uint32_t at = m->frame;

	m->frame += (size + 7) & ~7u;
	return at;
}

static void maker_emit(struct maker *m, struct insn in)
{
	vec_push(&m->insns, in);
}

static struct code *maker_code(struct maker *m, const char *name,
			       uint32_t args_size)
{
	struct code *c = ARENA_NEW(vm.arena, struct code);

	maker_emit(m, (struct insn){.op = I_RUN_DEFERS});
	maker_emit(m, (struct insn){.op = I_RETURN_ZERO});
	c->self.code = c;
	c->name = name;
	c->insns = m->insns.at;
	c->ninsns = m->insns.len;
	c->recover_at = m->insns.len - 2;
	c->args_size = args_size;
	c->frame_size = m->frame + 64;
	c->lowered = true;
	c->wrapper = true;
	return c;
}

/* Slots: the func value, the block; then arguments and results. */
static struct code *make_caller(const struct block *b)
{
	struct maker m = {.frame = 16};
	struct call *call = ARENA_NEW(vm.arena, struct call);
	uint32_t first = b->word ? 1 : 0, at = 0, results;

	call->kind = CALL_CLOSURE;
	call->args = ARENA_ARRAY(vm.arena, b->nparams + 1, struct part);
	call->nargs = b->nparams + first;
	for (uint32_t i = 0; i < call->nargs; i++) {
		uint32_t size =
			i < first ? 8 : (uint32_t)b->types[i - first]->size;
		uint32_t slot = maker_slot(&m, size);

		maker_emit(
			&m,
			(struct insn){
				.op = I_LOADN,
				.a = (int32_t)slot,
				.b = 8,
				.c = i < first ? 0
					       : (int32_t)b->offsets[i - first],
				.imm = size});
		call->args[i] = (struct part){(int32_t)slot, (int32_t)at,
					      (size + 7) & ~7u};
		at += (size + 7) & ~7u;
	}
	call->args_size = at;
	results = m.frame;
	maker_emit(&m, (struct insn){.op = I_CALL,
				     .a = (int32_t)results,
				     .b = 0,
				     .p = call});
	for (uint32_t i = b->nparams; i < b->n; i++) {
		uint32_t size = (uint32_t)b->types[i]->size;
		uint32_t slot = maker_slot(&m, size);

		maker_emit(&m, (struct insn){.op = I_STOREN,
					     .a = 8,
					     .b = (int32_t)slot,
					     .c = (int32_t)b->offsets[i],
					     .imm = size});
	}
	call = ARENA_NEW(vm.arena, struct call);
	maker_emit(&m, (struct insn){.op = I_RETURN, .p = call});
	return maker_code(&m, "reflect.call", 16);
}

/* func call(stackArgsType, f, stackArgs, ...) */
enum native_end native_reflect_call(struct g *g, uint64_t *a, uint64_t *r)
{
	struct closure *fn = (struct closure *)a[1];
	struct block b = block_of_closure(fn);
	struct code *c = make_caller(&b);
	uint64_t args[2] = {a[1], a[2]};

	if (!args[1])
		args[1] = (uint64_t)mem_zero_base;
	push_wrapper(g, c, args, sizeof(args), r);
	return NATIVE_CALL;
}

/*
 * The other way: slots are what callReflect or callMethod wants: the closure,
 * the block, where to say that results are valid, and registers.
 */
static struct code *make_callee(const struct block *b, struct code *to)
{
	struct maker m = {.frame = 32};
	struct call *call = ARENA_NEW(vm.arena, struct call);
	struct call *ret = ARENA_NEW(vm.arena, struct call);
	uint32_t at = 0;

	call->kind = CALL_CODE;
	call->code = to;
	call->args = ARENA_NEW(vm.arena, struct part);
	call->args[0] = (struct part){0, 0, 32};
	call->nargs = 1;
	call->args_size = 32;
	maker_emit(&m, (struct insn){.op = I_CALL, .a = 32, .p = call});
	ret->args = ARENA_ARRAY(vm.arena, b->n - b->nparams + 1, struct part);
	for (uint32_t i = b->nparams; i < b->n; i++) {
		uint32_t size = (uint32_t)b->types[i]->size;
		uint32_t slot = maker_slot(&m, size);

		maker_emit(&m, (struct insn){.op = I_LOADN,
					     .a = (int32_t)slot,
					     .b = 8,
					     .c = (int32_t)b->offsets[i],
					     .imm = size});
		ret->args[ret->nargs++] = (struct part){
			(int32_t)slot, (int32_t)at, (size + 7) & ~7u};
		at += (size + 7) & ~7u;
	}
	maker_emit(&m, (struct insn){.op = I_RETURN, .p = ret});
	return maker_code(&m, to->name, 32);
}

static enum native_end call_back(struct g *g, uint64_t *a, uint64_t *r,
				 const char *name)
{
	enum { REGISTERS = 1024 };
	struct closure *fn = vm.callee;
	struct block b = block_of_closure(fn);
	struct code *to = code_named(name), *c;
	char *block = mem_alloc(b.size + 16), *from = (char *)a;
	uint64_t args[4] = {(uint64_t)fn, (uint64_t)block,
			    (uint64_t)mem_alloc(8),
			    (uint64_t)mem_alloc(REGISTERS)};

	if (!to)
		missing("%s", name);
	for (uint32_t i = 0; i < b.nparams; i++) {
		memcpy(block + b.offsets[i], from, (size_t)b.types[i]->size);
		from += slot_size(b.types[i]);
	}
	c = make_callee(&b, to);
	push_wrapper(g, c, args, sizeof(args), r);
	return NATIVE_CALL;
}

enum native_end native_make_func(struct g *g, uint64_t *a, uint64_t *r)
{
	return call_back(g, a, r, "reflect.callReflect");
}

enum native_end native_method_value(struct g *g, uint64_t *a, uint64_t *r)
{
	return call_back(g, a, r, "reflect.callMethod");
}
