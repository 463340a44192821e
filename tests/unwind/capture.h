/* SPDX-License-Identifier: MIT */
/* capture.h - takes stacks where a Go program calls it; see go/main.go */
#ifndef TESTS_UNWIND_CAPTURE_H
#define TESTS_UNWIND_CAPTURE_H

#include <stdint.h>

typedef void callback_fn(int depth);

/* Takes the stack of this call. */
void capture_call(void);

/* Calls fn(depth) with C frames around it. */
void capture_back(callback_fn *fn, int depth);

/* The same from a thread that Go did not start. */
void capture_thread(callback_fn *fn, int depth);

/* From now on the next SIGSEGV is taken, then handled as before. */
void capture_fault(void);

/* Faults in C. */
void capture_fault_in_c(void);

/* From now on the next call of pthread_create is taken. */
void capture_thread_start(void);

/* What was taken last: frames, or -1 if the ways to take it disagree. */
int capture_frames(void);
uint64_t capture_pc(int i);
int capture_flags(void);
uint64_t capture_goroutine(void);
/* The goroutine of the thread itself, after its callback. */
uint64_t capture_thread_goroutine(void);
const char *capture_version(void);
/* Whether there was one since capture_thread_start(). */
int capture_thread_started(void);
/* The name of a C function, "" when it is not known. */
const char *capture_name(uint64_t pc);

#endif
