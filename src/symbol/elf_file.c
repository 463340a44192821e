/* SPDX-License-Identifier: MIT */
#include "symbol/elf_file.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

uint16_t elf_u16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

uint32_t elf_u32(const uint8_t *p)
{
	return elf_u16(p) | (uint32_t)elf_u16(p + 2) << 16;
}

uint64_t elf_u64(const uint8_t *p)
{
	return elf_u32(p) | (uint64_t)elf_u32(p + 4) << 32;
}

static bool inside(const struct elf_file *f, uint64_t off, uint64_t len)
{
	return off <= f->size && len <= f->size - off;
}

static uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static void read_segments(struct elf_file *f, const Elf64_Ehdr *eh)
{
	uint64_t size = (uint64_t)eh->e_phnum * sizeof(Elf64_Phdr);

	if (eh->e_phnum == 0 || eh->e_phentsize != sizeof(Elf64_Phdr) ||
	    !inside(f, eh->e_phoff, size))
		return;
	f->segments = ARENA_ARRAY(f->arena, eh->e_phnum, struct elf_segment);
	for (size_t i = 0; i < eh->e_phnum; i++) {
		struct elf_segment *s = &f->segments[f->nsegments];
		Elf64_Phdr ph;

		memcpy(&ph, f->data + eh->e_phoff + i * sizeof(ph), sizeof(ph));
		if (ph.p_type != PT_LOAD ||
		    ph.p_vaddr + ph.p_memsz < ph.p_vaddr)
			continue;
		s->vaddr = ph.p_vaddr;
		s->memsz = ph.p_memsz;
		/* off stays inside the file even when nothing is there. */
		if (ph.p_offset < f->size) {
			s->off = ph.p_offset;
			s->filesz = min_u64(ph.p_filesz, ph.p_memsz);
			s->filesz = min_u64(s->filesz, f->size - s->off);
		}
		s->writable = ph.p_flags & PF_W;
		s->executable = ph.p_flags & PF_X;
		f->nsegments++;
	}
}

/* The text at off in a table, "" when it is not terminated inside. */
static const char *string_in(const uint8_t *table, size_t len, uint64_t off)
{
	if (!table || off >= len || !memchr(table + off, '\0', len - off))
		return "";
	return (const char *)table + off;
}

static void read_sections(struct elf_file *f, const Elf64_Ehdr *eh)
{
	uint64_t n = eh->e_shnum, names = eh->e_shstrndx;
	const uint8_t *base, *table = NULL;
	size_t len = 0;
	Elf64_Shdr sh;

	if (eh->e_shoff == 0 || eh->e_shentsize != sizeof(sh) ||
	    !inside(f, eh->e_shoff, sizeof(sh)))
		return;
	base = f->data + eh->e_shoff;
	memcpy(&sh, base, sizeof(sh));
	if (n == 0) /* more than fit in 16 bits */
		n = sh.sh_size;
	if (names == SHN_XINDEX)
		names = sh.sh_link;
	if (n > f->size / sizeof(sh) || !inside(f, eh->e_shoff, n * sizeof(sh)))
		return;
	if (names < n) {
		memcpy(&sh, base + names * sizeof(sh), sizeof(sh));
		if (sh.sh_type != SHT_NOBITS &&
		    inside(f, sh.sh_offset, sh.sh_size)) {
			table = f->data + sh.sh_offset;
			len = sh.sh_size;
		}
	}
	f->sections = ARENA_ARRAY(f->arena, n, struct elf_section);
	f->nsections = n;
	for (size_t i = 0; i < n; i++) {
		memcpy(&sh, base + i * sizeof(sh), sizeof(sh));
		f->sections[i] = (struct elf_section){
			.name = string_in(table, len, sh.sh_name),
			.type = sh.sh_type,
			.link = sh.sh_link,
			.flags = sh.sh_flags,
			.addr = sh.sh_addr,
			.off = sh.sh_offset,
			.size = sh.sh_size,
			.entsize = sh.sh_entsize,
		};
	}
}

