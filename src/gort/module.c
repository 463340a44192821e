/* SPDX-License-Identifier: MIT */
/*
 * Any mapped file may be the one with Go in it: the program, or a shared
 * object that was built with -buildmode=c-shared.  Each is opened until one
 * has Go's build information.
 *
 * The runtime's own description of a module (moduledata) is found by the
 * symbol table, or, where that was stripped, as the word in writable memory
 * that points to the table of functions and is followed by words that point
 * to that table's parts; see symbol/pclntab_find.c.
 */
#include "gort/module.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "gort/layout.h"
#include "symbol/debug_file.h"
#include "symbol/go_version.h"
#include "symbol/pclntab.h"
#include "trace/memory.h"

enum {
	MAX_FILES = 4096,
	MODULE_WORDS = 17, /* that are looked at to know one */
	MAX_RANGE_BITS = 38,
	MAX_WHY = 512,
};

static _Thread_local char why[MAX_WHY];

/* Where the file's address 0 is, by one mapping of it. */
static bool bias_of(const struct elf_file *f, const struct memory_region *r,
		    uint64_t *ret)
{
	for (size_t i = 0; i < f->nsegments; i++) {
		const struct elf_segment *s = &f->segments[i];
		uint64_t page = MEMORY_PAGE - 1;

		if (s->filesz == 0 || r->offset < (s->off & ~page) ||
		    r->offset >= s->off + s->filesz)
			continue;
		if (s->executable != ((r->perms & MEMORY_EXEC) != 0))
			continue;
		*ret = r->start - (s->vaddr - s->off + r->offset);
		return (*ret & page) == 0;
	}
	return false;
}

static bool has_go(struct module_file *f)
{
	const struct elf_file *e = &f->file;

	/* Searching all data is for files that lost their section headers. */
	if (e->nsections > 0 && !elf_section_named(e, ".go.buildinfo"))
		return false;
	f->version = go_version_read(e);
	f->minor = go_version_minor(f->version);
	return f->version != NULL;
}

static bool try_region(struct module_file *f, struct arena *a,
		       const struct memory_region *r)
{
	*f = (struct module_file){.path = r->path, .open_path = r->open_path};
	if (elf_file_open(&f->file, a, r->open_path) == NULL && has_go(f) &&
	    bias_of(&f->file, r, &f->bias)) {
		f->path = arena_strdup(a, r->path);
		f->open_path = arena_strdup(a, r->open_path);
		return true;
	}
	elf_file_finish(&f->file);
	*f = (struct module_file){.path = NULL};
	return false;
}

static bool seen_before(const struct memory_region *v, size_t i)
{
	for (size_t k = i; k-- > 0 && i - k < 64;)
		if ((v[k].perms & MEMORY_EXEC) &&
		    strcmp(v[k].path, v[i].path) == 0)
			return true;
	return false;
}

static void find_extent(struct module_file *f)
{
	f->start = UINT64_MAX;
	f->end = 0;
	for (size_t i = 0; i < f->file.nsegments; i++) {
		const struct elf_segment *s = &f->file.segments[i];
		uint64_t start = f->bias + s->vaddr, end = start + s->memsz;

		if (start < f->start)
			f->start = start;
		if (end > f->end)
			f->end = end;
	}
}

static void find_debug_file(struct module_file *f, struct arena *a,
			    const char *const *dirs)
{
	static const char *const none[] = {NULL};
	struct debug_search q = {.arena = a,
				 .path = f->path,
				 .open_path = f->open_path,
				 .dirs = dirs ? dirs : none,
				 .file = &f->file,
				 .build_id = f->file.build_id,
				 .build_id_len = f->file.build_id_len};
	const char *path;

	if (!debug_file_has_names(&f->file))
		(void)debug_file_find(&q, &f->debug, &path);
}

bool module_file_find(struct module_file *f, struct arena *a, struct memory *m,
		      const char *const *debug_dirs, const char **ret_why)
{
	const char *program = memory_program(m), *unreadable = NULL;
	const struct memory_region *v;
	size_t n, nfiles = 0;

	*f = (struct module_file){.path = NULL};
	v = memory_regions(m, &n);
	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < n && nfiles < MAX_FILES; i++) {
			bool first = strcmp(v[i].path, program) == 0;

			if (!(v[i].perms & MEMORY_EXEC) || v[i].device ||
			    v[i].path[0] != '/' || first != (pass == 0) ||
			    seen_before(v, i))
				continue;
			nfiles++;
			if (!v[i].open_path) {
				if (first)
					unreadable = v[i].path;
				continue;
			}
			if (!try_region(f, a, &v[i]))
				continue;
			find_extent(f);
			f->functions = pclntab_find(&f->file, f->minor);
			find_debug_file(f, a, debug_dirs);
			return true;
		}
	*ret_why = "there is no Go in it";
	if (unreadable) {
		snprintf(why, sizeof(why),
			 "'%s' cannot be opened, or is another one by now",
			 unreadable);
		*ret_why = why;
	}
	return false;
}

void module_file_finish(struct module_file *f)
{
	elf_file_finish(&f->debug);
	elf_file_finish(&f->file);
}

