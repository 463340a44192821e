/* SPDX-License-Identifier: MIT */
/*
 * BL111 map-internals
 *
 *	h := *(**hmap)(unsafe.Pointer(&m))
 *
 * A value of a map type is a pointer to the runtime's header, whose layout
 * changes from release to release.  Code gets at it in three ways: through
 * the address of a variable of a map type, through the words of an interface
 * that holds a map, and through reflect.Value.Pointer.  Within a function
 * such values are followed over conversions, arithmetic and phis:
 *
 *	ADDRESS  of a variable with a map	loads give HEADER
 *	WORDS	 of an interface with a map	the second field is HEADER
 *	HEADER	 the map's header
 *
 * A pointer that comes from elsewhere, an argument say, is known by what it is
 * converted to: a struct that begins as a map's header does.
 *
 * What is told is the conversion to a pointer to something that is no map:
 * from there on the layout is relied on; or that the header, or the variable's
 * address, is given to code that is not Go's own.  A map that is read as a map
 * of another type, or kept as an unsafe.Pointer, is not.
 */
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "ir/ir.h"
#include "load/load.h"
#include "program/program.h"
#include "rules/report.h"
#include "types/types.h"

enum what { NOTHING, ADDRESS, WORDS, WORD, HEADER, VALUE };

struct follow {
	const struct ir_function *fn;
	uint8_t *what; /* by ir_value_index() */
};

static enum what get(const struct follow *f, const struct ir_value *v)
{
	int64_t i = v ? ir_value_index(f->fn, v) : -1;

	return i < 0 ? NOTHING : (enum what)f->what[i];
}

static struct type *under_pointer(struct type *t)
{
	struct type *base = type_pointee(t);

	return base ? type_under(base) : NULL;
}

static bool is_map(struct type *t)
{
	return t && type_under(t)->kind == TYPE_MAP;
}

static bool is_word(struct type *t)
{
	struct basic *b = t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;

	return b && (b->basic_kind == BASIC_UNSAFE_POINTER ||
		     b->basic_kind == BASIC_UINTPTR);
}

/* An interface variable into which a map is put somewhere here. */
static bool holds_map(const struct ir_function *fn, const struct ir_value *var)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *st = IR_AS(
				STORE, ir_instr, fn->blocks[b]->instrs[i]);
			const struct ir_instr *mk =
				st && st->args[0] == var
					? IR_AS(MAKE_INTERFACE, ir_instr,
						st->args[1])
					: NULL;

			if (mk && is_map(mk->args[0]->type))
				return true;
		}
	return false;
}

/* What the address of a variable is, by what the variable is. */
static enum what address_of(const struct follow *f, const struct ir_value *x)
{
	struct type *u = under_pointer(x->type);

	if (!u)
		return NOTHING;
	if (u->kind == TYPE_MAP)
		return ADDRESS;
	if (u->kind == TYPE_INTERFACE && x->op == OP_ALLOC &&
	    holds_map(f->fn, x))
		return WORDS;
	return NOTHING;
}

/* reflect.ValueOf(m), and its Pointer or UnsafePointer. */
static enum what of_call(const struct follow *f, const struct ir_instr *in)
{
	struct ir_function *callee = ir_static_callee(in);
	const struct object *o = callee ? callee->object : NULL;
	const struct ir_instr *mk;
	const char *name;

	if (!o || !o->pkg || strcmp(o->pkg->path, "reflect") != 0 ||
	    in->nargs < 2)
		return NOTHING;
	name = name_text(o->name);
	mk = IR_AS(MAKE_INTERFACE, ir_instr, in->args[1]);
	if (strcmp(name, "ValueOf") == 0)
		return mk && is_map(mk->args[0]->type) ? VALUE : NOTHING;
	if (strcmp(name, "Pointer") == 0 || strcmp(name, "UnsafePointer") == 0)
		return get(f, in->args[1]) == VALUE ? HEADER : NOTHING;
	return NOTHING;
}

static enum what of_convert(const struct follow *f, const struct ir_instr *in)
{
	enum what x = get(f, in->args[0]);

	return x ? x : address_of(f, in->args[0]);
}

static enum what of_load(const struct follow *f, const struct ir_instr *in)
{
	enum what x = get(f, in->args[0]);

	return (x == ADDRESS || x == WORD) && is_word(in->v.type) ? HEADER
								  : NOTHING;
}

static enum what of_phi(const struct follow *f, const struct ir_instr *in)
{
	for (uint32_t i = 0; i < in->nargs; i++)
		if (get(f, in->args[i]))
			return get(f, in->args[i]);
	return NOTHING;
}

static enum what of_instr(const struct follow *f, const struct ir_instr *in)
{
	enum what x;

	switch (in->v.op) {
	case OP_CALL:
		return of_call(f, in);
	case OP_CONVERT:
	case OP_CHANGE_TYPE:
		return of_convert(f, in);
	case OP_LOAD:
		return of_load(f, in);
	case OP_PHI:
		return of_phi(f, in);
	case OP_BINOP:
		x = get(f, in->args[0]);
		return x == HEADER ? x : NOTHING;
	case OP_FIELD_ADDR:
		return get(f, in->args[0]) == WORDS && in->index == 1 ? WORD
								      : NOTHING;
	}
	return NOTHING;
}

