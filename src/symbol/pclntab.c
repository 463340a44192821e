/* SPDX-License-Identifier: MIT */
/*
 * Go's function table, as runtime/symtab.go reads it.
 *
 *	header	  magic, unit of addresses, size of a pointer, how many
 *		  functions, where the parts are
 *	names	  terminated texts
 *	cus	  for each compilation unit, the offsets of its file names
 *	files	  terminated texts
 *	pcs	  value tables (below)
 *	funcs	  entry address and offset of the record, for each function,
 *		  sorted; one more address, the end; then the records
 *
 * A record is followed by two lists: where the value tables of numbered
 * kinds ("pcdata") start, and where data about the function is
 * ("funcdata").  Of the first we need the index of the inlined call an
 * instruction belongs to, of the second the list of inlined calls.
 *
 * A value table maps addresses in one function to numbers, as steps: a
 * zigzag varint added to the value (which starts at -1), then how far that
 * value holds.  A value step of 0 ends it, unless it is the first.
 *
 * An inlined call has the name of the function called and an address in
 * the outer one that belongs to the call: its line is the line of the
 * call, and its index of inlined call is the parent.  Earlier releases
 * store the parent's index as well; the address is enough in all of them.
 *
 * Every offset in the file may be wrong.  All reads go through at(), value
 * tables end with the file, and chains of inlined calls, which could be
 * circles, end when the caller's array is full.
 */
#include "symbol/pclntab.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "symbol/elf_file.h"
#include "symbol/symbol.h"

enum {
	HEADER_FIXED = 8,
	PCDATA_INLINED = 2,
	FUNCDATA_INLINED = 3,
	MAX_NAME = 1 << 16,
	MAX_STEPS = 1 << 20, /* of a value table; real ones have thousands */
};

/* Where things are in a record, after the name. */
enum {
	AFTER_NAME_PCSP = 12,
	AFTER_NAME_PCFILE = 16,
	AFTER_NAME_PCLN = 20,
	AFTER_NAME_NPCDATA = 24,
	AFTER_NAME_CU = 28,
};

static const struct pclntab_layout layouts[] = {
	{0xfffffffa, 7, 8, 44, 20, 12, 16}, /* Go 1.16 and 1.17 */
	{0xfffffff0, 8, 4, 40, 20, 12, 16}, /* 1.18 and 1.19 */
	{0xfffffff1, 8, 4, 44, 16, 4, 8},   /* 1.20 and later */
};

const struct pclntab_layout *pclntab_layout_of(const uint8_t *p, size_t len)
{
	if (len < HEADER_FIXED || p[4] != 0 || p[5] != 0 ||
	    (p[6] != 1 && p[6] != 4) || p[7] != 8)
		return NULL;
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (elf_u32(p) == layouts[i].magic)
			return &layouts[i];
	return NULL;
}

/* n bytes at off, NULL when they are not all there. */
static const uint8_t *at(const struct pclntab *t, uint64_t off, size_t n)
{
	if (off > t->len || n > t->len - off)
		return NULL;
	return t->data + off;
}

static bool read_u32(const struct pclntab *t, uint64_t off, uint32_t *ret)
{
	const uint8_t *p = at(t, off, 4);

	if (p)
		*ret = elf_u32(p);
	return p != NULL;
}

/* The address of function i, which is the end for the last one. */
static bool entry_of(const struct pclntab *t, size_t i, uint64_t *ret)
{
	uint64_t off = t->funcs + (uint64_t)i * 2 * t->layout->entry_size;
	uint32_t rel;

	if (t->layout->entry_size == 8)
		return at(t, off, 8) &&
		       elf_word_at(t->file, t->vaddr + off, ret);
	if (!read_u32(t, off, &rel))
		return false;
	*ret = t->text + rel;
	return true;
}