/* Looks for the GNU build-id in a run of notes. */
static bool find_build_id(struct elf_file *f, uint64_t off, uint64_t len)
{
	uint64_t end;

	if (!inside(f, off, len))
		return false;
	for (end = off + len; end - off >= sizeof(Elf64_Nhdr);) {
		const uint8_t *p = f->data + off;
		uint64_t namesz = elf_u32(p), descsz = elf_u32(p + 4);
		uint64_t desc = off + 12 + ((namesz + 3) & ~UINT64_C(3));
		uint64_t next = desc + ((descsz + 3) & ~UINT64_C(3));

		if (desc > end || descsz > end - desc)
			return false;
		if (elf_u32(p + 8) == NT_GNU_BUILD_ID && namesz == 4 &&
		    memcmp(p + 12, "GNU", 4) == 0 && descsz > 0) {
			f->build_id = f->data + desc;
			f->build_id_len = descsz;
			return true;
		}
		if (next > end)
			return false;
		off = next;
	}
	return false;
}

static void read_build_id(struct elf_file *f, const Elf64_Ehdr *eh)
{
	for (size_t i = 0; i < f->nsections; i++) {
		const struct elf_section *s = &f->sections[i];

		if (s->type == SHT_NOTE && find_build_id(f, s->off, s->size))
			return;
	}
	/* The segments were checked to be in the file if there are any. */
	if (f->nsegments == 0)
		return;
	for (size_t i = 0; i < eh->e_phnum; i++) {
		Elf64_Phdr ph;

		memcpy(&ph, f->data + eh->e_phoff + i * sizeof(ph), sizeof(ph));
		if (ph.p_type == PT_NOTE &&
		    find_build_id(f, ph.p_offset, ph.p_filesz))
			return;
	}
}

static int compare_relocations(const void *pa, const void *pb)
{
	const struct elf_relocation *a = pa, *b = pb;

	return a->addr < b->addr ? -1 : a->addr > b->addr;
}

/* Keeps the relative ones: the value needs no symbol. */
static void take_relocations(struct elf_file *f, uint64_t vaddr, uint64_t size)
{
	uint32_t relative = f->machine == EM_AARCH64 ? R_AARCH64_RELATIVE
						     : R_X86_64_RELATIVE;
	const uint8_t *p;
	size_t len, n;

	p = elf_bytes_at(f, vaddr, &len);
	if (!p)
		return;
	n = (size < len ? size : len) / sizeof(Elf64_Rela);
	f->relocations = ARENA_ARRAY(f->arena, n, struct elf_relocation);
	for (size_t i = 0; i < n; i++, p += sizeof(Elf64_Rela)) {
		Elf64_Rela r;

		memcpy(&r, p, sizeof(r));
		if (ELF64_R_TYPE(r.r_info) == relative)
			f->relocations[f->nrelocations++] =
				(struct elf_relocation){r.r_offset,
							(uint64_t)r.r_addend};
	}
	if (f->nrelocations > 0)
		qsort(f->relocations, f->nrelocations, sizeof(*f->relocations),
		      compare_relocations);
}

static void read_relocations(struct elf_file *f, const Elf64_Ehdr *eh)
{
	uint64_t vaddr = 0, size = 0;
	Elf64_Phdr ph = {0};
	Elf64_Dyn dyn;

	if (f->nsegments == 0)
		return;
	for (size_t i = 0; i < eh->e_phnum && ph.p_type != PT_DYNAMIC; i++)
		memcpy(&ph, f->data + eh->e_phoff + i * sizeof(ph), sizeof(ph));
	if (ph.p_type != PT_DYNAMIC || !inside(f, ph.p_offset, ph.p_filesz))
		return;
	for (size_t i = 0; i < ph.p_filesz / sizeof(dyn); i++) {
		memcpy(&dyn, f->data + ph.p_offset + i * sizeof(dyn),
		       sizeof(dyn));
		if (dyn.d_tag == DT_NULL)
			break;
		if (dyn.d_tag == DT_RELA)
			vaddr = dyn.d_un.d_ptr;
		else if (dyn.d_tag == DT_RELASZ)
			size = dyn.d_un.d_val;
	}
	if (vaddr != 0 && size != 0)
		take_relocations(f, vaddr, size);
}

