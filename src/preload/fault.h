/* SPDX-License-Identifier: MIT */
/* fault.h - SIGSEGV: ours, or the program's own affair */
#ifndef PRELOAD_FAULT_H
#define PRELOAD_FAULT_H

#include <signal.h>

/* The handler, on the alternate stack where the thread has one. */
void fault_handler(int signal, siginfo_t *info, void *context);

void fault_fork_child(void);

#endif