static bool symbol_in(const struct elf_file *f, const char *name, uint64_t *ret)
{
	const struct elf_section *s = elf_section_named(f, ".symtab");
	const uint8_t *p, *names;
	size_t len, nnames;

	if (!s || s->entsize != sizeof(Elf64_Sym) || s->link >= f->nsections)
		return false;
	p = elf_section_data(f, s, &len);
	names = elf_section_data(f, &f->sections[s->link], &nnames);
	if (!p || !names)
		return false;
	for (; len >= sizeof(Elf64_Sym);
	     p += sizeof(Elf64_Sym), len -= sizeof(Elf64_Sym)) {
		uint32_t at = elf_u32(p + offsetof(Elf64_Sym, st_name));
		size_t want = strlen(name) + 1;

		if (at >= nnames || want > nnames - at ||
		    memcmp(names + at, name, want) != 0)
			continue;
		*ret = elf_u64(p + offsetof(Elf64_Sym, st_value));
		return true;
	}
	return false;
}

bool module_file_symbol(const struct module_file *f, const char *name,
			uint64_t *ret)
{
	uint64_t vaddr;

	if (!symbol_in(&f->file, name, &vaddr) &&
	    !(f->debug.data && symbol_in(&f->debug, name, &vaddr)))
		return false;
	*ret = f->bias + vaddr;
	return true;
}

/* ---- moduledata */

static bool is_module_data(const struct module_file *f, struct memory *m,
			   uint64_t addr)
{
	const struct pclntab *t = f->functions;
	uint64_t table = f->bias + t->vaddr;
	const struct {
		int word;
		uint64_t want;
	} words[] = {
		{0, table},
		{1, table + t->names},
		{4, table + t->cus},
		{7, table + t->files},
		{10, table + t->pcs},
		{13, table + t->funcs},
		{16, table + t->funcs},
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		uint64_t w;

		if (!memory_word(m, addr + 8u * (unsigned)words[i].word, &w) ||
		    w != words[i].want)
			return false;
	}
	return true;
}

struct hunt {
	const struct module_file *file;
	struct memory *memory;
	uint64_t want, found;
};

static bool look_at(void *arg, uint64_t addr, const void *data, size_t n)
{
	struct hunt *h = arg;
	const uint8_t *p = data;

	for (size_t i = 0; i + 8 <= n; i += 8) {
		uint64_t w;

		memcpy(&w, p + i, 8);
		if (w == h->want &&
		    is_module_data(h->file, h->memory, addr + i)) {
			h->found = addr + i;
			return false;
		}
	}
	return true;
}

bool module_data_find(const struct module_file *f, struct memory *m,
		      uint64_t *ret)
{
	struct hunt h = {f, m, 0, 0};

	if (!f->functions)
		return false;
	if (module_file_symbol(f, "runtime.firstmoduledata", ret) &&
	    is_module_data(f, m, *ret))
		return true;
	h.want = f->bias + f->functions->vaddr;
	for (size_t i = 0; i < f->file.nsegments && h.found == 0; i++) {
		const struct elf_segment *s = &f->file.segments[i];
		uint64_t start = f->bias + s->vaddr;

		if (!s->executable && s->memsz >= MODULE_WORDS * 8)
			memory_scan(m, (start + 7) & ~UINT64_C(7),
				    start + (s->memsz & ~UINT64_C(7)), look_at,
				    &h);
	}
	*ret = h.found;
	return h.found != 0;
}

static bool read_range(struct memory *m, uint64_t addr,
		       struct module_range *ret)
{
	return memory_word(m, addr, &ret->start) &&
	       memory_word(m, addr + 8, &ret->end) && ret->start <= ret->end &&
	       (ret->end - ret->start) >> MAX_RANGE_BITS == 0;
}

/* A number of bits and the address of the first, which must fit a range. */
static bool read_mask(struct memory *m, uint64_t addr,
		      const struct module_range *of, uint64_t *ret_n,
		      uint64_t *ret_bits)
{
	uint64_t n, bits;

	if (!memory_word(m, addr, &n) || !memory_word(m, addr + 8, &bits))
		return false;
	n = (uint32_t)n; /* int32 */
	if (n > (of->end - of->start + 7) / 8)
		return false;
	*ret_n = n;
	*ret_bits = n > 0 ? bits : 0;
	return true;
}

bool module_data_read(struct memory *m, const struct layout *l, uint64_t addr,
		      struct module_data *ret)
{
	const struct {
		enum layout_field at;
		struct module_range *to;
	} ranges[] = {
		{LAYOUT_MODULE_TEXT, &ret->text},
		{LAYOUT_MODULE_NOPTRDATA, &ret->noptrdata},
		{LAYOUT_MODULE_DATA, &ret->data},
		{LAYOUT_MODULE_BSS, &ret->bss},
		{LAYOUT_MODULE_NOPTRBSS, &ret->noptrbss},
	};
	const int32_t *o = l->offset;

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (!read_range(m, addr + (uint64_t)o[ranges[i].at],
				ranges[i].to))
			return false;
	if (!memory_word(m, addr + (uint64_t)o[LAYOUT_MODULE_TYPES],
			 &ret->types.start) ||
	    !memory_word(m, addr + (uint64_t)o[LAYOUT_MODULE_ETYPES],
			 &ret->types.end) ||
	    ret->types.start >= ret->types.end ||
	    (ret->types.end - ret->types.start) >> MAX_RANGE_BITS != 0)
		return false;
	return read_mask(m, addr + (uint64_t)o[LAYOUT_MODULE_GCDATAMASK],
			 &ret->data, &ret->ngcdata, &ret->gcdata) &&
	       read_mask(m, addr + (uint64_t)o[LAYOUT_MODULE_GCBSSMASK],
			 &ret->bss, &ret->ngcbss, &ret->gcbss) &&
	       memory_word(m, addr + (uint64_t)o[LAYOUT_MODULE_NEXT],
			   &ret->next);
}
