/* SPDX-License-Identifier: MIT */
/*
 * sanitizer.h - is a program built with a sanitizer?
 *
 * AddressSanitizer and its relatives bring an allocator of their own, and a
 * plan of the address space that has no room for another one.
 */
#ifndef TRACE_SANITIZER_H
#define TRACE_SANITIZER_H

#include <elf.h>

/* The option of the compiler that it was built with, or NULL. */
const char *sanitizer_of(int fd, const Elf64_Ehdr *header);

#endif
