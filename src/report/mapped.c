/* SPDX-License-Identifier: MIT */
/*
 * An object file is mapped piece by piece, its head first.  Whatever of the
 * same file follows belongs to it, up to the next head: a file may be loaded
 * twice.
 */
#include "report/mapped.h"

#include <elf.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "record/record.h"
#include "trace/memory.h"

enum { MAX_HEADERS = 64 };

/* The difference between an address and that in the file.  False: no ELF. */
static bool read_bias(struct memory *m, uint64_t head, uint64_t *ret)
{
	Elf64_Phdr ph[MAX_HEADERS];
	Elf64_Ehdr eh;

	if (memory_read(m, head, &eh, sizeof(eh)) != sizeof(eh) ||
	    memcmp(eh.e_ident, ELFMAG, SELFMAG) != 0 ||
	    eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_phentsize != sizeof(ph[0]) || eh.e_phnum > MAX_HEADERS ||
	    memory_read(m, head + eh.e_phoff, ph, eh.e_phnum * sizeof(ph[0])) !=
		    eh.e_phnum * sizeof(ph[0]))
		return false;
	for (unsigned i = 0; i < eh.e_phnum; i++) {
		if (ph[i].p_type != PT_LOAD)
			continue;
		*ret = head - (ph[i].p_vaddr - ph[i].p_offset);
		return true;
	}
	return false;
}

void mapped_modules(struct memory *m, struct record_process *p)
{
	struct record_module *last = NULL;
	uint32_t nmodules = 0;
	size_t n;
	const struct memory_region *r = memory_regions(m, &n);

	for (size_t i = 0; i < n; i++) {
		uint64_t bias;

		if (r[i].path[0] != '/' || r[i].device)
			continue;
		if (last &&
		    strncmp(last->path, r[i].path, sizeof(last->path) - 1) ==
			    0 &&
		    r[i].offset != 0) {
			last->end = r[i].end;
			continue;
		}
		last = NULL;
		if (r[i].offset != 0 || nmodules == RECORD_MODULES ||
		    !read_bias(m, r[i].start, &bias))
			continue;
		last = &p->modules[nmodules++];
		*last = (struct record_module){
			.start = r[i].start, .end = r[i].end, .bias = bias};
		snprintf(last->path, sizeof(last->path), "%s%s", r[i].path,
			 r[i].deleted ? " (deleted)" : "");
	}
	atomic_store(&p->nmodules, nmodules);
}
