/* SPDX-License-Identifier: MIT */
/*
 * Panics, recover and Goexit (spec: Handling panics).
 *
 * A panic takes frames off the stack one by one.  Before a frame goes, the
 * calls that it deferred are made, each on top of it; the frame of such a
 * call names the panic (defer_of), and comes back here when it returns
 * (panic_resume).  If it called recover() meanwhile, the frame below goes on
 * at its code's recover_at: it makes the rest of its deferred calls and
 * returns.
 *
 * A deferred call that panics itself is taken off the stack by the new
 * panic, and the old one is aborted: it is gone when the new one is
 * recovered further down, and is told of when nobody recovers.  Goexit is a
 * panic that cannot be recovered; one that was aborted goes on after the
 * panic that aborted it was recovered.
 */
#include "interp.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void print_indented(struct buf *b, struct go_string s)
{
	for (int64_t i = 0; i < s.len; i++) {
		buf_putc(b, s.p[i]);
		if (s.p[i] == '\n')
			buf_putc(b, '\t');
	}
}

static bool is_text(const struct tinfo *t)
{
	return t->cls < CLS_STRING;
}

/* What runtime.printpanicval prints. */
static void print_panic_value(struct buf *b, struct go_iface v)
{
	struct tinfo *t = v.type ? rtype_tinfo(v.type) : NULL;
	const char *p;
	bool named;

	if (!t) {
		buf_puts(b, "nil");
		return;
	}
	p = t->direct ? (const char *)&v.data : v.data;
	named = t->type->kind != TYPE_BASIC;
	if (t->cls == CLS_STRING) {
		if (named)
			rtype_print(b, t->type);
		buf_puts(b, named ? "(\"" : "");
		print_indented(b, *(const struct go_string *)p);
		buf_puts(b, named ? "\")" : "");
	} else if (is_text(t)) {
		if (named)
			rtype_print(b, t->type);
		buf_puts(b, named ? "(" : "");
		print_value(b, t, p);
		buf_puts(b, named ? ")" : "");
	} else {
		buf_putc(b, '(');
		rtype_print(b, t->type);
		buf_printf(b, ") %p", (void *)v.data);
	}
}

/* An error or a Stringer is told by what it says itself. */
static struct go_iface panic_text(struct go_iface v)
{
	static const char *const methods[] = {"Error", "String"};
	struct tinfo *t = v.type ? rtype_tinfo(v.type) : NULL;
	struct tinfo *string = tinfo_basic(BASIC_STRING);

	for (size_t i = 0; t && i < 2; i++) {
		struct code *c = method_code(t, methods[i]);
		struct signature *s;
		struct go_string text;

		if (!c)
			continue;
		s = (struct signature *)c->target->fn->v.type;
		if (tuple_len(s->params) != 0 || tuple_len(s->results) != 1 ||
		    tinfo_of(s->results->vars[0]->type) != string)
			continue;
		vm_call(&c->self, (char *)&v.data, 8, (char *)&text);
		return make_iface(NULL, string, &text);
	}
	return v;
}

static void print_panics(struct buf *b, struct panic *p)
{
	if (p->link) {
		print_panics(b, p->link);
		if (!p->link->goexit)
			buf_putc(b, '\t');
	}
	if (p->goexit)
		return;
	buf_puts(b, "panic: ");
	print_panic_value(b, p->value);
	buf_puts(b, p->recovered ? " [recovered]\n" : "\n");
}

_Noreturn static void die_of_panic(struct g *g, struct panic *p)
{
	struct buf b;

	buf_init(&b, 1 << 20);
	for (struct panic *q = p; q; q = q->link)
		if (!q->goexit)
			q->value = panic_text(q->value);
	print_panics(&b, p);
	buf_printf(&b, "\ngoroutine %llu [running]:\n",
		   (unsigned long long)g->id);
	print_flush(&b);
	_exit(2);
}

_Noreturn void fatal_error(const char *text)
{
	struct buf b;

	buf_init(&b, 1 << 16);
	if (vm.main && vm.main->state == G_DEAD)
		text = "no goroutines (main called runtime.Goexit) - "
		       "deadlock!";
	if (strcmp(text, "stack overflow") == 0)
		buf_puts(&b, "runtime: goroutine stack exceeds "
			     "1000000000-byte limit\n");
	buf_printf(&b, "fatal error: %s\n\ngoroutine 1 [%s]:\n", text,
		   vm.main && vm.main->wait_reason ? vm.main->wait_reason
						   : "running");
	print_flush(&b);
	_exit(2);
}

