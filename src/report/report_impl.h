/* SPDX-License-Identifier: MIT */
/* report_impl.h - what the files behind report.h and held.h share */
#ifndef REPORT_REPORT_IMPL_H
#define REPORT_REPORT_IMPL_H

#include <stddef.h>
#include <stdint.h>

#include "base/ptrmap.h"
#include "base/vec.h"
#include "finding/finding.h"
#include "record/record.h"

struct arena;
struct module_set;
struct stack_namer;
struct symbols;

/* A finding that was made from outside, until its process is added. */
struct held_finding {
	uint32_t pid;
	uint64_t started;
	const char *key; /* equal for what is told once only */
	struct finding finding;
};

/* Who held the block of a recorded finding. */
struct held_holders {
	uint32_t pid, index;
	uint64_t started;
	const struct finding_holder *v;
	size_t n;
};

/* The freed blocks that were held at the last look at a process. */
struct held_past {
	uint32_t pid;
	uint64_t started;
	struct ptrmap seen;
};

struct reporter {
	struct arena *arena;
	struct symbols *symbols;
	const char *const *symbol_dirs;
	struct module_set *modules;
	struct stack_namer *namer;
	struct finding_report report;
	size_t findings_cap, processes_cap;
	struct VEC(struct held_finding) held;
	struct VEC(struct held_holders) holders;
	struct VEC(struct held_past) past;
};

/* Fills what is known by the kind and what run says. */
void report_fill(struct reporter *r, enum record_kind kind, int signal,
		 struct finding_run *run, struct finding *ret);

/* Where a person should look first. */
const struct finding_frame *report_blame(enum record_kind kind,
					 const struct finding_run *run);

#endif
