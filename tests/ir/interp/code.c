/* SPDX-License-Identifier: MIT */
#include "natives.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ir/create.h"

/*
 * Functions: which of them are native, which are not to be run at all, and
 * which still have to be built.
 */

static struct ptrmap by_name; /* of natives: name_t -> struct native */
static struct ptrmap named;   /* natives without a function: name_t -> code */

static const struct native natives[] = {
#define NATIVE(name, fn) {name, fn, NULL},
#define NATIVE_AS(name, instead) {name, NULL, instead},
#include "natives.def"
#undef NATIVE
#undef NATIVE_AS
};

/*
 * Of package runtime only these are run from source: errors and their texts.
 * All else of it speaks with the machine.
 */
static const char *const runtime_sources[] = {
	"(*runtime.TypeAssertionError).",
	"(runtime.errorString).",
	"(runtime.plainError).",
	"(*runtime.PanicNilError).",
	"(*runtime.errorString).",
	"(*runtime.plainError).",
	"runtime.toRType",
	"(runtime.rtype).",
};

_Noreturn void missing(const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "\ninterp: missing: ");
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	_exit(EXIT_MISSING);
}

static void fill_names(void)
{
	for (size_t i = 0; i < sizeof(natives) / sizeof(*natives); i++)
		*ptrmap_at_key(&by_name, NULL, name_of(natives[i].name)) =
			(void *)(uintptr_t)&natives[i];
}

const struct native *native_find(const char *name)
{
	const char *bracket = strchr(name, '[');
	const struct native *n;

	if (by_name.used == 0)
		fill_names();
	n = ptrmap_get_key(&by_name, name_of(name));
	if (n || !bracket || bracket == name)
		return n;
	return ptrmap_get_key(&by_name,
			      name_of_len(name, (size_t)(bracket - name) + 1));
}

static uint32_t slots_of(const struct tuple *t)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < tuple_len(t); i++)
		n += slot_size(tinfo_of(t->vars[i]->type));
	return n;
}

static bool is_closed(const struct ir_function *fn, const char *name)
{
	if (!fn->home || !fn->home->types ||
	    strcmp(fn->home->types->path, "runtime") != 0)
		return false;
	for (size_t i = 0;
	     i < sizeof(runtime_sources) / sizeof(*runtime_sources); i++)
		if (strncmp(name, runtime_sources[i],
			    strlen(runtime_sources[i])) == 0)
			return false;
	return true;
}

static struct code *code_new(const char *name)
{
	struct code *c = ARENA_NEW(vm.arena, struct code);

	c->self.code = c;
	c->name = arena_strdup(vm.arena, name);
	c->native = native_find(c->name);
	return c;
}

struct code *code_of(struct ir_function *fn)
{
	void **slot = ptrmap_at(&vm.codes, NULL, fn);
	const struct signature *s;
	struct code *c;
	struct buf b;

	if (*slot)
		return *slot;
	buf_init(&b, 1 << 20);
	ir_function_print_name(fn, &b);
	*slot = c = code_new(buf_text(&b));
	buf_finish(&b);
	c->fn = fn;
	c->wrapper = fn->synthetic == IR_WRAPPER || fn->synthetic == IR_THUNK ||
		     fn->synthetic == IR_BOUND ||
		     fn->synthetic == IR_INSTANTIATION_WRAPPER ||
		     strcmp(c->name, "reflect.callMethod") == 0 ||
		     strcmp(c->name, "reflect.callReflect") == 0;
	s = (const struct signature *)fn->v.type;
	c->result_size = slots_of(s->results);
	c->args_size = slots_of(s->params);
	if (s->recv)
		c->args_size += slot_size(tinfo_of(s->recv->type));
	if (c->native && c->native->instead) {
		struct code *to = code_named(c->native->instead);

		if (!to)
			missing("%s", c->native->instead);
		*ptrmap_at(&vm.codes, NULL, fn) = to;
		return to;
	}
	return c;
}

/* Declared functions by their names; natives that no source declares too. */
struct code *code_named(const char *name)
{
	const char *dot = strrchr(name, '.');
	name_t path = name_of_len(name, (size_t)(dot - name));
	void **slot;

	for (uint32_t i = 0; i < vm.ir->npackages; i++) {
		struct package *p = vm.ir->packages[i].types;
		struct object *o;

		if (!p || strcmp(p->path, name_text(path)) != 0)
			continue;
		o = scope_lookup(p->scope, name_of(dot + 1));
		return o && o->kind == OBJECT_FUNC
			       ? code_of(ir_function_of(vm.ir, o))
			       : NULL;
	}
	if (!native_find(name))
		return NULL;
	slot = ptrmap_at_key(&named, NULL, name_of(name));
	if (!*slot)
		*slot = code_new(name);
	return *slot;
}

/* What ir_build() had no reason to build. */
static void build(struct ir_function *fn)
{
	struct ir_builder *b = &vm.ir->shared->builders[0];

	ir_build_function(b, fn);
	while (b->queue.len > 0)
		ir_build_function(b, vec_pop(&b->queue));
}

void code_prepare(struct code *c)
{
	if (c->lowered || c->native)
		return;
	if (!c->fn || is_closed(c->fn, c->name))
		missing("%s", c->name);
	if (c->fn->state != IR_BUILT)
		build(c->fn);
	if (c->fn->nblocks == 0)
		missing("%s", c->name);
	lower(c);
}

/* A native cannot be the first frame of a goroutine: this calls it. */
struct code *code_stub(struct code *c)
{
	struct code *s = c->stub;
	struct insn *in;
	struct call *call;

	if (!c->native || s)
		return c->native ? s : c;
	s = c->stub = code_new("");
	s->native = NULL;
	s->name = c->name;
	s->result_size = c->result_size;
	in = s->insns = ARENA_ARRAY(vm.arena, 4, struct insn);
	call = ARENA_NEW(vm.arena, struct call);
	call->kind = CALL_STUB;
	in[0] = (struct insn){.op = I_CALL, .p = call};
	in[1] = (struct insn){.op = I_RETURN,
			      .p = ARENA_NEW(vm.arena, struct call)};
	in[2] = (struct insn){.op = I_RUN_DEFERS};
	in[3] = (struct insn){.op = I_RETURN_ZERO};
	s->recover_at = 2;
	s->ninsns = 4;
	s->wrapper = true;
	s->lowered = true;
	return s;
}
