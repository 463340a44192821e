/* SPDX-License-Identifier: MIT */
/*
 * random.h - numbers nobody outside can foresee, and cheap ones from them
 *
 * Threads: any.
 */
#ifndef LIB_RANDOM_H
#define LIB_RANDOM_H

#include <stdint.h>

/*
 * The kernel's randomness seeds a generator in each thread.  Without it (an
 * early boot, a filter on system calls) the clock, the stack's address and
 * the auxiliary vector's random bytes do.
 */
uint64_t belay__random(void);

#endif
