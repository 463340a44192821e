/* SPDX-License-Identifier: MIT */
/*
 * tell.h - findings, from what was seen to the shared records
 *
 * Each function writes one finding, waits until belay has seen it, and then
 * ends the process, unless it was told to keep going: then it returns, and
 * the caller makes the best of it.
 *
 * Without belay a few lines go to standard error.
 *
 * Threads: any, in signal handlers too; when the process is to end, the
 * first one tells and the others stop here.
 */
#ifndef PRELOAD_TELL_H
#define PRELOAD_TELL_H

#include <signal.h>

#include "preload/block.h"
#include "record/record.h"

void tell_init(bool keep_going);

/* A fault at address; b: the block it is about, NULL when nothing is known
 * of it any more. */
void tell_fault(enum record_kind kind, uintptr_t address, const struct block *b,
		const ucontext_t *context);

/* free() or realloc() was given an address that is not a live block's. */
void tell_bad_free(enum record_kind kind, uintptr_t address, const void *fp);

/* A byte of slack behind the live block at `block` was overwritten. */
void tell_overflow(uintptr_t address, uintptr_t block, const void *fp);

/* The freed block at this address was written to. */
void tell_broken_poison(uintptr_t address);

void tell_fork_child(void);

#endif
