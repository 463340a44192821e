/* SPDX-License-Identifier: MIT */
/* arch.h - what differs between machines, in a few instructions each */
#ifndef UNWIND_ARCH_H
#define UNWIND_ARCH_H

#include <stdint.h>

#include "unwind/unwind.h"

/*
 * A word of any stack, ours or a stranger's.  In assembler, since it is a
 * read outside every C object and the sanitizers of our own tests would
 * take it for a mistake.
 */
static inline uint64_t load_word(uintptr_t address)
{
	uint64_t v;

#if defined(__x86_64__)
	__asm__("movq %1, %0" : "=r"(v) : "m"(*(const uint64_t(*)[1])address));
#else
	__asm__("ldr %0, %1" : "=r"(v) : "m"(*(const uint64_t(*)[1])address));
#endif
	return v;
}

/* The thread's control block: on Linux it lies above the thread's stack. */
static inline uintptr_t thread_pointer(void)
{
	uintptr_t tp;

#if defined(__x86_64__)
	__asm__("movq %%fs:0, %0" : "=r"(tp));
#else
	__asm__("mrs %0, tpidr_el0" : "=r"(tp));
#endif
	return tp;
}

/* The registers of this very place that survive a call. */
static inline __attribute__((always_inline)) void
capture_registers(struct unwind_start *ret)
{
	uint64_t *r = ret->regs;

#if defined(__x86_64__)
	__asm__ volatile("movq %%rbx, 24(%0)\n\t"
			 "movq %%rbp, 48(%0)\n\t"
			 "movq %%rsp, 56(%0)\n\t"
			 "movq %%r12, 96(%0)\n\t"
			 "movq %%r13, 104(%0)\n\t"
			 "movq %%r14, 112(%0)\n\t"
			 "movq %%r15, 120(%0)\n\t"
			 "leaq 0(%%rip), %%rax\n\t"
			 "movq %%rax, 128(%0)"
			 :
			 : "r"(r)
			 : "rax", "memory");
	ret->known = 1u << 3 | 1u << 6 | 1u << 7 | 0xf000u | 1u << 16;
#else
	(void)r;
	ret->known = 0;
#endif
}

#endif
