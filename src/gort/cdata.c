/* SPDX-License-Identifier: MIT */
/*
 * A module's data is what its file says is loaded and can be written, at
 * the place where the process has it: the first mapping of the file says
 * how far that is from where the file has it.
 *
 * Files are opened when a name is asked for in them, or to see where their
 * data ends: what is zero at first (.bss) is memory of no file, and follows
 * the data in the same segment.
 */
#include "gort/cdata.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/compare.h"
#include "base/vec.h"
#include "gort/cdata_dwarf.h"
#include "symbol/debug_file.h"
#include "symbol/elf_file.h"
#include "symbol/interval.h"
#include "trace/memory.h"

enum { MAX_MODULES = 4096, MAX_SYMBOLS = 1 << 22 };

struct data_symbol {
	const char *name;
	uint64_t addr;
};

struct module {
	struct arena *arena;
	const char *path, *open_path;
	struct elf_file file, debug;
	uint64_t bias;
	bool named; /* what follows is filled */
	struct cdata_dwarf *dwarf;
	struct VEC(struct data_symbol) symbols;
	struct interval_list ranges; /* indexes into symbols */
};

struct cdata {
	struct arena *arena;
	struct memory *m;
	const char *const *dirs;
	struct VEC(struct module *) modules;
	struct VEC(struct cdata_range) ranges;
	struct interval_list owners; /* of ranges: indexes into modules */
};

/* Where the segment that holds the file's byte `offset` was linked to be. */
static bool vaddr_of(const struct elf_file *f, uint64_t offset, uint64_t *ret)
{
	const uint64_t mask = ~(uint64_t)(MEMORY_PAGE - 1);

	for (size_t i = 0; i < f->nsegments; i++) {
		const struct elf_segment *s = &f->segments[i];

		if (offset < (s->off & mask) || offset >= s->off + s->filesz)
			continue;
		*ret = (s->vaddr & mask) + offset - (s->off & mask);
		return true;
	}
	return false;
}

/*
 * Adds the parts of [start, end) that can be written now: what is read-only
 * since it was relocated holds nothing that a program stores.
 */
static void add_range(struct cdata *c, const struct module *mod, uint64_t start,
		      uint64_t end)
{
	while (start < end) {
		const struct memory_region *r = memory_region_at(c->m, start);
		uint64_t stop;

		if (!r)
			return;
		stop = r->end < end ? r->end : end;
		if ((r->perms & MEMORY_WRITE) && (r->perms & MEMORY_READ))
			vec_push(&c->ranges,
				 (struct cdata_range){start, stop, mod->path});
		start = stop;
	}
}

static void add_module(struct cdata *c, const struct memory_region *r)
{
	struct arena *a = c->arena;
	struct module *mod = ARENA_NEW(a, struct module);
	uint64_t vaddr;

	mod->arena = a;
	mod->path = arena_strdup(a, r->path);
	mod->open_path = arena_strdup(a, r->open_path);
	if (elf_file_open(&mod->file, a, mod->open_path) ||
	    !vaddr_of(&mod->file, r->offset, &vaddr)) {
		elf_file_finish(&mod->file);
		return;
	}
	mod->bias = r->start - vaddr;
	for (size_t i = 0; i < mod->file.nsegments; i++) {
		const struct elf_segment *s = &mod->file.segments[i];
		uint64_t start = mod->bias + s->vaddr;

		if (!s->writable)
			continue;
		interval_add(&c->owners, start, start + s->memsz,
			     c->modules.len);
	}
	vec_push(&c->modules, mod);
}

/*
 * A file that is mapped for its bytes is no module: no code or data of its
 * own is.  The cores that gdb writes have no code.
 */
static bool is_module(const struct memory_region *r, size_t n, size_t i)
{
	for (size_t k = i; k < n && k < i + 64; k++)
		if (strcmp(r[k].path, r[i].path) == 0 &&
		    ((r[k].perms & MEMORY_EXEC) ||
		     ((r[k].perms & MEMORY_WRITE) && !r[k].shared)))
			return true;
	return false;
}

static int by_start(const void *a, const void *b)
{
	const struct cdata_range *x = a, *y = b;

	return compare_number(x->start, y->start);
}

struct cdata *cdata_open(struct memory *m, const char *const *debug_dirs)
{
	struct arena *a = arena_create(0);
	struct cdata *c = ARENA_NEW(a, struct cdata);
	size_t n;
	const struct memory_region *r = memory_regions(m, &n);
	const char *last = "";

	c->arena = a;
	c->m = m;
	c->dirs = debug_dirs;
	for (size_t i = 0; i < n && c->modules.len < MAX_MODULES; i++) {
		if (r[i].path[0] != '/' || !r[i].open_path || r[i].device ||
		    strcmp(r[i].path, last) == 0)
			continue;
		last = r[i].path;
		if (is_module(r, n, i))
			add_module(c, &r[i]);
	}
	interval_sort(&c->owners);
	return c;
}

void cdata_close(struct cdata *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->modules.len; i++) {
		struct module *mod = c->modules.at[i];

		cdata_dwarf_close(mod->dwarf);
		vec_finish(&mod->symbols);
		interval_finish(&mod->ranges);
		elf_file_finish(&mod->debug);
		elf_file_finish(&mod->file);
	}
	vec_finish(&c->modules);
	vec_finish(&c->ranges);
	interval_finish(&c->owners);
	arena_destroy(c->arena);
}

