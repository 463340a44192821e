/* SPDX-License-Identifier: MIT */
/*
 * A function may have many names (malloc, __libc_malloc, __malloc): the one
 * a programmer would have written is taken, which is a global one before a
 * weak and a local one, and one with fewer underscores in front.
 *
 * Hand-written assembly often gives no size.  Such a symbol is taken to
 * reach to the next symbol or to the end of its section.
 */
#include "symbol/elf_symbols.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "symbol/elf_file.h"

void elf_symbols_finish(struct elf_symbols *t)
{
	free(t->v);
	interval_finish(&t->ranges);
	*t = (struct elf_symbols){0};
}

static int rank_of(const char *name, int bind)
{
	int rank = bind == STB_GLOBAL || bind == STB_GNU_UNIQUE ? 0
		   : bind == STB_WEAK				? 1
								: 2;
	int underscores = 0;

	while (underscores < 8 && name[underscores] == '_')
		underscores++;
	if (name[0] == '_' && name[1] == 'Z')
		underscores = 0;
	if (strchr(name, '@')) /* with a version behind */
		underscores = 9;
	return rank * 16 + underscores;
}

static void push(struct elf_symbols *t, const struct elf_symbol *sym)
{
	if (t->n == t->cap) {
		size_t cap = t->cap ? t->cap * 2 : 256;
		struct elf_symbol *v = reallocarray(t->v, cap, sizeof(*v));

		if (!v)
			return; /* fewer names */
		t->v = v;
		t->cap = cap;
	}
	t->v[t->n++] = *sym;
}

/* end is 0 for "until the next one", with the section's end as the bound. */
static void add_symbol(struct elf_symbols *t, const struct elf_file *f,
		       const Elf64_Sym *sym, const char *name)
{
	int type = ELF64_ST_TYPE(sym->st_info);
	const struct elf_section *s;
	struct elf_symbol out;

	if (type != STT_FUNC && type != STT_GNU_IFUNC && type != STT_NOTYPE)
		return;
	if (sym->st_shndx == SHN_UNDEF || sym->st_shndx >= f->nsections ||
	    name[0] == '\0' || name[0] == '$' || name[0] == '.')
		return;
	s = &f->sections[sym->st_shndx];
	if (!(s->flags & SHF_EXECINSTR) || sym->st_value < s->addr ||
	    sym->st_value - s->addr >= s->size)
		return;
	out.name = name;
	out.addr = sym->st_value;
	out.end = s->addr + s->size;
	out.rank = rank_of(name, ELF64_ST_BIND(sym->st_info));
	if (sym->st_size > 0 && sym->st_size < out.end - out.addr)
		out.end = out.addr + sym->st_size;
	else if (sym->st_size == 0)
		out.rank += 64;
	push(t, &out);
}

static void add_table(struct elf_symbols *t, const struct elf_file *f,
		      const struct elf_section *s)
{
	const uint8_t *data, *names;
	size_t len, names_len;
	Elf64_Sym sym;

	data = elf_section_data(f, s, &len);
	if (!data || s->link >= f->nsections)
		return;
	names = elf_section_data(f, &f->sections[s->link], &names_len);
	/* With a terminator at the end, every name in it is terminated. */
	if (!names || names_len == 0 || names[names_len - 1] != '\0')
		return;
	for (size_t i = 0; i < len / sizeof(sym); i++) {
		memcpy(&sym, data + i * sizeof(sym), sizeof(sym));
		if (sym.st_name < names_len)
			add_symbol(t, f, &sym,
				   (const char *)names + sym.st_name);
	}
}

void elf_symbols_add(struct elf_symbols *t, const struct elf_file *f)
{
	for (size_t i = 0; i < f->nsections; i++)
		if (f->sections[i].type == SHT_SYMTAB ||
		    f->sections[i].type == SHT_DYNSYM)
			add_table(t, f, &f->sections[i]);
}

static int compare(const void *pa, const void *pb)
{
	const struct elf_symbol *a = pa, *b = pb;

	if (a->addr != b->addr)
		return a->addr < b->addr ? -1 : 1;
	if (a->rank != b->rank)
		return a->rank < b->rank ? -1 : 1;
	/* free before its old alias cfree */
	if (strlen(a->name) != strlen(b->name))
		return strlen(a->name) < strlen(b->name) ? -1 : 1;
	return strcmp(a->name, b->name);
}

void elf_symbols_sort(struct elf_symbols *t)
{
	if (t->n == 0)
		return;
	qsort(t->v, t->n, sizeof(*t->v), compare);
	for (size_t i = 0; i < t->n;) {
		size_t next = i + 1;
		uint64_t end = t->v[i].end;

		while (next < t->n && t->v[next].addr == t->v[i].addr)
			next++;
		if (t->v[i].rank >= 64 && next < t->n && end > t->v[next].addr)
			end = t->v[next].addr;
		interval_add(&t->ranges, t->v[i].addr, end, i);
		i = next;
	}
	interval_sort(&t->ranges);
}

const char *elf_symbols_find(const struct elf_symbols *t, uint64_t addr)
{
	const struct interval *iv = interval_find(&t->ranges, addr);

	return iv ? t->v[iv->value].name : NULL;
}
