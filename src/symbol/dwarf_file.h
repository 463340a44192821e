/* SPDX-License-Identifier: MIT */
/*
 * dwarf_file.h - a file whose debug information is read by libdw
 *
 * Ownership: opened and closed; what libdw gives lives until then.
 * Threads: one at a time.
 */
#ifndef SYMBOL_DWARF_FILE_H
#define SYMBOL_DWARF_FILE_H

#include <elfutils/libdw.h>
#include <stdbool.h>

struct dwarf_file {
	int fd;
	Elf *elf;
	Dwarf *dw;
};

/* fd stays the caller's.  False, with nothing to close: there is none. */
bool dwarf_file_open(struct dwarf_file *f, int fd);
void dwarf_file_close(struct dwarf_file *f);

#endif