bool pclntab_init(struct pclntab *t, const struct elf_file *f, uint64_t vaddr,
		  const uint8_t *data, size_t len)
{
	size_t *const parts[] = {&t->names, &t->cus, &t->files, &t->pcs,
				 &t->funcs};
	const struct pclntab_layout *l = pclntab_layout_of(data, len);
	const uint8_t *word;
	uint64_t n, last = 0;

	if (!l || len < HEADER_FIXED + 8u * l->header_words)
		return false;
	*t = (struct pclntab){.file = f,
			      .layout = l,
			      .data = data,
			      .len = len,
			      .vaddr = vaddr,
			      .quantum = data[6]};
	n = elf_u64(data + HEADER_FIXED);
	word = data + HEADER_FIXED + 8 * (l->header_words - 5u);
	if (l->entry_size == 4)
		(void)elf_word_at(f, vaddr + (size_t)(word - data) - 8,
				  &t->text);
	for (size_t i = 0; i < 5; i++, word += 8) {
		uint64_t off = elf_u64(word);

		if (off <= last || off > len)
			return false;
		*parts[i] = last = off;
	}
	if (n == 0 || n > (len - last) / (2u * l->entry_size))
		return false;
	t->nfuncs = n;
	return at(t, last + n * 2 * l->entry_size, l->entry_size) != NULL;
}

bool pclntab_func_at(const struct pclntab *t, uint64_t vaddr,
		     struct pclntab_func *ret)
{
	uint64_t entry, end, off, size = t->layout->entry_size;
	size_t lo = 0, hi = t->nfuncs;
	const uint8_t *p;

	if (!entry_of(t, 0, &entry) || vaddr < entry ||
	    !entry_of(t, t->nfuncs, &end) || vaddr >= end)
		return false;
	/* The last function that starts at or before vaddr. */
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (!entry_of(t, mid, &entry))
			return false;
		if (entry <= vaddr)
			lo = mid;
		else
			hi = mid;
	}
	p = at(t, t->funcs + (lo * 2 + 1) * size, size);
	if (!p || !entry_of(t, lo, &ret->entry) || vaddr < ret->entry)
		return false;
	off = size == 8 ? elf_u64(p) : elf_u32(p);
	if (off > t->len - t->funcs ||
	    !at(t, t->funcs + off, t->layout->func_size))
		return false;
	ret->off = t->funcs + off;
	return true;
}

/* A field of the record; 0, which means "none" for all of them, if it lies
 * outside the file. */
static uint32_t field(const struct pclntab *t, const struct pclntab_func *fn,
		      size_t off)
{
	uint32_t v = 0;

	(void)read_u32(t, fn->off + off, &v);
	return v;
}

static size_t name_field(const struct pclntab *t)
{
	return t->layout->entry_size;
}

static bool read_varint(const uint8_t **p, const uint8_t *end, uint32_t *ret)
{
	uint32_t v = 0;

	for (unsigned shift = 0; *p < end && shift < 35; shift += 7) {
		uint8_t b = *(*p)++;

		v |= shift < 32 ? (uint32_t)(b & 0x7f) << shift : 0;
		if (!(b & 0x80)) {
			*ret = v;
			return true;
		}
	}
	return false;
}

/* The value at vaddr in the table at offset off of pcs; -1 if none. */
static int32_t value_at(const struct pclntab *t, const struct pclntab_func *fn,
			uint32_t off, uint64_t vaddr)
{
	const uint8_t *p = t->data + t->pcs, *end = t->data + t->funcs;
	uint64_t pc = fn->entry;
	uint32_t value = UINT32_MAX, step, len;

	if (off == 0 || off >= t->funcs - t->pcs)
		return -1;
	p += off;
	for (int i = 0; i < MAX_STEPS; i++) {
		if (!read_varint(&p, end, &step) || (step == 0 && i > 0) ||
		    !read_varint(&p, end, &len))
			break;
		value += step & 1 ? ~(step >> 1) : step >> 1;
		pc += (uint64_t)len * t->quantum;
		if (vaddr < pc)
			return (int32_t)value;
	}
	return -1;
}