/* Fields of the headers that Go has had so far. */
static bool is_header_field(const char *name)
{
	static const char *const names[] = {
		"count",   "flags",	 "b",		"noverflow",   "hash0",
		"buckets", "oldbuckets", "nevacuate",	"used",	       "seed",
		"dirptr",  "dirlen",	 "globaldepth", "globalshift",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (strcasecmp(name, names[i]) == 0)
			return true;
	return false;
}

/* A struct that begins with a count as a map does, and goes on as one. */
static bool looks_like_header(struct type *t)
{
	struct structure *st =
		t ? TYPE_AS(STRUCT, structure, type_under(t)) : NULL;
	const struct basic *first;
	const char *name;
	uint32_t n = 0;

	if (!st || st->nfields < 2)
		return false;
	first = TYPE_AS(BASIC, basic, type_under(st->fields[0]->type));
	name = name_text(st->fields[0]->name);
	if (!first ||
	    (first->basic_kind != BASIC_INT &&
	     first->basic_kind != BASIC_UINT64) ||
	    (strcasecmp(name, "count") != 0 && strcasecmp(name, "used") != 0))
		return false;
	for (uint32_t i = 0; i < st->nfields; i++)
		n += is_header_field(name_text(st->fields[i]->name));
	return n >= 2;
}

/* *hmap, **hmap, or the words of an interface with one behind. */
static bool leads_to_header(struct type *t)
{
	struct type *u = under_pointer(t);
	struct structure *st = u ? TYPE_AS(STRUCT, structure, u) : NULL;

	if (!u)
		return false;
	if (u->kind == TYPE_POINTER)
		return looks_like_header(((struct pointer *)u)->base);
	if (st && st->nfields == 2 &&
	    looks_like_header(under_pointer(st->fields[1]->type)))
		return true;
	return looks_like_header(u);
}

/* A pointer to what is neither a map nor just a word. */
static bool relies_on_layout(const struct follow *f, const struct ir_instr *in)
{
	struct type *u = under_pointer(in->v.type);
	enum what x = get(f, &in->v);

	if (in->v.op != OP_CONVERT || !u || u->kind == TYPE_MAP)
		return false;
	if (x == HEADER)
		return true;
	if (!x && is_word(in->args[0]->type) && !f->fn->home->source->load->cgo)
		return leads_to_header(in->v.type);
	return x == ADDRESS && !is_word(u) &&
	       !(u->kind == TYPE_POINTER &&
		 is_map(((struct pointer *)u)->base));
}

/* Given to C, or to a function of the program that takes any pointer. */
static bool gives_away(const struct follow *f, const struct ir_instr *in)
{
	const struct ir_function *callee =
		in->v.op == OP_CALL ? ir_static_callee(in) : NULL;

	if (!callee ||
	    (!ir_is_c(callee) &&
	     (!callee->home || callee->home->source->load->standard)))
		return false;
	for (uint32_t i = 1; i < in->nargs; i++) {
		enum what x = get(f, in->args[i]);

		if ((x == HEADER || x == ADDRESS) && is_word(in->args[i]->type))
			return true;
	}
	return false;
}

static bool has_unsafe(const struct ir_function *fn)
{
	for (uint32_t b = 0; b < fn->nblocks; b++)
		for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
			const struct ir_instr *in = fn->blocks[b]->instrs[i];

			if (in->v.op == OP_CONVERT && is_word(in->v.type) &&
			    !is_word(in->args[0]->type))
				return true;
			if (in->v.op == OP_CONVERT &&
			    is_word(in->args[0]->type) &&
			    type_under(in->v.type)->kind == TYPE_POINTER)
				return true;
		}
	return false;
}

static void look_at(struct rule_run *r, const struct ir_function *fn)
{
	struct arena *a = arena_create(0);
	struct follow f = {.fn = fn};
	const struct words w = {
		.level = LEVEL_WARNING,
		.message = "this reaches into a map's header, whose layout "
			   "differs between releases of Go",
		.fix = "use the map itself, or reflect.Value's methods",
	};

	f.what = ARENA_ARRAY(a, fn->nparams + fn->nfree_vars + fn->nregisters,
			     uint8_t);
	/* Twice, for what a phi at a loop's head hears from its end. */
	for (int round = 0; round < 2; round++)
		for (uint32_t b = 0; b < fn->nblocks; b++)
			for (uint32_t i = 0; i < fn->blocks[b]->ninstrs; i++) {
				const struct ir_instr *in =
					fn->blocks[b]->instrs[i];
				int64_t at = ir_value_index(fn, &in->v);

				if (at >= 0)
					f.what[at] = (uint8_t)of_instr(&f, in);
				if (round == 1 && (relies_on_layout(&f, in) ||
						   gives_away(&f, in)))
					report_at(r, fn, in->pos, &w);
			}
	arena_destroy(a);
}

/* Who owns the layout may rely on it. */
static bool is_runtime(const struct ir_package *pkg)
{
	const char *path = pkg->types->path;

	return pkg->source->load->standard &&
	       (strcmp(path, "runtime") == 0 || strcmp(path, "reflect") == 0 ||
		strncmp(path, "runtime/", 8) == 0 ||
		strncmp(path, "internal/", 9) == 0);
}

void rule_map_internals(struct rule_run *r)
{
	const struct ir_program *p = r->config->ir;

	for (uint32_t i = 0; p && i < p->nfunctions; i++) {
		const struct ir_function *fn = p->functions[i];

		if (!fn->home || !fn->home->named || fn->nblocks == 0 ||
		    is_runtime(fn->home) || !has_unsafe(fn))
			continue;
		look_at(r, fn);
	}
}
