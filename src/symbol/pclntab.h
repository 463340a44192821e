/* SPDX-License-Identifier: MIT */
/*
 * pclntab.h - Go functions by the table that Go's own tracebacks read
 *
 * Comes in: an ELF file.  Goes out: function, file and line for addresses
 * in Go text, inlined calls included, as runtime.CallersFrames gives them.
 * The table is there in every Go program, `-s -w` or not.
 *
 * Ownership: the table comes from the file's arena and points into the
 * file; names are in the file's arena.  The file must outlive it.
 */
#ifndef SYMBOL_PCLNTAB_H
#define SYMBOL_PCLNTAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct elf_file;
struct symbol_frame;

/* What differs between Go's releases. */
struct pclntab_layout {
	uint32_t magic;
	uint8_t header_words;	/* after the first 8 bytes */
	uint8_t entry_size;	/* of an address in the function table */
	uint8_t func_size;	/* of a function's record, before its lists */
	uint8_t inlined_size;	/* of a record of an inlined call */
	uint8_t inlined_name;	/* where the name is in it */
	uint8_t inlined_parent; /* where the parent's address is in it */
};

/* Numbers that Go gives to functions it treats specially. */
struct pclntab_ids {
	int from_minor;
	uint8_t gopanic, panicwrap, sigpanic, wrapper;
};

struct pclntab {
	const struct elf_file *file;
	const struct pclntab_layout *layout;
	const struct pclntab_ids *ids;
	const uint8_t *data; /* from the header on */
	size_t len;
	uint64_t vaddr;	 /* of data */
	uint64_t text;	 /* what addresses in the table count from */
	uint64_t end;	 /* of the last function */
	uint64_t gofunc; /* what function data counts from; 0 if unknown */
	size_t nfuncs;
	size_t names, cus, files, pcs, funcs; /* offsets of the parts */
	uint8_t quantum; /* addresses are counted in units of this */
};

/* A function of the table. */
struct pclntab_func {
	size_t off; /* of its record in data */
	uint64_t entry;
};

/*
 * Finds and checks the table.  minor is that of the Go release, 0 when it
 * is unknown.  NULL when the file has none that can be read.
 */
struct pclntab *pclntab_find(const struct elf_file *f, int minor);

/* The layout a table with this start has, or NULL. */
const struct pclntab_layout *pclntab_layout_of(const uint8_t *p, size_t len);

/* Reads the header at vaddr, which has len bytes; false when it is none. */
bool pclntab_init(struct pclntab *t, const struct elf_file *f, uint64_t vaddr,
		  const uint8_t *data, size_t len);

bool pclntab_func_at(const struct pclntab *t, uint64_t vaddr,
		     struct pclntab_func *ret);

/*
 * Frames for vaddr, innermost first; how many.  0 when vaddr is not in the
 * table.  A function without line table has the name alone: such is C code
 * that Go's own linker linked in.
 */
size_t pclntab_lookup(const struct pclntab *t, uint64_t vaddr,
		      struct symbol_frame *out, size_t max);

/*
 * How far the stack pointer is below the return address at vaddr; -1 when
 * that is not known.
 */
int32_t pclntab_frame_size(const struct pclntab *t, uint64_t vaddr);

/*
 * The value at vaddr of one of the function's tables that go with its code
 * (1: which of its stack maps is valid there); -1 when there is none.
 */
int32_t pclntab_pcdata(const struct pclntab *t, uint64_t vaddr, uint32_t table);

/*
 * The address of one of its other tables (0, 1: the stack maps of arguments
 * and locals; 2: locals whose address is taken).  False when it has none.
 */
bool pclntab_funcdata(const struct pclntab *t, uint64_t vaddr, uint32_t table,
		      uint64_t *ret);

#endif
