/* SPDX-License-Identifier: MIT */
#include "exec.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "lower.h"

/* Instructions about calls, goroutines, channels and interfaces. */

enum { MAX_NATIVE_ARGS = 64 << 10 };

/* Arguments in a row, as frame_call() wants them; in the heap. */
static char *gather(struct frame *f, const struct call *c, const void *word)
{
	char *args = mem_alloc(c->args_size + 8);

	if (word)
		memcpy(args, word, 8);
	for (uint32_t i = 0; i < c->nargs; i++)
		memcpy(args + c->args[i].to, value_at(f, c->args[i].from),
		       c->args[i].size);
	return args;
}

/* What is called, and the word of its receiver; NULL: a nil dereference. */
static struct closure *callee_of(struct frame *f, const struct insn *in,
				 const struct call *c, void **ret_word)
{
	const struct go_iface *i;

	*ret_word = NULL;
	switch (c->kind) {
	case CALL_CODE:
		return &c->code->self;
	case CALL_CLOSURE:
		return AT(struct closure *, in->b);
	case CALL_STUB:
		return f->stub_of;
	default:
		i = (const struct go_iface *)value_at(f, in->b);
		if (!i->type)
			return NULL;
		*ret_word = (void *)(uintptr_t)&i->data;
		return &((struct itab *)i->type)->fun[c->method]->self;
	}
}

/* The receiver, whose word is that of an interface, then the arguments. */
static void put_args(struct frame *f, const struct call *c,
		     const struct tinfo *t, const void *word, char *to)
{
	if (word && t->direct)
		memcpy(to, word, 8);
	else if (word)
		memcpy(to, *(char *const *)word, (size_t)t->size);
	if (word)
		to += (int64_t)slot_size(t) - 8;
	for (uint32_t i = 0; i < c->nargs; i++)
		memcpy(to + c->args[i].to, value_at(f, c->args[i].from),
		       c->args[i].size);
}

static enum step call_native(struct g *g, struct frame *f,
			     const struct insn *in, struct closure *fn,
			     const void *word)
{
	static uint64_t gathered[MAX_NATIVE_ARGS / 8];
	const struct call *c = in->p;
	bool stub = c->kind == CALL_STUB;
	uint64_t *args = stub ? (uint64_t *)(void *)f->slots : gathered;
	char *ret = stub ? f->ret : value_at(f, in->a);
	struct code *code = fn->code->target ? fn->code->target : fn->code;
	const struct tinfo *t = fn->code->receiver;

	if (c->args_size + (t ? slot_size(t) : 0) > MAX_NATIVE_ARGS)
		missing("a call of %s with so large arguments", code->name);
	put_args(f, c, t, word, (char *)args);
	vm.callee = fn;
	switch (code->native->fn(g, args, (uint64_t *)(void *)ret)) {
	case NATIVE_DONE:
		return STEP_NEXT;
	case NATIVE_PARKED:
		return STEP_PARKED;
	case NATIVE_AGAIN:
		return STEP_AGAIN;
	case NATIVE_PANIC:
		return STEP_PANIC;
	default:
		return STEP_FRAME;
	}
}

static void push_callee(struct g *g, struct frame *f, const struct insn *in,
			struct closure *fn, const void *word)
{
	const struct call *c = in->p;
	struct code *code = fn->code->target ? fn->code->target : fn->code;
	struct frame *top;

	code_prepare(code);
	top = frame_push(g, code);
	top->ret = value_at(f, in->a);
	if (f->code->wrapper)
		top->can_recover = f->can_recover;
	put_args(f, c, fn->code->receiver, word, top->slots);
	if (code->free_size)
		memcpy(top->slots + code->args_size, fn + 1, code->free_size);
}

enum step exec_call(struct g *g, struct frame *f, const struct insn *in)
{
	const struct call *c = in->p;
	void *word;
	struct closure *fn = callee_of(f, in, c, &word);
	struct code *code;
	struct frame *top;

	if (!fn) {
		throw_nil();
		return STEP_PANIC;
	}
	code = fn->code->target ? fn->code->target : fn->code;
	if (fn->code->target && !word) {
		/* A method that reflect found: it has the word in args. */
		top = frame_call(g, fn, gather(f, c, NULL), c->args_size,
				 value_at(f, in->a));
		if (f->code->wrapper)
			top->can_recover = f->can_recover;
		return STEP_FRAME;
	}
	if (code->native)
		return call_native(g, f, in, fn, word);
	push_callee(g, f, in, fn, word);
	return STEP_FRAME;
}

