/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "finding/finding.h"
#include "record/record.h"
#include "report/access.h"
#include "report/held.h"
#include "report/message.h"
#include "report/modules.h"
#include "report/report_impl.h"
#include "report/stack.h"
#include "symbol/symbol.h"

/*
 * Kept in one report.  A program that goes on after each finding can make
 * them without end, and nobody reads the ten-thousandth.
 */
enum { MAX_FINDINGS = 4096, MAX_PROCESSES = 65536 };

static const struct {
	const char *code, *name;
	enum level level;
} kinds[RECORD_NKINDS] = {
#define KIND(code, constant, name, level, summary) \
	[RECORD_##constant] = {#code, name, LEVEL_##level},
#include "record/kinds.def"
#undef KIND
};

struct reporter *reporter_create(const struct report_options *options)
{
	struct symbols *symbols;
	struct reporter *r;
	struct arena *arena;

	symbols = symbols_create(options ? options->symbol_dirs : NULL);
	if (!symbols)
		return NULL;
	arena = arena_create(0);
	r = ARENA_NEW(arena, struct reporter);
	r->arena = arena;
	r->symbols = symbols;
	r->symbol_dirs = options ? options->symbol_dirs : NULL;
	r->modules = module_set_create(arena, symbols);
	r->namer = stack_namer_create(arena, r->modules);
	r->report.arena = arena;
	return r;
}

void reporter_destroy(struct reporter *r)
{
	if (!r)
		return;
	symbols_destroy(r->symbols);
	vec_finish(&r->held);
	vec_finish(&r->holders);
	for (uint32_t i = 0; i < r->past.len; i++)
		ptrmap_finish(&r->past.at[i].seen);
	vec_finish(&r->past);
	arena_destroy(r->arena);
}

const struct finding_report *reporter_report(struct reporter *r)
{
	return &r->report;
}

/* A forged counter must not make a sum wrap to a small number. */
static void add(uint64_t *sum, uint64_t n)
{
	*sum = *sum + n < n ? UINT64_MAX : *sum + n;
}

/* Makes room for one more element; what array pointed to stays valid. */
static void *grow(struct arena *arena, void *array, size_t n, size_t *cap,
		  size_t size)
{
	void *bigger;

	if (n < *cap)
		return array;
	*cap = *cap ? *cap * 2 : 8;
	bigger = arena_array(arena, *cap, size);
	if (n > 0)
		memcpy(bigger, array, n * size);
	return bigger;
}

static const char *copy_text(struct reporter *r, const char *s, size_t max)
{
	return s[0] ? arena_strndup(r->arena, s, max) : NULL;
}

static uint32_t count_findings(const struct record_process *p)
{
	uint32_t n = atomic_load(&p->nfindings);

	return n < RECORD_FINDINGS ? n : RECORD_FINDINGS;
}

static bool is_whole(const struct record_finding *f)
{
	uint32_t state = atomic_load(&f->state);

	return (state == RECORD_COMPLETE || state == RECORD_SEEN) &&
	       f->kind > RECORD_KIND_NONE && f->kind < RECORD_NKINDS;
}

void reporter_hold(struct reporter *r, const struct record_process *p)
{
	for (uint32_t i = 0; i < count_findings(p); i++) {
		const struct record_finding *f = &p->findings[i];

		if (!is_whole(f))
			continue;
		stack_hold(r->modules, p, &f->stack, f);
		stack_hold(r->modules, p, &f->block.alloc, NULL);
		stack_hold(r->modules, p, &f->block.free, NULL);
	}
}

static const struct finding_block *add_block(struct reporter *r,
					     const struct record_block *b)
{
	struct finding_block *block;

	if (b->address == 0)
		return NULL;
	block = ARENA_NEW(r->arena, struct finding_block);
	block->address = b->address;
	block->size = b->size;
	stack_name(r->namer, &b->alloc, NULL, &block->alloc);
	stack_name(r->namer, &b->free, NULL, &block->free);
	return block;
}

static struct finding_run *add_run(struct reporter *r, uint32_t pid,
				   const struct record_finding *f)
{
	struct finding_run *run = ARENA_NEW(r->arena, struct finding_run);
	struct access access = access_decode(f);

	run->pid = pid;
	if (access.type != RECORD_ACCESS_UNKNOWN)
		run->access = access.type == RECORD_READ ? "read" : "write";
	run->access_size = access.size;
	run->address = f->address;
	run->tid = f->stack.tid;
	run->goroutine = f->stack.goroutine;
	run->thread = copy_text(r, f->thread, sizeof(f->thread));
	stack_name(r->namer, &f->stack, f, &run->stack);
	run->block = add_block(r, &f->block);
	if (run->block)
		run->offset = (int64_t)(f->address - f->block.address);
	return run;
}

/*
 * Where a person should look first.  The stack of a finding that is made
 * late shows who came across it, not who did it.
 */
const struct finding_frame *report_blame(enum record_kind kind,
					 const struct finding_run *run)
{
	const struct finding_block *block = run->block;
	const struct finding_frame *at = NULL;

	if (block && (kind == RECORD_WRITE_AFTER_FREE ||
		      kind == RECORD_FREED_WHILE_HELD))
		at = stack_blame(&block->free);
	if (block && kind == RECORD_LEAK)
		at = stack_blame(&block->alloc);
	if (!at)
		at = stack_blame(&run->stack);
	if (!at && block)
		at = stack_blame(&block->free);
	if (!at && block)
		at = stack_blame(&block->alloc);
	return at;
}

void report_fill(struct reporter *r, enum record_kind kind, int signal,
		 struct finding_run *run, struct finding *ret)
{
	const struct finding_frame *at;

	memset(ret, 0, sizeof(*ret));
	ret->code = kinds[kind].code;
	ret->rule = kinds[kind].name;
	ret->level = kinds[kind].level;
	ret->message = message_write(r->arena, kind, signal, run);
	ret->run = run;
	at = report_blame(kind, run);
	if (at) {
		ret->function = at->function;
		ret->file = at->file;
		ret->line = at->line;
		ret->column = at->column;
	}
}

/* Room for one more finding; NULL: there are enough. */
static struct finding *new_finding(struct reporter *r)
{
	struct finding_report *report = &r->report;

	if (report->nfindings == MAX_FINDINGS) {
		add(&report->dropped, 1);
		return NULL;
	}
	report->findings = grow(r->arena, report->findings, report->nfindings,
				&r->findings_cap, sizeof(struct finding));
	return &report->findings[report->nfindings++];
}

static void add_finding(struct reporter *r, const struct record_process *p,
			uint32_t pid, uint32_t index)
{
	const struct record_finding *f = &p->findings[index];
	struct finding *out = new_finding(r);
	struct finding_run *run;

	if (!out)
		return;
	run = add_run(r, pid, f);
	held_take(r, p, index, run);
	report_fill(r, (enum record_kind)f->kind, f->signal, run, out);
}

/* What was seen from outside. */
static void add_held(struct reporter *r, const struct record_process *p)
{
	for (uint32_t i = 0; i < r->held.len; i++) {
		const struct held_finding *h = &r->held.at[i];
		struct finding *out;

		if (h->pid != p->pid || h->started != p->started)
			continue;
		out = new_finding(r);
		if (out)
			*out = h->finding;
	}
}

static void add_stats(struct finding_report *report,
		      const struct record_stats *s)
{
	struct finding_run_stats *sum = &report->stats;

	add(&sum->allocations, atomic_load(&s->allocations));
	add(&sum->guarded, atomic_load(&s->guarded));
	add(&sum->sampled, atomic_load(&s->sampled));
	add(&sum->quarantine_bytes, atomic_load(&s->quarantine_bytes));
	add(&sum->sweeps, atomic_load(&s->sweeps));
	add(&sum->retired_bytes, atomic_load(&s->retired_bytes));
	add(&report->dropped, atomic_load(&s->dropped_findings));
}

void reporter_add_process(struct reporter *r, const struct finding_process *how)
{
	struct finding_report *report = &r->report;
	struct finding_process *p;

	if (report->nprocesses == MAX_PROCESSES)
		return;
	report->processes =
		grow(r->arena, report->processes, report->nprocesses,
		     &r->processes_cap, sizeof(*p));
	p = &report->processes[report->nprocesses++];
	*p = *how;
	if (how->program)
		p->program = arena_strdup(r->arena, how->program);
}

void reporter_add(struct reporter *r, const struct record_process *p,
		  const struct finding_process *how)
{
	struct finding_process process = {0};

	if (atomic_load(&p->state) != RECORD_COMPLETE) {
		if (how)
			reporter_add_process(r, how);
		return;
	}
	if (how)
		process = *how;
	if (process.pid == 0) {
		process.pid = p->pid;
		process.parent = p->parent;
	}
	if (!process.program)
		process.program = copy_text(r, p->program, sizeof(p->program));
	reporter_add_process(r, &process);
	add_stats(&r->report, &p->stats);

	stack_namer_process(r->namer, p);
	for (uint32_t i = 0; i < count_findings(p); i++) {
		const struct record_finding *f = &p->findings[i];

		if (is_whole(f))
			add_finding(r, p, process.pid, i);
		else if (atomic_load(&f->state) != RECORD_EMPTY)
			add(&r->report.dropped, 1);
	}
	add_held(r, p);
}
