/* SPDX-License-Identifier: MIT */
/*
 * misuse.h - telling the program that one of its calls was wrong
 *
 * Threads: any, with no lock held, since the handler may call anything.
 */
#ifndef LIB_MISUSE_H
#define LIB_MISUSE_H

/* Tells the handler, if there is one, and returns err. */
int belay__misuse(int err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