/* A terminated text of one of the parts. */
static const char *text_at(const struct pclntab *t, size_t part, size_t end,
			   uint64_t off)
{
	const uint8_t *p;
	size_t len;

	if (off >= end - part)
		return NULL;
	p = t->data + part + off;
	len = end - part - off;
	if (len > MAX_NAME)
		len = MAX_NAME;
	return memchr(p, '\0', len) ? (const char *)p : NULL;
}

/*
 * As Go prints it: the types that a generic function was made for, from the
 * first bracket to the last, become "[...]".
 */
static const char *name_at(const struct pclntab *t, uint32_t off)
{
	const char *name, *open, *close;

	/* The runtime takes offset 0 for "no name", and so shows none for the
	 * function whose name happens to come first.  It has one. */
	name = text_at(t, t->names, t->cus, off);
	if (!name || name[0] == '\0')
		return NULL;
	if (t->layout->entry_size == 8) /* Go had no generic functions */
		return name;
	open = strchr(name, '[');
	close = strrchr(name, ']');
	if (!open || !close || close < open ||
	    strncmp(open, "[...]", (size_t)(close + 1 - open)) == 0)
		return name;
	return arena_printf(t->file->arena, "%.*s[...]%s", (int)(open - name),
			    name, close + 1);
}

static void line_at(const struct pclntab *t, const struct pclntab_func *fn,
		    uint64_t vaddr, struct symbol_frame *frame)
{
	size_t base = name_field(t);
	int32_t file, line;
	uint32_t off;
	uint64_t cu;

	file = value_at(t, fn, field(t, fn, base + AFTER_NAME_PCFILE), vaddr);
	line = value_at(t, fn, field(t, fn, base + AFTER_NAME_PCLN), vaddr);
	if (file < 0 || line < 0)
		return;
	cu = (uint64_t)field(t, fn, base + AFTER_NAME_CU) + (uint32_t)file;
	if (!read_u32(t, t->cus + 4 * cu, &off) || off == UINT32_MAX)
		return;
	frame->file = text_at(t, t->files, t->pcs, off);
	frame->line = line;
}

/* The records of inlined calls of a function, and how many bytes follow. */
static const uint8_t *inlined_calls(const struct pclntab *t,
				    const struct pclntab_func *fn,
				    size_t *ret_len)
{
	uint64_t npcdata = field(t, fn, name_field(t) + AFTER_NAME_NPCDATA);
	uint64_t list = fn->off + t->layout->func_size + 4 * npcdata, vaddr;
	uint32_t rel;

	if (t->data[fn->off + t->layout->func_size - 1] <= FUNCDATA_INLINED)
		return NULL;
	if (t->layout->entry_size == 8) {
		vaddr = (t->vaddr + list + 7) & ~UINT64_C(7);
		if (!elf_word_at(t->file, vaddr + 8 * FUNCDATA_INLINED, &vaddr))
			return NULL;
	} else {
		if (t->gofunc == 0 ||
		    !read_u32(t, list + 4 * FUNCDATA_INLINED, &rel) ||
		    rel == UINT32_MAX)
			return NULL;
		vaddr = t->gofunc + rel;
	}
	return vaddr ? elf_bytes_at(t->file, vaddr, ret_len) : NULL;
}

/* The record of the innermost inlined call vaddr belongs to, or NULL. */
static const uint8_t *inlined_at(const struct pclntab *t,
				 const struct pclntab_func *fn, uint64_t vaddr)
{
	const struct pclntab_layout *l = t->layout;
	uint32_t n = field(t, fn, name_field(t) + AFTER_NAME_NPCDATA), off;
	const uint8_t *calls;
	int32_t i;
	size_t len;

	if (n <= PCDATA_INLINED ||
	    !read_u32(t, fn->off + l->func_size + 4 * PCDATA_INLINED, &off))
		return NULL;
	i = value_at(t, fn, off, vaddr);
	if (i < 0)
		return NULL;
	calls = inlined_calls(t, fn, &len);
	if (!calls || (uint64_t)i >= len / l->inlined_size)
		return NULL;
	return calls + (size_t)i * l->inlined_size;
}