static enum step exec_go(struct g *g, struct frame *f, const struct insn *in)
{
	const struct call *c = in->p;
	struct closure *fn;
	void *word;

	(void)g;
	fn = callee_of(f, in, c, &word);
	if (!fn) {
		if (c->kind == CALL_CLOSURE)
			fatal_error("go of nil func value");
		throw_nil();
		return STEP_PANIC;
	}
	g_ready(g_new(fn, gather(f, c, word), c->args_size));
	return STEP_NEXT;
}

/* A nil func value panics when it is called; a nil interface at once. */
static enum step exec_defer(struct g *g, struct frame *f, const struct insn *in)
{
	const struct call *c = in->p;
	struct frame *on = f;
	struct deferred *d;
	void *word;
	struct closure *fn = callee_of(f, in, c, &word);

	(void)g;
	if (!fn && c->kind == CALL_METHOD) {
		throw_nil();
		return STEP_PANIC;
	}
	if (!fn)
		fn = &code_named("interp.nilfunc")->self;
	if (in->c != NO_OPERAND)
		on = AT(struct frame *, in->c);
	d = mem_alloc(sizeof(*d));
	d->fn = fn;
	d->args = gather(f, c, word);
	d->args_size = c->args_size;
	d->next = on->defers;
	on->defers = d;
	return STEP_NEXT;
}

static enum step exec_run_defers(struct g *g, struct frame *f,
				 const struct insn *in)
{
	struct deferred *d = f->defers;

	if (!d)
		return STEP_NEXT;
	f->defers = d->next;
	f->pc = in;
	frame_call(g, d->fn, d->args, d->args_size, result_sink(d->fn->code));
	return STEP_FRAME;
}

static enum step exec_panic(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	vm.panic_value = AT(struct go_iface, in->b);
	return STEP_PANIC;
}

static enum step exec_recover(struct g *g, struct frame *f,
			      const struct insn *in)
{
	AT(struct go_iface, in->a) =
		panic_recover(g, in->n && f->up ? f->up : f);
	return STEP_NEXT;
}

static enum step exec_closure(struct g *g, struct frame *f,
			      const struct insn *in)
{
	const struct call *c = in->p;
	struct closure *fn = mem_alloc(sizeof(*fn) + c->args_size);

	(void)g;
	fn->code = c->code;
	for (uint32_t i = 0; i < c->nargs; i++)
		memcpy((char *)(fn + 1) + c->args[i].to,
		       value_at(f, c->args[i].from), c->args[i].size);
	AT(struct closure *, in->a) = fn;
	return STEP_NEXT;
}

static enum step exec_make_interface(struct g *g, struct frame *f,
				     const struct insn *in)
{
	struct iface_info *info = in->p;
	const char *x = value_at(f, in->b);
	struct go_iface i = {NULL, NULL};

	(void)g;
	if (!info->word)
		info->word =
			info->to->empty
				? rtype_of(info->from)
				: (void *)itab_of(info->to, info->from, NULL);
	i.type = info->word;
	if (info->from->direct) {
		memcpy(&i.data, x, 8);
	} else {
		i.data = mem_alloc((size_t)info->from->size);
		memcpy(i.data, x, (size_t)info->from->size);
	}
	AT(struct go_iface, in->a) = i;
	return STEP_NEXT;
}

/* The first word of an interface of type `to`; NULL with what it lacks. */
static void *convert_word(const struct iface_info *info, void *r,
			  const char **lacks)
{
	*lacks = NULL;
	if (info->to->empty)
		return r;
	return itab_of(info->to, rtype_tinfo(r), lacks);
}

static enum step exec_change_interface(struct g *g, struct frame *f,
				       const struct insn *in)
{
	const struct iface_info *info = in->p;
	struct go_iface i = AT(struct go_iface, in->b);
	void *r = iface_rtype(info->from->empty, &i);
	const char *lacks;

	(void)g;
	i.type = r ? convert_word(info, r, &lacks) : NULL;
	AT(struct go_iface, in->a) = i;
	return STEP_NEXT;
}

