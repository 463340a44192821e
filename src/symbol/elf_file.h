/* SPDX-License-Identifier: MIT */
/*
 * elf_file.h - an ELF file as bytes, every access checked
 *
 * Only 64-bit little-endian files; anything else is refused with a text.
 * The file is mapped read-only.  Its headers are copied and checked once;
 * what they describe is checked at each access, so a pointer handed out
 * always has the length that came with it.
 *
 * Ownership: the struct is the caller's; what it points to comes from the
 * arena and lives as long as that; the mapping lives until
 * elf_file_finish().  The descriptor stays open as well, since a file under
 * /proc/PID cannot be opened again once the process is gone.
 */
#ifndef SYMBOL_ELF_FILE_H
#define SYMBOL_ELF_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

/* A part of the file that is loaded. */
struct elf_segment {
	uint64_t vaddr, memsz;
	uint64_t off, filesz; /* filesz is cut to what the file has */
	bool writable;
	bool executable;
};

struct elf_section {
	const char *name; /* never NULL */
	uint32_t type;
	uint32_t link;
	uint64_t flags, addr, off, size, entsize;
};

/* One word that the dynamic linker writes as load address + value. */
struct elf_relocation {
	uint64_t addr, value;
};

struct elf_file {
	const uint8_t *data;
	size_t size;
	bool mapped;
	int fd; /* of a mapped file, open as long as the struct is */
	struct arena *arena;
	uint16_t machine;
	struct elf_segment *segments;
	size_t nsegments;
	struct elf_section *sections;
	size_t nsections;
	const uint8_t *build_id; /* NULL when it has none */
	size_t build_id_len;
	struct elf_relocation *relocations; /* sorted by addr */
	size_t nrelocations;
};

/*
 * Maps path, or takes bytes that the caller keeps alive.  NULL when it went
 * well, else why not; the struct can be finished either way.
 */
const char *elf_file_open(struct elf_file *f, struct arena *a,
			  const char *path);
const char *elf_file_from_memory(struct elf_file *f, struct arena *a,
				 const void *data, size_t size);
void elf_file_finish(struct elf_file *f);

/* NULL when there is none with bytes in the file. */
const struct elf_section *elf_section_named(const struct elf_file *f,
					    const char *name);

/* The bytes of a section, NULL when the file does not hold all of them. */
const uint8_t *elf_section_data(const struct elf_file *f,
				const struct elf_section *s, size_t *ret_len);

/* The bytes in the file that are loaded at vaddr, and how many follow. */
const uint8_t *elf_bytes_at(const struct elf_file *f, uint64_t vaddr,
			    size_t *ret_len);

/*
 * The 64-bit word at vaddr as it will be in memory but for the load
 * address: what the dynamic linker writes there is taken into account.
 */
bool elf_word_at(const struct elf_file *f, uint64_t vaddr, uint64_t *ret);

/* Little-endian reads, at any alignment. */
uint16_t elf_u16(const uint8_t *p);
uint32_t elf_u32(const uint8_t *p);
uint64_t elf_u64(const uint8_t *p);

#endif
