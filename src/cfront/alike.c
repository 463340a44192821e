/* SPDX-License-Identifier: MIT */
/*
 * Structs that look alike
 *
 * cgo remembers a type that it converted by the text that describes it.  Of
 * a struct with a tag that is the tag; of one without, all its fields.  So
 * two members of a struct
 *
 *	struct { int a, b; } from;
 *	struct { int a, b; } to;
 *
 * are of one type in Go, which they are not in C, and programs assign one to
 * the other.  Those that a typedef gives a name stay apart.
 *
 * Instead of the text there is its hash.  Two structs with the same one and
 * different fields would be taken for one type: in 64 bits that does not
 * happen by chance, and on purpose it only confuses who wrote it.
 *
 * debug/dwarf: type.go (StructType.String); cmd/cgo: gcc.go (loadType).
 */
#include "cfront/convert.h"

#include <string.h>

/* Past these the rest counts as the same. */
enum { MAX_DEPTH = 64, MAX_STEPS = 1 << 16 };

struct look {
	const struct c_decls *d;
	uint64_t hash;
	uint32_t steps;
};

static void add(struct look *l, uint64_t n)
{
	l->hash = (l->hash ^ n) * 1099511628211u;
	l->hash ^= l->hash >> 29;
}

static void add_text(struct look *l, c_text_t at)
{
	for (const char *s = c_text(l->d, at); *s; s++)
		add(l, (unsigned char)*s);
	add(l, 256);
}

static void look_at(struct look *l, c_type_t number, uint32_t depth)
{
	const struct c_type *t = &l->d->types[number];

	if (depth > MAX_DEPTH || ++l->steps > MAX_STEPS)
		return;
	add(l, t->kind);
	add_text(l, t->name);
	switch (t->kind) {
	case C_TYPE_POINTER:
		look_at(l, t->elem, depth + 1);
		return;
	case C_TYPE_ARRAY:
		add(l, (uint64_t)t->count);
		look_at(l, t->elem, depth + 1);
		return;
	case C_TYPE_STRUCT:
	case C_TYPE_UNION:
		break;
	default:
		return;
	}
	if (*c_text(l->d, t->name))
		return;
	for (uint32_t i = 0; i < t->nmembers; i++) {
		const struct c_member *f = &l->d->members[t->first_member + i];

		add_text(l, f->name);
		look_at(l, f->type, depth + 1);
		add(l, (uint64_t)f->offset);
		add(l, (uint64_t)f->bits);
	}
}

uint64_t c_looks(const struct c_decls *d, c_type_t number)
{
	struct look l = {.d = d, .hash = 14695981039346656037u};

	look_at(&l, number, 0);
	return l.hash ? l.hash : 1;
}