const char *elf_file_from_memory(struct elf_file *f, struct arena *a,
				 const void *data, size_t size)
{
	Elf64_Ehdr eh;

	*f = (struct elf_file){.data = data, .size = size, .arena = a};
	if (size < sizeof(eh) || memcmp(data, ELFMAG, SELFMAG) != 0)
		return "not an ELF file";
	memcpy(&eh, data, sizeof(eh));
	if (eh.e_ident[EI_CLASS] != ELFCLASS64 ||
	    eh.e_ident[EI_DATA] != ELFDATA2LSB)
		return "not a 64-bit little-endian ELF file";
	f->machine = eh.e_machine;
	read_segments(f, &eh);
	read_sections(f, &eh);
	read_build_id(f, &eh);
	read_relocations(f, &eh);
	return NULL;
}

const char *elf_file_open(struct elf_file *f, struct arena *a, const char *path)
{
	struct stat st;
	const char *why;
	void *data;
	int fd;

	*f = (struct elf_file){.arena = a};
	/* A fifo or a device in the way must not hang or eat anything. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0)
		return arena_strdup(a, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode) || st.st_size <= 0) {
		close(fd);
		return "not a regular file with something in it";
	}
	data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (data == MAP_FAILED) {
		why = arena_strdup(a, strerror(errno));
		close(fd);
		return why;
	}
	why = elf_file_from_memory(f, a, data, (size_t)st.st_size);
	f->mapped = true;
	f->fd = fd;
	if (why)
		elf_file_finish(f);
	return why;
}

void elf_file_finish(struct elf_file *f)
{
	if (f->mapped) {
		munmap((void *)(uintptr_t)f->data, f->size);
		close(f->fd);
	}
	*f = (struct elf_file){.arena = f->arena};
}

const struct elf_section *elf_section_named(const struct elf_file *f,
					    const char *name)
{
	for (size_t i = 0; i < f->nsections; i++)
		if (strcmp(f->sections[i].name, name) == 0 &&
		    f->sections[i].type != SHT_NOBITS)
			return &f->sections[i];
	return NULL;
}

const uint8_t *elf_section_data(const struct elf_file *f,
				const struct elf_section *s, size_t *ret_len)
{
	if (s->type == SHT_NOBITS || !inside(f, s->off, s->size))
		return NULL;
	*ret_len = s->size;
	return f->data + s->off;
}

const uint8_t *elf_bytes_at(const struct elf_file *f, uint64_t vaddr,
			    size_t *ret_len)
{
	for (size_t i = 0; i < f->nsegments; i++) {
		const struct elf_segment *s = &f->segments[i];

		if (vaddr < s->vaddr || vaddr - s->vaddr >= s->filesz)
			continue;
		*ret_len = s->filesz - (vaddr - s->vaddr);
		return f->data + s->off + (vaddr - s->vaddr);
	}
	return NULL;
}

bool elf_word_at(const struct elf_file *f, uint64_t vaddr, uint64_t *ret)
{
	struct elf_relocation key = {vaddr, 0}, *r = NULL;
	const uint8_t *p;
	size_t len;

	if (f->nrelocations > 0)
		r = bsearch(&key, f->relocations, f->nrelocations, sizeof(key),
			    compare_relocations);
	if (r) {
		*ret = r->value;
		return true;
	}
	p = elf_bytes_at(f, vaddr, &len);
	if (!p || len < 8)
		return false;
	*ret = elf_u64(p);
	return true;
}
