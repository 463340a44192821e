/* SPDX-License-Identifier: MIT */
/*
 * symbol.h - addresses to names
 *
 * Comes in: modules (a file to open, and its build-id) and addresses in the
 * file's own terms.  Goes out: function, file and line, inlined calls
 * included.  DWARF is read by libdw; Go functions are read from the
 * pclntab, which survives `-s -w`; last come the ELF symbol tables.
 *
 * Ownership: all text returned belongs to the struct symbols and lives as
 * long as it does.  Threads: one at a time per struct symbols.  Files are
 * hostile: a broken one gives fewer names, never a crash.
 */
#ifndef SYMBOL_SYMBOL_H
#define SYMBOL_SYMBOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symbols;
struct symbol_module;

enum symbol_language { SYMBOL_UNKNOWN, SYMBOL_C, SYMBOL_CXX, SYMBOL_GO };

struct symbol_frame {
	const char *function; /* demangled; NULL when nothing names it */
	const char *file;     /* NULL when unknown */
	int line;	      /* 0 when unknown */
	int column;	      /* 0 when unknown */
	enum symbol_language language;
	bool inlined; /* the next frame out is its caller in the same code */
};

/*
 * debug_dirs: NULL-terminated list of extra folders with debug files
 * (--symbols), or NULL.  Copied.
 */
struct symbols *symbols_create(const char *const *debug_dirs);
void symbols_destroy(struct symbols *s);

/*
 * Opens a module.  path: its name in the process; open_path: where the file
 * can be read now (as /proc/PID/root/... or /proc/PID/map_files/...), NULL
 * when it is path.  When build_id is given the file must have the same one,
 * or it is searched for in the usual places and in debug_dirs.  The same
 * module is opened once.  Never NULL: a module that cannot be read has no
 * names, and symbol_module_error says why.
 */
struct symbol_module *symbols_open(struct symbols *s, const char *path,
				   const char *open_path,
				   const uint8_t *build_id,
				   size_t build_id_len);

/* NULL when the module was read. */
const char *symbol_module_error(const struct symbol_module *m);

/*
 * Names vaddr, innermost inlined call first, in out[0..max); how many (at
 * least 1 if max > 0; the last is the function that holds the code).  For a
 * return address pass the address minus one.
 */
size_t symbol_lookup(struct symbol_module *m, uint64_t vaddr,
		     struct symbol_frame *out, size_t max);

/*
 * True when vaddr lies in a Go function that has no frame there, so that
 * the word at the top of the stack is its return address (pclntab's pcsp
 * table says 0).
 */
bool symbol_go_frameless(struct symbol_module *m, uint64_t vaddr);

/* "go1.26.8" from the build information, or NULL. */
const char *symbol_go_version(struct symbol_module *m);

#endif
