/* SPDX-License-Identifier: MIT */
/*
 * What is true of an address depends on its place in the stack.
 *
 * A return address belongs to the instruction after the call, which can be
 * the first of another line or even of another function; the call is at
 * the address minus one.  Only the first address of a fault is taken as it
 * stands.
 *
 * A Go function that needs no stack has no frame, so the frame pointers
 * lead past its caller:
 *
 *	main.sum  <- faults, no frame, and rbp is still main.total's
 *	main.total   its address is only at the top of the stack
 *	main.main
 *
 * The recorder cannot know whether the function has a frame.  The tables
 * of the Go linker do; then the word at the top goes in as second address.
 */
#include "report/stack.h"

#include <string.h>

#include "base/arena.h"
#include "finding/finding.h"
#include "record/record.h"
#include "report/modules.h"
#include "symbol/symbol.h"

/* Calls inlined into one another at one address; more are left out. */
enum { MAX_INLINED = 32 };

/* One address can have gone in. */
enum { MAX_PCS = RECORD_FRAMES + 1 };

/* A module of the process, filled when its first frame is named. */
struct loaded {
	bool ready;
	const char *name;
	struct symbol_module *symbols; /* NULL: no names */
};

struct stack_namer {
	struct arena *arena;
	struct module_set *modules;
	const struct record_process *process;
	struct loaded loaded[RECORD_MODULES];
	size_t nframes;
	struct finding_frame frames[MAX_PCS * MAX_INLINED];
};

struct stack_namer *stack_namer_create(struct arena *arena,
				       struct module_set *modules)
{
	struct stack_namer *n = ARENA_NEW(arena, struct stack_namer);

	n->arena = arena;
	n->modules = modules;
	return n;
}

void stack_namer_process(struct stack_namer *n, const struct record_process *p)
{
	n->process = p;
	memset(n->loaded, 0, sizeof(n->loaded));
}

static size_t length_of(const struct record_stack *stack)
{
	if (stack->tid == 0)
		return 0;
	return stack->nframes < RECORD_FRAMES ? stack->nframes : RECORD_FRAMES;
}

static const char *language_name(enum symbol_language language)
{
	switch (language) {
	case SYMBOL_C:
		return "c";
	case SYMBOL_CXX:
		return "c++";
	case SYMBOL_GO:
		return "go";
	case SYMBOL_UNKNOWN:
		break;
	}
	return NULL;
}

static struct loaded *loaded_of(struct stack_namer *n,
				const struct record_module *m)
{
	struct loaded *p = &n->loaded[m - n->process->modules];

	if (!p->ready) {
		p->ready = true;
		p->name = module_name(n->modules, m);
		p->symbols = module_symbols(n->modules, n->process, m);
	}
	return p;
}

/* Adds the frames of one address: those inlined there, and its function. */
static void add_pc(struct stack_namer *n, uint64_t pc, bool exact)
{
	const struct record_module *m = module_at(n->process, pc - !exact);
	struct symbol_frame names[MAX_INLINED];
	size_t nnames = 0;
	struct loaded *p;

	if (!m) {
		n->frames[n->nframes++] = (struct finding_frame){.pc = pc};
		return;
	}
	memset(names, 0, sizeof(names));
	p = loaded_of(n, m);
	if (p->symbols)
		nnames = symbol_lookup(p->symbols, pc - m->bias - !exact, names,
				       MAX_INLINED);
	if (nnames == 0)
		nnames = 1;
	for (size_t i = 0; i < nnames; i++) {
		n->frames[n->nframes++] = (struct finding_frame){
			.function = names[i].function,
			.file = names[i].file,
			.line = names[i].line,
			.column = names[i].column,
			.module = p->name,
			.offset = pc - m->bias,
			.pc = pc,
			.language = language_name(names[i].language),
			.inlined = names[i].inlined,
		};
	}
}

/* The runtime's own frames say nothing about the program. */
static size_t runtime_frames(const struct stack_namer *n)
{
	size_t i = 0;

	while (i < n->nframes && n->frames[i].module &&
	       strncmp(n->frames[i].module, "libbelay_preload.",
		       strlen("libbelay_preload.")) == 0)
		i++;
	return i < n->nframes ? i : 0;
}

/* Whether the caller of a fault is only at the top of the stack. */
static bool caller_is_hidden(struct stack_namer *n,
			     const struct record_stack *stack,
			     const struct record_finding *fault)
{
	const struct record_module *m;
	struct loaded *p;

	if (!fault || fault->nregs != RECORD_REGS || fault->top_word == 0 ||
	    !(stack->flags & RECORD_STACK_EXACT) || length_of(stack) == 0)
		return false;
	if (length_of(stack) > 1 && stack->pc[1] == fault->top_word)
		return false;
	m = module_at(n->process, stack->pc[0]);
	if (!m || !module_at(n->process, fault->top_word - 1))
		return false;
	p = loaded_of(n, m);
	return p->symbols &&
	       symbol_go_frameless(p->symbols, stack->pc[0] - m->bias);
}

void stack_name(struct stack_namer *n, const struct record_stack *stack,
		const struct record_finding *fault, struct finding_stack *ret)
{
	bool exact = stack->flags & RECORD_STACK_EXACT;
	bool hidden = caller_is_hidden(n, stack, fault);
	size_t npcs = length_of(stack);
	struct finding_frame *frames;
	size_t skip;

	memset(ret, 0, sizeof(*ret));
	ret->taken = stack->tid != 0;
	ret->tid = stack->tid;
	ret->goroutine = stack->goroutine;
	ret->cut = stack->flags & RECORD_STACK_CUT ||
		   stack->nframes > RECORD_FRAMES;
	ret->lost = stack->flags & RECORD_STACK_LOST;
	ret->likely = stack->flags & RECORD_STACK_LIKELY;
	ret->gap = stack->flags & RECORD_STACK_GAP;

	n->nframes = 0;
	for (size_t i = 0; i < npcs; i++) {
		add_pc(n, stack->pc[i], exact && i == 0);
		if (i == 0 && hidden)
			add_pc(n, fault->top_word, false);
	}
	skip = runtime_frames(n);
	ret->nframes = n->nframes - skip;
	frames = ARENA_ARRAY(n->arena, ret->nframes, struct finding_frame);
	memcpy(frames, n->frames + skip, ret->nframes * sizeof(frames[0]));
	ret->frames = frames;
}

static void hold_pc(struct module_set *modules, const struct record_process *p,
		    uint64_t pc)
{
	const struct record_module *m = module_at(p, pc);

	if (m)
		module_hold(modules, p, m);
}

void stack_hold(struct module_set *modules, const struct record_process *p,
		const struct record_stack *stack,
		const struct record_finding *fault)
{
	bool exact = stack->flags & RECORD_STACK_EXACT;

	for (size_t i = 0; i < length_of(stack); i++)
		hold_pc(modules, p, stack->pc[i] - !(exact && i == 0));
	if (fault && fault->top_word != 0)
		hold_pc(modules, p, fault->top_word - 1);
}
