/* SPDX-License-Identifier: MIT */
/*
 * module.h - the file that Go is in, and what its linker says about it
 *
 * Internal to gort/.
 */
#ifndef GORT_MODULE_H
#define GORT_MODULE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "symbol/elf_file.h"

struct arena;
struct layout;
struct memory;
struct pclntab;

/* The file as it is mapped. */
struct module_file {
	const char *path; /* in the process */
	const char *open_path;
	uint64_t bias;
	uint64_t start, end; /* of all that is mapped of it */
	struct elf_file file;
	struct elf_file debug; /* all zero when there is none apart */
	const char *version;
	int minor;
	struct pclntab *functions;
};

/*
 * Finds the first module with Go in it; the program itself comes first.
 * False with *ret_why when there is none.  To be finished either way.
 */
bool module_file_find(struct module_file *f, struct arena *a, struct memory *m,
		      const char *const *debug_dirs, const char **ret_why);
void module_file_finish(struct module_file *f);

/* The address of an ELF symbol in the process. */
bool module_file_symbol(const struct module_file *f, const char *name,
			uint64_t *ret);

struct module_range {
	uint64_t start, end;
};

/* The runtime's struct moduledata: the program's, or a plugin's. */
struct module_data {
	struct module_range text, noptrdata, data, bss, noptrbss, types;
	uint64_t gcdata, gcbss; /* addresses of bits; 0 */
	uint64_t ngcdata, ngcbss;
	uint64_t next;
};

/* The address of the first one in the process. */
bool module_data_find(const struct module_file *f, struct memory *m,
		      uint64_t *ret);

/* False when what is there cannot be one. */
bool module_data_read(struct memory *m, const struct layout *l, uint64_t addr,
		      struct module_data *ret);

#endif
