/* SPDX-License-Identifier: MIT */
/*
 * One pass over a file's units finds the variables that live at a fixed
 * address, those within functions and namespaces included.  Types are read
 * when a name is wanted: from the variable's start down to the byte.
 */
#include "gort/cdata_dwarf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/vec.h"
#include "symbol/dwarf_file.h"
#include "symbol/interval.h"

enum {
	MAX_VARIABLES = 1 << 21,
	MAX_DIES = 1 << 24, /* looked at in a file */
	MAX_SCOPES = 16,    /* namespaces, functions, blocks */
	MAX_NESTING = 32,   /* of types */
	MAX_MEMBERS = 4096,
};

struct cdata_dwarf {
	struct dwarf_file file;
	struct VEC(Dwarf_Off) variables;
	struct interval_list ranges; /* indexes into variables */
	uint32_t dies;
};

static bool type_of(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute attr;

	return dwarf_formref_die(dwarf_attr_integrate(die, DW_AT_type, &attr),
				 ret) != NULL;
}

/* Without the names that typedefs and qualifiers give it. */
static bool plain_type(Dwarf_Die *type, Dwarf_Die *ret)
{
	*ret = *type;
	for (int i = 0; i < MAX_NESTING; i++) {
		Dwarf_Die next;

		switch (dwarf_tag(ret)) {
		case DW_TAG_typedef:
		case DW_TAG_const_type:
		case DW_TAG_volatile_type:
		case DW_TAG_restrict_type:
		case DW_TAG_atomic_type:
			if (!type_of(ret, &next))
				return false;
			*ret = next;
			break;
		default:
			return true;
		}
	}
	return false;
}

static uint64_t size_of(Dwarf_Die *type)
{
	Dwarf_Word size;

	return dwarf_aggregate_size(type, &size) == 0 ? size : 0;
}

static bool address_of(Dwarf_Die *die, uint64_t *ret)
{
	Dwarf_Attribute attr, indexed;
	Dwarf_Op *expr;
	size_t len;

	if (!dwarf_attr(die, DW_AT_location, &attr) ||
	    dwarf_getlocation(&attr, &expr, &len) != 0 || len != 1)
		return false;
	/* DWARF 5 has addresses in a table. */
	if (expr[0].atom == DW_OP_addrx)
		return dwarf_getlocation_attr(&attr, expr, &indexed) == 0 &&
		       dwarf_formaddr(&indexed, ret) == 0;
	*ret = expr[0].number;
	return expr[0].atom == DW_OP_addr;
}

static void add_variable(struct cdata_dwarf *d, Dwarf_Die *die)
{
	Dwarf_Die type;
	uint64_t addr, size;

	if (d->variables.len >= MAX_VARIABLES || !address_of(die, &addr) ||
	    !type_of(die, &type))
		return;
	size = size_of(&type);
	if (size == 0 || addr + size < addr)
		return;
	interval_add(&d->ranges, addr, addr + size, d->variables.len);
	vec_push(&d->variables, dwarf_dieoffset(die));
}

static void add_children(struct cdata_dwarf *d, Dwarf_Die *parent, int depth)
{
	Dwarf_Die die;

	if (depth > MAX_SCOPES || dwarf_child(parent, &die) != 0)
		return;
	do {
		if (++d->dies > MAX_DIES)
			return;
		switch (dwarf_tag(&die)) {
		case DW_TAG_variable:
			add_variable(d, &die);
			break;
		case DW_TAG_namespace:
		case DW_TAG_subprogram:
		case DW_TAG_lexical_block:
			add_children(d, &die, depth + 1);
			break;
		default:
			break;
		}
	} while (dwarf_siblingof(&die, &die) == 0);
}

static void add_units(struct cdata_dwarf *d)
{
	Dwarf_Off off = 0, next;
	size_t head;

	while (dwarf_nextcu(d->file.dw, off, &next, &head, NULL, NULL, NULL) ==
	       0) {
		Dwarf_Die die;

		if (dwarf_offdie(d->file.dw, off + head, &die) &&
		    dwarf_srclang(&die) != DW_LANG_Go)
			add_children(d, &die, 0);
		if (next <= off)
			return;
		off = next;
	}
}

struct cdata_dwarf *cdata_dwarf_open(int fd)
{
	struct cdata_dwarf *d = calloc(1, sizeof(*d));

	if (!d)
		return NULL;
	if (!dwarf_file_open(&d->file, fd)) {
		free(d);
		return NULL;
	}
	add_units(d);
	if (d->variables.len == 0) {
		cdata_dwarf_close(d);
		return NULL;
	}
	interval_sort(&d->ranges);
	return d;
}

