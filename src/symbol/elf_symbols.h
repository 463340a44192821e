/* SPDX-License-Identifier: MIT */
/*
 * elf_symbols.h - functions by the ELF symbol tables
 *
 * Ownership: the caller owns the struct; names point into the files they
 * came from.  Zero bytes are an empty table.
 */
#ifndef SYMBOL_ELF_SYMBOLS_H
#define SYMBOL_ELF_SYMBOLS_H

#include <stddef.h>
#include <stdint.h>

#include "symbol/interval.h"

struct elf_file;

struct elf_symbol {
	const char *name;
	uint64_t addr, end;
	int rank; /* lower is better among names for the same code */
};

struct elf_symbols {
	struct elf_symbol *v;
	size_t n, cap;
	struct interval_list ranges;
};

void elf_symbols_finish(struct elf_symbols *t);

/* Adds .symtab and .dynsym of a file; call for each, then sort once. */
void elf_symbols_add(struct elf_symbols *t, const struct elf_file *f);
void elf_symbols_sort(struct elf_symbols *t);

/* The name of the function around addr, NULL when there is none. */
const char *elf_symbols_find(const struct elf_symbols *t, uint64_t addr);

#endif
