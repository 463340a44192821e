/* SPDX-License-Identifier: MIT */
/*
 * modules.h - the object files of recorded processes
 *
 * Comes in: module tables that nobody vouches for.  Goes out: which module
 * holds an address, and its names.  A module is opened when the first
 * address in it is asked for, and once.
 *
 * Ownership: the set takes its memory from the arena and leaves the
 * symbols to their owner; both outlive it.  One thread at a time.
 */
#ifndef REPORT_MODULES_H
#define REPORT_MODULES_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct module_set;
struct record_module;
struct record_process;
struct symbol_module;
struct symbols;

struct module_set *module_set_create(struct arena *arena,
				     struct symbols *symbols);

/* The module of p that holds pc, or NULL. */
const struct record_module *module_at(const struct record_process *p,
				      uint64_t pc);

/*
 * Opens m through the files of its living process.  What was opened so is
 * found again by module_symbols() when the process is gone.
 */
void module_hold(struct module_set *set, const struct record_process *p,
		 const struct record_module *m);

/* The names of m; NULL for what is no file (as "[vdso]"). */
struct symbol_module *module_symbols(struct module_set *set,
				     const struct record_process *p,
				     const struct record_module *m);

/* The last part of the path, in the arena; NULL when there is none. */
const char *module_name(struct module_set *set, const struct record_module *m);

#endif
