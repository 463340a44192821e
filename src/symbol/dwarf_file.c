/* SPDX-License-Identifier: MIT */
#include "symbol/dwarf_file.h"

#include <fcntl.h>
#include <unistd.h>

bool dwarf_file_open(struct dwarf_file *f, int fd)
{
	if (elf_version(EV_CURRENT) == EV_NONE)
		return false;
	f->fd = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	if (f->fd < 0)
		return false;
	f->elf = elf_begin(f->fd, ELF_C_READ_MMAP, NULL);
	if (!f->elf)
		goto fail_elf;
	f->dw = dwarf_begin_elf(f->elf, DWARF_C_READ, NULL);
	if (f->dw)
		return true;
	elf_end(f->elf);
fail_elf:
	close(f->fd);
	return false;
}

void dwarf_file_close(struct dwarf_file *f)
{
	dwarf_end(f->dw);
	elf_end(f->elf);
	close(f->fd);
}