/* What can be written may change while a program is relocated. */
const struct cdata_range *cdata_ranges(struct cdata *c, size_t *ret_n)
{
	c->ranges.len = 0;
	for (size_t i = 0; i < c->owners.n; i++) {
		const struct interval *iv = &c->owners.v[i];

		add_range(c, c->modules.at[iv->value], iv->start, iv->end);
	}
	if (c->ranges.len > 1)
		qsort(c->ranges.at, c->ranges.len, sizeof(*c->ranges.at),
		      by_start);
	*ret_n = c->ranges.len;
	return c->ranges.at;
}

/* ---- names */

static void add_table(struct module *mod, const struct elf_file *f,
		      const struct elf_section *s)
{
	const uint8_t *data, *names;
	size_t len, names_len;
	Elf64_Sym sym;

	data = elf_section_data(f, s, &len);
	if (!data || s->link >= f->nsections)
		return;
	names = elf_section_data(f, &f->sections[s->link], &names_len);
	if (!names || names_len == 0 || names[names_len - 1] != '\0')
		return;
	for (size_t i = 0; i < len / sizeof(sym); i++) {
		memcpy(&sym, data + i * sizeof(sym), sizeof(sym));
		if (ELF64_ST_TYPE(sym.st_info) != STT_OBJECT ||
		    sym.st_shndx == SHN_UNDEF || sym.st_name >= names_len ||
		    sym.st_size == 0 || names[sym.st_name] == '\0' ||
		    mod->symbols.len >= MAX_SYMBOLS)
			continue;
		interval_add(&mod->ranges, sym.st_value,
			     sym.st_value + sym.st_size, mod->symbols.len);
		vec_push(&mod->symbols,
			 (struct data_symbol){(const char *)names + sym.st_name,
					      sym.st_value});
	}
}

static void add_symbols(struct module *mod, const struct elf_file *f)
{
	for (size_t i = 0; i < f->nsections; i++)
		if (f->sections[i].type == SHT_SYMTAB ||
		    f->sections[i].type == SHT_DYNSYM)
			add_table(mod, f, &f->sections[i]);
}

static void read_names(struct cdata *c, struct module *mod)
{
	struct debug_search q = {.arena = c->arena,
				 .path = mod->path,
				 .open_path = mod->open_path,
				 .dirs = c->dirs,
				 .file = &mod->file,
				 .build_id = mod->file.build_id,
				 .build_id_len = mod->file.build_id_len};
	const char *path;

	mod->named = true;
	add_symbols(mod, &mod->file);
	if (debug_file_has_names(&mod->file)) {
		mod->dwarf = cdata_dwarf_open(mod->file.fd);
	} else if (debug_file_find(&q, &mod->debug, &path)) {
		add_symbols(mod, &mod->debug);
		mod->dwarf = cdata_dwarf_open(mod->debug.fd);
	}
	interval_sort(&mod->ranges);
}

void cdata_read_names(struct cdata *c)
{
	for (size_t i = 0; i < c->modules.len; i++)
		if (!c->modules.at[i]->named)
			read_names(c, c->modules.at[i]);
}

static struct module *module_of(struct cdata *c, uint64_t addr)
{
	const struct interval *iv = interval_find(&c->owners, addr);
	struct module *mod = iv ? c->modules.at[iv->value] : NULL;

	if (mod && !mod->named)
		read_names(c, mod);
	return mod;
}

bool cdata_name(struct cdata *c, uint64_t addr, struct buf *out)
{
	struct module *mod = module_of(c, addr);
	const struct interval *iv;
	const struct data_symbol *s;
	uint64_t vaddr;

	if (!mod)
		return false;
	vaddr = addr - mod->bias;
	if (mod->dwarf && cdata_dwarf_name(mod->dwarf, vaddr, out))
		return true;
	iv = interval_find(&mod->ranges, vaddr);
	if (!iv)
		return false;
	s = &mod->symbols.at[iv->value];
	buf_puts(out, s->name);
	if (vaddr != s->addr)
		buf_printf(out, "+%" PRIu64, vaddr - s->addr);
	return true;
}

bool cdata_place(struct cdata *c, uint64_t addr, struct buf *out)
{
	const struct interval *iv = interval_find(&c->owners, addr);
	const struct module *mod = iv ? c->modules.at[iv->value] : NULL;
	uint64_t vaddr;

	if (!mod)
		return false;
	vaddr = addr - mod->bias;
	buf_puts(out, strrchr(mod->path, '/') + 1);
	for (size_t i = 0; i < mod->file.nsections; i++) {
		const struct elf_section *s = &mod->file.sections[i];

		if (!(s->flags & SHF_ALLOC) || (s->flags & SHF_TLS) ||
		    vaddr - s->addr >= s->size)
			continue;
		buf_printf(out, ", %s+0x%" PRIx64, s->name, vaddr - s->addr);
		return true;
	}
	buf_printf(out, "+0x%" PRIx64, vaddr);
	return true;
}

bool cdata_type(struct cdata *c, uint64_t addr, struct buf *out)
{
	struct module *mod = module_of(c, addr);

	return mod && mod->dwarf &&
	       cdata_dwarf_type(mod->dwarf, addr - mod->bias, out);
}
