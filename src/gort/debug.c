/* SPDX-License-Identifier: MIT */
/*
 * Go's linker puts all types at the top level of units, each once, and a
 * named type twice: as what it is, and as a typedef of the same name, to
 * which others refer.  Some typedefs are types of their own: maps, channels
 * and interfaces are typedefs of the runtime's structs, and have a kind.
 */
#include "gort/debug.h"

#include <dwarf.h>
#include <string.h>

#include "base/arena.h"
#include "base/mix.h"

enum {
	MAX_UNITS = 1 << 20,
	MAX_TOP = 1 << 26,     /* entries in one unit */
	MAX_MEMBERS = 1 << 16, /* of one struct */
	MAX_TYPEDEFS = 16,
	MAX_PATH = 128,
};

struct named_type {
	struct named_type *next;
	const char *name;
	Dwarf_Off off;
};

static uint64_t hash_of(const char *name)
{
	uint64_t h = mix(0, 1);

	for (; *name; name++)
		h = mix(h, (uint8_t)*name);
	return h ? h : 1;
}

const char *debug_name(Dwarf_Die *die)
{
	const char *name = dwarf_diename(die);

	return name ? name : "";
}

bool debug_number(Dwarf_Die *die, unsigned attr, uint64_t *ret)
{
	Dwarf_Attribute a;
	Dwarf_Word v;

	if (dwarf_formudata(dwarf_attr(die, attr, &a), &v) != 0 &&
	    dwarf_formaddr(&a, &v) != 0)
		return false;
	*ret = v;
	return true;
}

/*
 * The address that a variable has, if it is as simple as that.  Go writes
 * locations as blocks, which libdw takes for none since DWARF 4.
 */
static bool address_of(Dwarf_Die *die, uint64_t *ret)
{
	Dwarf_Attribute a;
	Dwarf_Block b;

	if (!dwarf_attr(die, DW_AT_location, &a) ||
	    dwarf_formblock(&a, &b) != 0 || b.length != 1 + sizeof(*ret) ||
	    b.data[0] != DW_OP_addr)
		return false;
	memcpy(ret, b.data + 1, sizeof(*ret));
	return true;
}

static void note_variable(struct debug *d, Dwarf_Die *die)
{
	struct debug_variable v = {.name = debug_name(die)};
	Dwarf_Attribute a;
	Dwarf_Die type;

	if (v.name[0] == '\0' || !address_of(die, &v.vaddr) ||
	    !dwarf_formref_die(dwarf_attr(die, DW_AT_type, &a), &type))
		return;
	v.type = dwarf_dieoffset(&type);
	vec_push(&d->variables, v);
}

static void note_type(struct debug *d, Dwarf_Die *die)
{
	const char *name = debug_name(die);
	struct named_type *t;
	void **at;

	if (name[0] == '\0')
		return;
	t = ARENA_NEW(d->arena, struct named_type);
	t->name = name;
	t->off = dwarf_dieoffset(die);
	at = ptrmap_at_key(&d->named, d->arena, hash_of(name));
	t->next = *at;
	*at = t;
}

static void read_unit(struct debug *d, Dwarf_Die *unit)
{
	long budget = MAX_TOP;
	Dwarf_Die die;

	if (dwarf_child(unit, &die) != 0)
		return;
	do {
		switch (dwarf_tag(&die)) {
		case DW_TAG_variable:
			note_variable(d, &die);
			break;
		case DW_TAG_typedef:
		case DW_TAG_structure_type:
			note_type(d, &die);
			break;
		default:
			break;
		}
	} while (--budget > 0 && dwarf_siblingof(&die, &die) == 0);
}

static bool read_units(struct debug *d)
{
	Dwarf_CU *cu = NULL;
	Dwarf_Die unit;
	Dwarf_Half version;
	uint8_t kind;
	bool found = false;

	for (int i = 0; i < MAX_UNITS; i++) {
		if (dwarf_get_units(d->file.dw, cu, &cu, &version, &kind, &unit,
				    NULL) != 0)
			break;
		if (kind != DW_UT_compile || dwarf_srclang(&unit) != DW_LANG_Go)
			continue;
		found = true;
		read_unit(d, &unit);
	}
	return found;
}

struct debug *debug_open(struct arena *a, int fd)
{
	struct debug *d = ARENA_NEW(a, struct debug);

	d->arena = a;
	if (!dwarf_file_open(&d->file, fd))
		return NULL;
	if (read_units(d))
		return d;
	debug_close(d);
	return NULL;
}

void debug_close(struct debug *d)
{
	if (!d)
		return;
	vec_finish(&d->variables);
	dwarf_file_close(&d->file);
}

/* To the type itself, from a typedef that only has its name. */
bool debug_resolve(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Die at = *die, next;
	Dwarf_Attribute a;

	for (int i = 0; i < MAX_TYPEDEFS; i++) {
		if (dwarf_tag(&at) != DW_TAG_typedef ||
		    dwarf_hasattr(&at, DEBUG_AT_GO_KIND)) {
			*ret = at;
			return true;
		}
		if (!dwarf_formref_die(dwarf_attr(&at, DW_AT_type, &a), &next))
			return false;
		at = next;
	}
	return false;
}

bool debug_type_of(Dwarf_Die *die, Dwarf_Die *ret)
{
	Dwarf_Attribute a;
	Dwarf_Die type;

	return dwarf_formref_die(dwarf_attr(die, DW_AT_type, &a), &type) &&
	       debug_resolve(&type, ret);
}

bool debug_type(struct debug *d, const char *name, Dwarf_Die *ret)
{
	const struct named_type *t = ptrmap_get_key(&d->named, hash_of(name));
	Dwarf_Die die;

	for (; t; t = t->next)
		if (strcmp(t->name, name) == 0 &&
		    dwarf_offdie(d->file.dw, t->off, &die) &&
		    debug_resolve(&die, ret))
			return true;
	return false;
}

static bool member_named(Dwarf_Die *strct, const char *name, size_t len,
			 Dwarf_Die *ret)
{
	int budget = MAX_MEMBERS;
	Dwarf_Die die;

	if (dwarf_child(strct, &die) != 0)
		return false;
	do {
		const char *s = debug_name(&die);

		if (dwarf_tag(&die) == DW_TAG_member &&
		    strncmp(s, name, len) == 0 && s[len] == '\0') {
			*ret = die;
			return true;
		}
	} while (--budget > 0 && dwarf_siblingof(&die, &die) == 0);
	return false;
}

bool debug_member(Dwarf_Die *strct, const char *path, uint64_t *ret_offset,
		  Dwarf_Die *ret_type)
{
	Dwarf_Die at = *strct, member;
	uint64_t sum = 0, off;

	while (*path) {
		size_t len = strcspn(path, ".");

		if (len > MAX_PATH || !member_named(&at, path, len, &member) ||
		    !debug_number(&member, DW_AT_data_member_location, &off) ||
		    !debug_type_of(&member, &at))
			return false;
		sum += off;
		path += len + (path[len] == '.');
	}
	*ret_offset = sum;
	*ret_type = at;
	return true;
}
