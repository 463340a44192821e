/* SPDX-License-Identifier: MIT */
/*
 * core_image.h - a small core file, made by hand
 *
 *	0x10000	2 pages, read-write, dumped: word i is i
 *	0x20000	3 pages of FILE from its second page on; the first dumped
 *	0x40000	4 pages that nobody has
 *	0x50000	1 page of FILE's start, dumped
 *
 * and two threads, whose registers are 100 * tid + i.
 */
#ifndef TESTS_UNIT_CORE_IMAGE_H
#define TESTS_UNIT_CORE_IMAGE_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/procfs.h>

enum {
	CORE_PAGE = 4096,
	CORE_LOADS = 4,
	CORE_NOTE_AT = 0x400,
	CORE_DATA_AT = 0x2000, /* of the first page that is dumped */
	CORE_SIZE = CORE_DATA_AT + 4 * CORE_PAGE,
#if defined(__aarch64__)
	CORE_MACHINE = EM_AARCH64,
#else
	CORE_MACHINE = EM_X86_64,
#endif
};

struct core_image {
	uint8_t bytes[CORE_SIZE];
	size_t notes; /* bytes of them */
};

static inline Elf64_Ehdr *core_header(struct core_image *c)
{
	return (Elf64_Ehdr *)(void *)c->bytes;
}

/* The first is that of the notes. */
static inline Elf64_Phdr *core_phdr(struct core_image *c, size_t i)
{
	return (Elf64_Phdr *)(void *)(c->bytes + sizeof(Elf64_Ehdr)) + i;
}

static inline void core_note(struct core_image *c, uint32_t type,
			     const void *desc, size_t n)
{
	Elf64_Nhdr h = {5, (uint32_t)n, type};
	uint8_t *at = c->bytes + CORE_NOTE_AT + c->notes;

	memcpy(at, &h, sizeof(h));
	memcpy(at + sizeof(h), "CORE\0\0\0", 8);
	memcpy(at + sizeof(h) + 8, desc, n);
	c->notes += sizeof(h) + 8 + ((n + 3) & ~(size_t)3);
}

static inline void core_thread(struct core_image *c, int tid)
{
	struct elf_prstatus s;
	uint64_t regs[sizeof(s.pr_reg) / 8];

	memset(&s, 0, sizeof(s));
	s.pr_pid = tid;
	for (size_t i = 0; i < sizeof(regs) / 8; i++)
		regs[i] = (uint64_t)tid * 100 + i;
	memcpy(&s.pr_reg, regs, sizeof(regs));
	core_note(c, NT_PRSTATUS, &s, sizeof(s));
}

static inline void core_files(struct core_image *c, const char *file)
{
	uint8_t desc[1024];
	uint64_t words[] = {2, CORE_PAGE, 0x20000, 0x23000,
			    1, 0x50000,	  0x51000, 0};
	size_t n = strlen(file) + 1;

	memcpy(desc, words, sizeof(words));
	memcpy(desc + sizeof(words), file, n);
	memcpy(desc + sizeof(words) + n, file, n);
	core_note(c, NT_FILE, desc, sizeof(words) + 2 * n);
}

static inline void core_load(struct core_image *c, size_t i, uint64_t addr,
			     size_t pages, size_t dumped, size_t at,
			     uint32_t flags)
{
	*core_phdr(c, i + 1) = (Elf64_Phdr){
		.p_type = PT_LOAD,
		.p_flags = flags,
		.p_offset = CORE_DATA_AT + at * CORE_PAGE,
		.p_vaddr = addr,
		.p_filesz = dumped * CORE_PAGE,
		.p_memsz = pages * CORE_PAGE,
	};
}

/* head: the first page of FILE. */
static inline void core_make(struct core_image *c, const char *file,
			     const uint8_t *head)
{
	Elf64_auxv_t auxv[] = {{.a_type = AT_ENTRY, .a_un.a_val = 0x50010},
			       {.a_type = AT_RANDOM, .a_un.a_val = 0x10100},
			       {.a_type = AT_NULL}};
	struct elf_prpsinfo info;

	memset(c, 0, sizeof(*c));
	*core_header(c) = (Elf64_Ehdr){
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64,
			    ELFDATA2LSB, EV_CURRENT},
		.e_type = ET_CORE,
		.e_machine = CORE_MACHINE,
		.e_version = EV_CURRENT,
		.e_phoff = sizeof(Elf64_Ehdr),
		.e_ehsize = sizeof(Elf64_Ehdr),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = CORE_LOADS + 1,
	};
	memset(&info, 0, sizeof(info));
	strncpy(info.pr_fname, "crashed", sizeof(info.pr_fname) - 1);
	core_thread(c, 42);
	core_note(c, NT_PRPSINFO, &info, sizeof(info));
	core_note(c, NT_AUXV, auxv, sizeof(auxv));
	core_files(c, file);
	core_thread(c, 7);
	*core_phdr(c, 0) = (Elf64_Phdr){
		.p_type = PT_NOTE,
		.p_offset = CORE_NOTE_AT,
		.p_filesz = c->notes,
	};
	core_load(c, 0, 0x10000, 2, 2, 0, PF_R | PF_W);
	core_load(c, 1, 0x20000, 3, 1, 2, PF_R | PF_X);
	core_load(c, 2, 0x40000, 4, 0, 3, PF_R | PF_W);
	core_load(c, 3, 0x50000, 1, 1, 3, PF_R);
	for (uint64_t i = 0; i < 2 * CORE_PAGE / 8; i++)
		memcpy(c->bytes + CORE_DATA_AT + i * 8, &i, 8);
	memset(c->bytes + CORE_DATA_AT + 2 * CORE_PAGE, 'c', CORE_PAGE);
	memcpy(c->bytes + CORE_DATA_AT + 3 * CORE_PAGE, head, CORE_PAGE);
}

#endif