void cdata_dwarf_close(struct cdata_dwarf *d)
{
	if (!d)
		return;
	vec_finish(&d->variables);
	interval_finish(&d->ranges);
	dwarf_file_close(&d->file);
	free(d);
}

/* The member of a struct that holds byte off. */
static bool member_at(Dwarf_Die *type, uint64_t off, Dwarf_Die *ret,
		      uint64_t *ret_off)
{
	Dwarf_Die die, t;
	int n = 0;

	if (dwarf_child(type, &die) != 0)
		return false;
	do {
		Dwarf_Attribute attr;
		Dwarf_Word at = 0;
		int tag = dwarf_tag(&die);

		if (tag != DW_TAG_member && tag != DW_TAG_inheritance)
			continue;
		dwarf_formudata(
			dwarf_attr(&die, DW_AT_data_member_location, &attr),
			&at);
		if (!type_of(&die, &t) || off < at || off - at >= size_of(&t))
			continue;
		*ret = die;
		*ret_off = at;
		return true;
	} while (++n < MAX_MEMBERS && dwarf_siblingof(&die, &die) == 0);
	return false;
}

/* A step down: false when type is no aggregate. */
static bool step(Dwarf_Die *type, uint64_t *off, struct buf *out)
{
	Dwarf_Die plain, next, member;
	uint64_t size, at;

	if (!plain_type(type, &plain))
		return false;
	switch (dwarf_tag(&plain)) {
	case DW_TAG_array_type:
		if (!type_of(&plain, &next) || (size = size_of(&next)) == 0)
			return false;
		if (out)
			buf_printf(out, "[%" PRIu64 "]", *off / size);
		*off %= size;
		*type = next;
		return true;
	case DW_TAG_structure_type:
	case DW_TAG_class_type:
	case DW_TAG_union_type:
		if (!member_at(&plain, *off, &member, &at) ||
		    !type_of(&member, &next))
			return false;
		if (out && dwarf_diename(&member))
			buf_printf(out, ".%s", dwarf_diename(&member));
		*off -= at;
		*type = next;
		return true;
	default:
		return false;
	}
}

static bool variable_at(struct cdata_dwarf *d, uint64_t vaddr, Dwarf_Die *ret,
			uint64_t *ret_off)
{
	const struct interval *iv = interval_find(&d->ranges, vaddr);

	if (!iv || !dwarf_offdie(d->file.dw, d->variables.at[iv->value], ret))
		return false;
	*ret_off = vaddr - iv->start;
	return true;
}

bool cdata_dwarf_name(struct cdata_dwarf *d, uint64_t vaddr, struct buf *out)
{
	Dwarf_Attribute attr;
	Dwarf_Die die, type;
	const char *name;
	uint64_t off;

	if (!variable_at(d, vaddr, &die, &off))
		return false;
	name = dwarf_formstring(dwarf_attr_integrate(&die, DW_AT_name, &attr));
	if (!name || !type_of(&die, &type))
		return false;
	buf_puts(out, name);
	for (int i = 0; i < MAX_NESTING && step(&type, &off, out); i++)
		;
	if (off != 0)
		buf_printf(out, "+%" PRIu64, off);
	return true;
}

static void put_type(Dwarf_Die *type, struct buf *out)
{
	Dwarf_Die at = *type, next;
	int stars = 0;

	while (stars < 8 && dwarf_tag(&at) == DW_TAG_pointer_type) {
		stars++;
		if (!type_of(&at, &next)) {
			buf_puts(out, "void");
			break;
		}
		at = next;
	}
	if (dwarf_tag(&at) == DW_TAG_structure_type)
		buf_puts(out, "struct ");
	else if (dwarf_tag(&at) == DW_TAG_union_type)
		buf_puts(out, "union ");
	if (dwarf_diename(&at))
		buf_puts(out, dwarf_diename(&at));
	if (stars)
		buf_putc(out, ' ');
	while (stars-- > 0)
		buf_putc(out, '*');
}

bool cdata_dwarf_type(struct cdata_dwarf *d, uint64_t vaddr, struct buf *out)
{
	Dwarf_Die die, type;
	uint64_t off;

	if (!variable_at(d, vaddr, &die, &off) || !type_of(&die, &type))
		return false;
	for (int i = 0; i < MAX_NESTING && step(&type, &off, NULL); i++)
		;
	put_type(&type, out);
	return true;
}
