/* SPDX-License-Identifier: MIT */
/*
 * A function's entry holds blocks and inlined calls, each with the
 * addresses of its code.  Going down along those that have the address
 * gives the chain of inlined calls, outermost first:
 *
 *	function f			<- name of the outermost frame
 *	  inlined g, called at f.c:10	<- its line, and name of the next
 *	    inlined h, called at g.h:3	<- its line, and name of the next
 *					<- line table: line of the innermost
 *
 * so names and lines are shifted against each other by one.
 */
#include "symbol/dwarf.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "symbol/demangle.h"
#include "symbol/dwarf_file.h"
#include "symbol/dwarf_index.h"
#include "symbol/symbol.h"

enum { MAX_SIBLINGS = 1 << 20 };

struct dwarf_names {
	struct arena *arena;
	struct dwarf_file file;
	struct dwarf_index index;
};

struct dwarf_names *dwarf_names_open(struct arena *a, int fd)
{
	struct dwarf_names *d = ARENA_NEW(a, struct dwarf_names);

	d->arena = a;
	if (!dwarf_file_open(&d->file, fd))
		return NULL;
	dwarf_index_init(&d->index, d->file.dw);
	return d;
}

void dwarf_names_close(struct dwarf_names *d)
{
	if (!d)
		return;
	dwarf_index_finish(&d->index);
	dwarf_file_close(&d->file);
}

static const char *string_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attr;

	return dwarf_formstring(dwarf_attr_integrate(die, name, &attr));
}

static int number_of(Dwarf_Die *die, unsigned name)
{
	Dwarf_Attribute attr;
	Dwarf_Word v;

	/* Not integrated: where it is called is said by the call alone. */
	if (dwarf_formudata(dwarf_attr(die, name, &attr), &v) != 0 ||
	    v > INT32_MAX)
		return 0;
	return (int)v;
}

/* From an inlined call or a definition to the declaration it is of. */
static Dwarf_Die declaration_of(Dwarf_Die *die)
{
	static const unsigned links[] = {DW_AT_abstract_origin,
					 DW_AT_specification};
	Dwarf_Die at = *die, next;
	Dwarf_Attribute attr;

	for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++)
		if (dwarf_formref_die(dwarf_attr(&at, links[i], &attr), &next))
			at = next;
	return at;
}

/*
 * A C++ function that nothing outside its file can name has no linkage name
 * in the debug information.  Its full name is put together from what
 * encloses its declaration.
 */
static const char *qualified_name(struct dwarf_names *d,
				  const struct dwarf_unit *u, Dwarf_Die *die)
{
	const char *name = string_of(die, DW_AT_name), *outer;
	Dwarf_Die decl = declaration_of(die), scope;
	Dwarf_Off around[DWARF_MAX_DEPTH];
	size_t n;

	if (!name)
		return NULL;
	n = dwarf_unit_around(u, dwarf_dieoffset(&decl), around,
			      DWARF_MAX_DEPTH);
	for (size_t i = 0; i < n; i++) {
		if (!dwarf_offdie(d->file.dw, around[i], &scope))
			break;
		outer = string_of(&scope, DW_AT_name);
		if (!outer && dwarf_tag(&scope) == DW_TAG_namespace)
			outer = "(anonymous namespace)";
		if (outer)
			name = arena_printf(d->arena, "%s::%s", outer, name);
	}
	return name;
}

static const char *name_of(struct dwarf_names *d, const struct dwarf_unit *u,
			   Dwarf_Die *die)
{
	const char *mangled = string_of(die, DW_AT_linkage_name);

	if (!mangled)
		mangled = string_of(die, DW_AT_MIPS_linkage_name);
	return mangled ? demangle(d->arena, mangled)
		       : qualified_name(d, u, die);
}

/* Relative names are relative to where the compiler ran. */
static const char *full_path(struct dwarf_names *d, struct dwarf_unit *u,
			     const char *file)
{
	const char *dir;

	if (!file || file[0] == '/' || file[0] == '<')
		return file;
	dir = string_of(&u->die, DW_AT_comp_dir);
	return dir ? arena_printf(d->arena, "%s/%s", dir, file) : file;
}

