/* SPDX-License-Identifier: MIT */
/*
 * thread.h - which thread this is, for messages
 */
#ifndef LIB_THREAD_H
#define LIB_THREAD_H

#include <stdint.h>

extern __thread uint32_t belay__self
	__attribute__((tls_model("initial-exec"), visibility("hidden")));

uint32_t belay__ask_thread(void);

/* The kernel's number of this thread, never 0. */
static inline uint32_t belay__thread(void)
{
	return belay__self ? belay__self : belay__ask_thread();
}

#endif
