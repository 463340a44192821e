/* SPDX-License-Identifier: MIT */
/*
 * signals.h - the runtime's handler in front of the program's
 *
 * SIGSEGV belongs to the runtime.  What the program installs for it is kept
 * here, answered when asked for, and called for every fault that is not on
 * a guard.  All other signals go to libc untouched, except that no mask
 * may hold SIGSEGV back: a fault while it is blocked kills the process
 * without a word.
 */
#ifndef PRELOAD_SIGNALS_H
#define PRELOAD_SIGNALS_H

#include <signal.h>

/* Installs the handler.  Once, from the constructor. */
void signals_init(void (*handler)(int, siginfo_t *, void *));

/* Does what would have been done without the runtime. */
void signals_forward(int signal, siginfo_t *info, void *context);

/* Ends the process as abort() does, whatever its handlers are. */
_Noreturn void signals_die(void);

#endif