static void set_line(struct dwarf_names *d, struct dwarf_unit *u,
		     uint64_t vaddr, struct symbol_frame *frame)
{
	Dwarf_Line *line = dwarf_getsrc_die(&u->die, vaddr);

	if (!line)
		return;
	frame->file = full_path(d, u, dwarf_linesrc(line, NULL, NULL));
	(void)dwarf_lineno(line, &frame->line);
	(void)dwarf_linecol(line, &frame->column);
}

static void set_call(struct dwarf_names *d, struct dwarf_unit *u,
		     Dwarf_Die *call, struct symbol_frame *frame)
{
	Dwarf_Attribute attr;
	Dwarf_Files *files;
	Dwarf_Word i;
	size_t n;

	frame->line = number_of(call, DW_AT_call_line);
	frame->column = number_of(call, DW_AT_call_column);
	if (dwarf_formudata(dwarf_attr(call, DW_AT_call_file, &attr), &i) ==
		    0 &&
	    dwarf_getsrcfiles(&u->die, &files, &n) == 0 && i < n)
		frame->file =
			full_path(d, u, dwarf_filesrc(files, i, NULL, NULL));
}

/* The child of die that has vaddr and may hold inlined calls. */
static bool inner_scope(Dwarf_Die *die, uint64_t vaddr, Dwarf_Die *ret)
{
	int budget = MAX_SIBLINGS;
	Dwarf_Die child;

	if (dwarf_child(die, &child) != 0)
		return false;
	do {
		int tag = dwarf_tag(&child);

		if ((tag == DW_TAG_inlined_subroutine ||
		     tag == DW_TAG_lexical_block || tag == DW_TAG_try_block ||
		     tag == DW_TAG_catch_block) &&
		    dwarf_haspc(&child, vaddr) > 0) {
			*ret = child;
			return true;
		}
	} while (--budget > 0 && dwarf_siblingof(&child, &child) == 0);
	return false;
}

/* The inlined calls around vaddr in func, outermost first. */
static size_t inlined_calls(Dwarf_Die *func, uint64_t vaddr,
			    Dwarf_Die calls[DWARF_MAX_DEPTH])
{
	Dwarf_Die scope = *func, inner;
	size_t n = 0;

	for (int depth = 0; depth < 2 * DWARF_MAX_DEPTH; depth++) {
		if (!inner_scope(&scope, vaddr, &inner))
			break;
		if (dwarf_tag(&inner) == DW_TAG_inlined_subroutine) {
			if (n == DWARF_MAX_DEPTH)
				break;
			calls[n++] = inner;
		}
		scope = inner;
	}
	return n;
}

size_t dwarf_names_lookup(struct dwarf_names *d, uint64_t vaddr,
			  struct symbol_frame *out, size_t max)
{
	struct dwarf_unit *u = dwarf_index_unit(&d->index, vaddr);
	Dwarf_Die calls[DWARF_MAX_DEPTH], *func;
	size_t ncalls, n = 0;

	if (!u || max == 0)
		return 0;
	func = dwarf_unit_func(u, vaddr);
	ncalls = func ? inlined_calls(func, vaddr, calls) : 0;
	/* i counts frames from the outermost, which is number 0. */
	for (size_t i = ncalls + 1; i-- > 0 && n < max; n++) {
		struct symbol_frame *frame = &out[n];

		*frame = (struct symbol_frame){.language = u->language,
					       .inlined = i > 0};
		if (i > 0)
			frame->function = name_of(d, u, &calls[i - 1]);
		else if (func)
			frame->function = name_of(d, u, func);
		if (i == ncalls)
			set_line(d, u, vaddr, frame);
		else
			set_call(d, u, &calls[i], frame);
	}
	out[n - 1].inlined = false;
	return out[0].function || out[0].file ? n : 0;
}
