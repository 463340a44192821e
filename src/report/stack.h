/* SPDX-License-Identifier: MIT */
/*
 * stack.h - return addresses to named frames
 *
 * Comes in: a recorded stack, and the process it is from.  Goes out: a
 * finding_stack in the arena, with inlined calls as frames of their own
 * and without the frames of Belay's runtime at its top.
 */
#ifndef REPORT_STACK_H
#define REPORT_STACK_H

struct arena;
struct finding_stack;
struct module_set;
struct record_finding;
struct record_process;
struct record_stack;
struct stack_namer;

struct stack_namer *stack_namer_create(struct arena *arena,
				       struct module_set *modules);

/* The stacks that follow are from p, which stays until the next call. */
void stack_namer_process(struct stack_namer *n, const struct record_process *p);

/* fault: the finding whose registers belong to this stack, or NULL. */
void stack_name(struct stack_namer *n, const struct record_stack *stack,
		const struct record_finding *fault, struct finding_stack *ret);

/* Opens the modules of a stack while its process lives. */
void stack_hold(struct module_set *modules, const struct record_process *p,
		const struct record_stack *stack,
		const struct record_finding *fault);

#endif
