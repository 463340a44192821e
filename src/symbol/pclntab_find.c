/* SPDX-License-Identifier: MIT */
/*
 * Where the table is, and what it counts from.
 *
 * The table is a section of its own, except in position-independent
 * programs up to Go 1.25, where the C linker merges it into .data.rel.ro,
 * and where section headers are gone.  Then its first bytes are searched
 * for in what is loaded.
 *
 * Addresses of functions count from the start of Go's text.  Go up to 1.25
 * says it in the table's header; the newer ones leave 0 there, since in a
 * position-independent program the word would need a relocation, and say
 * it in the module data only: a struct of the runtime whose first words
 * point back into the table,
 *
 *	0	the header		13	the function table (and len,
 *cap) 1	function names (ditto)	16	the same, as functab 4	file
 *indexes		20	first address, last address 7	file names
 *22	start and end of text 10	value tables		..
 *
 * which is signature enough to find it by search, relocations applied.
 * Records of inlined calls count from `gofunc`, whose place in the struct
 * moves from release to release.  What follows it does not: a slice of text
 * sections, whose first element says where text starts, preceded from
 * Go 1.26 on by the end of the table.
 *
 * Without module data (a search that failed) names and lines still work;
 * inlined calls do not.
 */
#include "symbol/pclntab.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "symbol/elf_file.h"

enum {
	WORD_NAMES = 1,
	WORD_CUS = 4,
	WORD_FILES = 7,
	WORD_PCS = 10,
	WORD_FUNCS = 13,
	WORD_FTAB = 16,
	WORD_TEXT = 22,
	WORD_SECTIONS_MIN = 34, /* the slice of text sections is from here */
	WORD_SECTIONS_MAX = 64, /* to here */
};

static bool word_is(const struct elf_file *f, uint64_t md, int i, uint64_t want)
{
	uint64_t w;

	return elf_word_at(f, md + 8 * (uint64_t)i, &w) && w == want;
}

static bool is_module_data(const struct pclntab *t, uint64_t md)
{
	const struct elf_file *f = t->file;

	return word_is(f, md, 0, t->vaddr) &&
	       word_is(f, md, WORD_NAMES, t->vaddr + t->names) &&
	       word_is(f, md, WORD_CUS, t->vaddr + t->cus) &&
	       word_is(f, md, WORD_FILES, t->vaddr + t->files) &&
	       word_is(f, md, WORD_PCS, t->vaddr + t->pcs) &&
	       word_is(f, md, WORD_FUNCS, t->vaddr + t->funcs) &&
	       word_is(f, md, WORD_FTAB, t->vaddr + t->funcs);
}

static bool search_data(const struct pclntab *t, const struct elf_segment *s,
			uint64_t *ret)
{
	const uint8_t *p = t->file->data + s->off;

	for (uint64_t i = 0; i + 8 <= s->filesz; i += 8)
		if (elf_u64(p + i) == t->vaddr &&
		    is_module_data(t, s->vaddr + i)) {
			*ret = s->vaddr + i;
			return true;
		}
	return false;
}

static bool find_module_data(const struct pclntab *t, uint64_t *ret)
{
	const struct elf_file *f = t->file;

	for (size_t i = 0; i < f->nrelocations; i++)
		if (f->relocations[i].value == t->vaddr &&
		    is_module_data(t, f->relocations[i].addr)) {
			*ret = f->relocations[i].addr;
			return true;
		}
	for (size_t i = 0; i < f->nsegments; i++)
		if (!f->segments[i].executable &&
		    search_data(t, &f->segments[i], ret))
			return true;
	return false;
}

/* Is there at word i the slice of text sections, the first at t->text? */
static bool is_section_slice(const struct pclntab *t, uint64_t md, int i)
{
	uint64_t at = md + 8 * (uint64_t)i, v, n, cap, first, base;

	return elf_word_at(t->file, at, &v) &&
	       elf_word_at(t->file, at + 8, &n) &&
	       elf_word_at(t->file, at + 16, &cap) && n > 0 && n == cap &&
	       elf_word_at(t->file, v, &first) && first == 0 &&
	       elf_word_at(t->file, v + 16, &base) && base == t->text;
}

static void read_module_data(struct pclntab *t, uint64_t md)
{
	uint64_t text, last, before;

	if (!elf_word_at(t->file, md + 8 * WORD_TEXT, &text))
		return;
	t->text = text;
	for (int i = WORD_SECTIONS_MIN; i < WORD_SECTIONS_MAX; i++) {
		uint64_t at = md + 8 * (uint64_t)i;

		if (!is_section_slice(t, md, i))
			continue;
		if (!elf_word_at(t->file, at - 8, &last) ||
		    !elf_word_at(t->file, at - 16, &before))
			return;
		/* The end of the table, with gofunc inside before it? */
		if (before >= t->vaddr + t->funcs && before <= last)
			last = before;
		t->gofunc = last;
		return;
	}
}

/* Where text starts when nothing in the table or the module data says so. */
static uint64_t text_section(const struct elf_file *f)
{
	const struct elf_section *s = elf_section_named(f, ".text");

	return s ? s->addr : 0;
}

/* Numbers of special functions; the first row that is not too new. */
static const struct pclntab_ids ids[] = {
	{25, 10, 15, 20, 23}, {22, 10, 15, 19, 22}, {18, 9, 14, 18, 21},
	{17, 9, 15, 19, 22},  {0, 18, 19, 9, 22},
};

static const struct pclntab_ids *ids_of(int minor)
{
	size_t i = 0;

	if (minor == 0)
		return &ids[0];
	while (minor < ids[i].from_minor)
		i++;
	return &ids[i];
}

static bool init_at(struct pclntab *t, const struct elf_file *f, uint64_t vaddr)
{
	const uint8_t *p;
	size_t len;

	p = elf_bytes_at(f, vaddr, &len);
	return p && pclntab_init(t, f, vaddr, p, len);
}

static bool find_by_section(struct pclntab *t, const struct elf_file *f)
{
	static const char *const names[] = {".gopclntab",
					    ".data.rel.ro.gopclntab"};
	const struct elf_section *s;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		s = elf_section_named(f, names[i]);
		if (s && init_at(t, f, s->addr))
			return true;
	}
	return false;
}

static bool find_by_search(struct pclntab *t, const struct elf_file *f)
{
	for (size_t i = 0; i < f->nsegments; i++) {
		const struct elf_segment *s = &f->segments[i];
		const uint8_t *p = f->data + s->off;

		if (s->executable)
			continue;
		for (uint64_t off = 0; off + 16 <= s->filesz; off += 8)
			if (pclntab_layout_of(p + off, s->filesz - off) &&
			    init_at(t, f, s->vaddr + off))
				return true;
	}
	return false;
}

struct pclntab *pclntab_find(const struct elf_file *f, int minor)
{
	struct pclntab t, *ret;
	uint64_t md;

	if (!find_by_section(&t, f) && !find_by_search(&t, f))
		return NULL;
	t.ids = ids_of(minor);
	if (find_module_data(&t, &md))
		read_module_data(&t, md);
	if (t.text == 0 && t.layout->entry_size == 4)
		t.text = text_section(f);
	ret = ARENA_NEW(f->arena, struct pclntab);
	*ret = t;
	return ret;
}