static enum step exec_type_assert(struct g *g, struct frame *f,
				  const struct insn *in)
{
	const struct iface_info *info = in->p;
	struct go_iface i = AT(struct go_iface, in->b);
	void *r = iface_rtype(info->from->empty, &i);
	char *to = value_at(f, in->a);
	const char *lacks = NULL;
	bool ok;

	(void)g;
	if (info->to->cls == CLS_INTERFACE) {
		i.type = r ? convert_word(info, r, &lacks) : NULL;
		ok = i.type != NULL;
	} else {
		ok = r && rtype_tinfo(r) == info->to;
	}
	if (info->comma_ok)
		*(bool *)(to + info->ok_at) = ok;
	if (!ok && !info->comma_ok) {
		throw_assertion(info->from, r, info->to, lacks);
		return STEP_PANIC;
	}
	if (!ok)
		memset(to, 0, (size_t)info->to->size);
	else if (info->to->cls == CLS_INTERFACE)
		*(struct go_iface *)to = i;
	else if (info->to->direct)
		memcpy(to, &i.data, 8);
	else
		memcpy(to, i.data, (size_t)info->to->size);
	return STEP_NEXT;
}

static enum step after_chan(enum chan_end end)
{
	return end == CHAN_PANIC  ? STEP_PANIC
	       : end == CHAN_WAIT ? STEP_PARKED
				  : STEP_NEXT;
}

static enum step exec_make_chan(struct g *g, struct frame *f,
				const struct insn *in)
{
	const struct tinfo *t = in->p;
	int64_t n = AT(int64_t, in->b);

	(void)g;
	if (n < 0 ||
	    (t->elem->size && n > ((int64_t)1 << 46) / t->elem->size)) {
		throw_plain("makechan: size out of range");
		return STEP_PANIC;
	}
	AT(struct hchan *, in->a) = chan_new(t->elem, n);
	return STEP_NEXT;
}

static enum step exec_send(struct g *g, struct frame *f, const struct insn *in)
{
	bool done;

	return after_chan(chan_send(g, AT(struct hchan *, in->a),
				    value_at(f, in->b), true, &done));
}

static enum step exec_recv(struct g *g, struct frame *f, const struct insn *in)
{
	static bool nobody;
	const struct tinfo *t = in->p;
	char *to = value_at(f, in->a);
	bool *ok = in->n ? (bool *)(to + slot_size(t)) : &nobody;
	bool done;

	return after_chan(
		chan_recv(g, AT(struct hchan *, in->b), to, ok, true, &done));
}

static enum step exec_close(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	return after_chan(chan_close(AT(struct hchan *, in->b)));
}

static enum step exec_select(struct g *g, struct frame *f,
			     const struct insn *in)
{
	const struct select_info *s = in->p;
	struct select_case *cases = calloc(s->n + 1, sizeof(*cases));
	char *to = value_at(f, in->a);
	enum chan_end end;

	for (uint32_t i = 0; i < s->n; i++) {
		cases[i].c = AT(struct hchan *, s->cases[i].chan);
		cases[i].send = s->cases[i].is_send;
		cases[i].elem = cases[i].send ? value_at(f, s->cases[i].send)
					      : to + s->cases[i].recv_at;
	}
	end = chan_select(g, cases, s->n, s->block, (int64_t *)to,
			  (bool *)(to + s->ok_at));
	free(cases);
	return after_chan(end);
}

exec_fn *const exec_table[NINSNS] = {
	[I_CALL] = exec_call,
	[I_GO] = exec_go,
	[I_DEFER] = exec_defer,
	[I_RUN_DEFERS] = exec_run_defers,
	[I_PANIC] = exec_panic,
	[I_RECOVER] = exec_recover,
	[I_CLOSURE] = exec_closure,
	[I_MAKE_INTERFACE] = exec_make_interface,
	[I_CHANGE_INTERFACE] = exec_change_interface,
	[I_TYPE_ASSERT] = exec_type_assert,
	[I_MAKE_CHAN] = exec_make_chan,
	[I_SEND] = exec_send,
	[I_RECV] = exec_recv,
	[I_CLOSE] = exec_close,
	[I_SELECT] = exec_select,
#define EXEC(NAME, name) [I_##NAME] = exec_##name,
#include "exec.def"
#undef EXEC
};