static void call_deferred(struct g *g, struct frame *f, struct panic *p)
{
	struct deferred *d = f->defers;
	struct frame *top;

	f->defers = d->next;
	top = frame_call(g, d->fn, d->args, d->args_size,
			 result_sink(d->fn->code));
	top->defer_of = top->can_recover = p;
}

static void unwind(struct g *g, struct panic *p)
{
	struct frame *f;

	while ((f = g->top)) {
		if (f->defers) {
			call_deferred(g, f, p);
			return;
		}
		if (f->defer_of)
			f->defer_of->aborted = true;
		frame_pop(g);
	}
	if (!p->goexit)
		die_of_panic(g, p);
	g_end(g);
	/* The others go on; when all wait for ever, it is told. */
	if (g == vm.main)
		vm.main->wait_reason = "goexit";
}

static void begin(struct g *g, struct go_iface value, bool goexit)
{
	struct panic *p = mem_alloc(sizeof(*p));

	p->value = value;
	p->goexit = goexit;
	p->link = g->panics;
	g->panics = p;
	unwind(g, p);
}

void panic_begin(struct g *g, struct go_iface value)
{
	struct tinfo *t;
	void *e;

	if (!value.type) {
		t = tinfo_named("runtime", "PanicNilError");
		if (t) {
			e = mem_alloc((size_t)t->size + 8);
			t = tinfo_of(new_pointer(vm.arena, t->type));
			value = make_iface(NULL, t, &e);
		}
	}
	begin(g, value, false);
}

void panic_goexit(struct g *g)
{
	begin(g, (struct go_iface){0}, true);
}

void panic_resume(struct g *g, struct panic *p)
{
	struct frame *f = g->top;

	if (!p->recovered) {
		unwind(g, p);
		return;
	}
	g->panics = p->link;
	while (g->panics && g->panics->aborted) {
		if (g->panics->goexit) {
			g->panics->aborted = false;
			unwind(g, g->panics);
			return;
		}
		g->panics = g->panics->link;
	}
	f->pc = f->code->insns + f->code->recover_at;
}

struct go_iface panic_recover(struct g *g, struct frame *f)
{
	struct panic *p = g->panics;

	if (!p || p->goexit || p->recovered || f->can_recover != p)
		return (struct go_iface){0};
	p->recovered = true;
	return p->value;
}

static void throw_text(const char *type, const char *text)
{
	struct tinfo *t = tinfo_named("runtime", type);
	struct go_string s = string_from(text);

	if (!t)
		t = tinfo_basic(BASIC_STRING);
	vm.panic_value = make_iface(NULL, t, &s);
}

void throw_error(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	throw_text("errorString", text);
}

void throw_plain(const char *text)
{
	throw_text("plainError", text);
}

void throw_nil(void)
{
	throw_error("invalid memory address or nil pointer dereference");
}

uint64_t index_shown(int64_t i)
{
	return i == INT64_MAX && vm.big_index ? vm.big_index : (uint64_t)i;
}

void throw_index(int64_t i, int64_t len)
{
	if (i < 0)
		throw_error("index out of range [%lld]", (long long)i);
	else
		throw_error("index out of range [%llu] with length %lld",
			    (unsigned long long)index_shown(i), (long long)len);
}

/* A *runtime.TypeAssertionError; have: the abi.Type, or NULL for nil. */
void throw_assertion(struct tinfo *inter, void *have, struct tinfo *want,
		     const char *missing_method)
{
	struct {
		void *inter, *concrete, *asserted;
		struct go_string missing;
	} *e = mem_alloc(sizeof(*e));
	struct tinfo *t = tinfo_named("runtime", "TypeAssertionError");

	if (!t) {
		throw_error("interface conversion");
		return;
	}
	e->inter = inter ? rtype_of(inter) : NULL;
	e->concrete = have;
	e->asserted = rtype_of(want);
	if (missing_method)
		e->missing = string_from(missing_method);
	t = tinfo_of(new_pointer(vm.arena, t->type));
	vm.panic_value = make_iface(NULL, t, &e);
}
