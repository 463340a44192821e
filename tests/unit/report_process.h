/* SPDX-License-Identifier: MIT */
/*
 * report_process.h - a small recorded process for tests
 *
 * A cgo program "app" at 0x400000 with a C library "libc.so.6" and Belay's
 * runtime; goroutine 7 reads a block that goroutine 1 had freed.
 */
#ifndef TESTS_UNIT_REPORT_PROCESS_H
#define TESTS_UNIT_REPORT_PROCESS_H

#include <stdio.h>
#include <string.h>

#include "record/record.h"

#define APP "/src/app/app"
#define LIBC "/lib/libc.so.6"
#define RUNTIME "/opt/belay/libbelay_preload.so"

enum {
	APP_BASE = 0x400000,
	LIBC_BASE = 0x700000,
	RUNTIME_BASE = 0x800000,
	MODULE_SIZE = 0x10000,
	BLOCK = 0x10000000,
};

static void set_module(struct record_process *p, uint32_t i, const char *path,
		       uint64_t base)
{
	struct record_module *m = &p->modules[i];

	m->start = base;
	m->end = base + MODULE_SIZE;
	m->bias = base;
	snprintf(m->path, sizeof(m->path), "%s", path);
	atomic_store(&p->nmodules, i + 1);
}

static void set_stack(struct record_stack *s, uint32_t tid, uint64_t goroutine,
		      const uint64_t *pc, size_t n)
{
	s->tid = tid;
	s->goroutine = goroutine;
	s->nframes = (uint16_t)n;
	memcpy(s->pc, pc, n * sizeof(*pc));
}

#define SET_STACK(s, tid, goroutine, ...)                             \
	set_stack(s, tid, goroutine, (const uint64_t[]){__VA_ARGS__}, \
		  sizeof((const uint64_t[]){__VA_ARGS__}) / 8)

/* The finding is the first one of the process. */
static struct record_finding *set_process(struct record_process *p)
{
	struct record_finding *f = &p->findings[0];

	memset(p, 0, sizeof(*p));
	atomic_store(&p->state, RECORD_COMPLETE);
	p->pid = 123;
	p->parent = 1;
	snprintf(p->program, sizeof(p->program), "%s", APP);
	snprintf(p->go_version, sizeof(p->go_version), "go1.26.8");
	atomic_store(&p->stats.allocations, 12);
	atomic_store(&p->stats.guarded, 10);
	set_module(p, 0, APP, APP_BASE);
	set_module(p, 1, LIBC, LIBC_BASE);
	set_module(p, 2, RUNTIME, RUNTIME_BASE);

	f->kind = RECORD_USE_AFTER_FREE;
	f->address = BLOCK + 16;
	f->access = RECORD_READ;
	f->nregs = RECORD_REGS;
	f->regs[0] = BLOCK + 16; /* rax */
	f->regs[16] = APP_BASE + 0x100;
	f->ncode = 16;
	memcpy(f->code, "\x48\x8b\x00", 3); /* mov rax, [rax] */
	memcpy(f->thread, "app", 4);
	SET_STACK(&f->stack, 124, 7, APP_BASE + 0x100, APP_BASE + 0x205,
		  APP_BASE + 0x305);
	f->stack.flags = RECORD_STACK_EXACT;
	f->block.address = BLOCK;
	f->block.size = 24;
	SET_STACK(&f->block.alloc, 123, 1, APP_BASE + 0x405, APP_BASE + 0x205,
		  APP_BASE + 0x305);
	SET_STACK(&f->block.free, 123, 1, APP_BASE + 0x505, APP_BASE + 0x205,
		  APP_BASE + 0x305);
	atomic_store(&f->state, RECORD_COMPLETE);
	atomic_store(&p->nfindings, 1);
	return f;
}

#endif