/* The number of what is called, or of the function itself: call is NULL. */
static uint8_t call_id(const struct pclntab *t, const struct pclntab_func *fn,
		       const uint8_t *call)
{
	if (call)
		return call[t->layout->inlined_size == 20 ? 2 : 0];
	return t->data[fn->off + t->layout->func_size - 4];
}

static uint32_t call_name(const struct pclntab *t,
			  const struct pclntab_func *fn, const uint8_t *call)
{
	if (call)
		return elf_u32(call + t->layout->inlined_name);
	return field(t, fn, name_field(t));
}

/* Tracebacks leave out a wrapper, unless what it calls is a panic. */
static bool left_out(const struct pclntab *t, uint8_t id, uint8_t callee)
{
	return id == t->ids->wrapper && callee != t->ids->gopanic &&
	       callee != t->ids->panicwrap && callee != t->ids->sigpanic;
}

size_t pclntab_lookup(const struct pclntab *t, uint64_t vaddr,
		      struct symbol_frame *out, size_t max)
{
	struct pclntab_func fn;
	uint8_t callee = 0;
	size_t n = 0;

	if (!pclntab_func_at(t, vaddr, &fn))
		return 0;
	for (size_t depth = 0; n < max && depth < 2 * max; depth++) {
		const uint8_t *call = inlined_at(t, &fn, vaddr);
		uint8_t id = call_id(t, &fn, call);
		struct symbol_frame *frame = &out[n];

		if (depth == 0 || !left_out(t, id, callee)) {
			*frame = (struct symbol_frame){.language = SYMBOL_GO,
						       .inlined = call != NULL};
			line_at(t, &fn, vaddr, frame);
			frame->function = name_at(t, call_name(t, &fn, call));
			n++;
			callee = id;
		}
		if (!call)
			break;
		vaddr = fn.entry + elf_u32(call + t->layout->inlined_parent);
	}
	/* The function itself may have been left out, or not have fitted. */
	if (n > 0)
		out[n - 1].inlined = false;
	return n;
}

int32_t pclntab_frame_size(const struct pclntab *t, uint64_t vaddr)
{
	struct pclntab_func fn;

	if (!pclntab_func_at(t, vaddr, &fn))
		return -1;
	return value_at(t, &fn, field(t, &fn, name_field(t) + AFTER_NAME_PCSP),
			vaddr);
}

int32_t pclntab_pcdata(const struct pclntab *t, uint64_t vaddr, uint32_t table)
{
	struct pclntab_func fn;
	uint32_t off;

	if (!pclntab_func_at(t, vaddr, &fn) ||
	    table >= field(t, &fn, name_field(t) + AFTER_NAME_NPCDATA) ||
	    !read_u32(t, fn.off + t->layout->func_size + 4 * (uint64_t)table,
		      &off))
		return -1;
	return off ? value_at(t, &fn, off, vaddr) : -1;
}

bool pclntab_funcdata(const struct pclntab *t, uint64_t vaddr, uint32_t table,
		      uint64_t *ret)
{
	struct pclntab_func fn;
	uint64_t npcdata;
	uint32_t rel;

	/* Go 1.17 and older kept addresses here. */
	if (t->layout->entry_size == 8 || t->gofunc == 0 ||
	    !pclntab_func_at(t, vaddr, &fn) ||
	    table >= t->data[fn.off + t->layout->func_size - 1])
		return false;
	npcdata = field(t, &fn, name_field(t) + AFTER_NAME_NPCDATA);
	if (!read_u32(t, fn.off + t->layout->func_size + 4 * (npcdata + table),
		      &rel) ||
	    rel == UINT32_MAX)
		return false;
	*ret = t->gofunc + rel;
	return true;
}
