/* SPDX-License-Identifier: MIT */
/*
 * The bytes: a head with a magic number, the size of each record and the
 * number of them, then the records as they lie in memory, the text last.
 * They are for the machine that wrote them; sizes and byte order that differ
 * make the magic number or the head differ.
 */
#include "cfront/decls.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

/* To be changed with anything that the records mean. */
#define MAGIC 0x626c7943u
enum { VERSION = 1 };

/* More than a source can have; so sums stay in 64 bits. */
enum { MAX_RECORDS = 1 << 26 };

/* How deep types may be made of each other without a pointer between. */
enum { MAX_DEPTH = 200 };

struct head {
	uint32_t magic, version, sizes;
	uint32_t ntypes, nmembers, ndecls, nnotes, nheaders, ntext;
	uint32_t unused;
};

static const uint32_t sizes =
	(uint32_t)(sizeof(struct c_type) | sizeof(struct c_member) << 8 |
		   sizeof(struct c_decl) << 16 | sizeof(struct c_header) << 24);

static void add(struct buf *out, const void *at, uint32_t n, size_t size)
{
	if (n > 0)
		buf_add(out, at, n * size);
}

void c_decls_write(const struct c_decls *d, struct buf *out)
{
	struct head h = {
		.magic = MAGIC,
		.version = VERSION,
		.sizes = sizes,
		.ntypes = d->ntypes,
		.nmembers = d->nmembers,
		.ndecls = d->ndecls,
		.nnotes = d->nnotes,
		.nheaders = d->nheaders,
		.ntext = d->ntext,
	};

	buf_add(out, &h, sizeof(h));
	add(out, d->types, d->ntypes, sizeof(*d->types));
	add(out, d->members, d->nmembers, sizeof(*d->members));
	add(out, d->decls, d->ndecls, sizeof(*d->decls));
	add(out, d->notes, d->nnotes, sizeof(*d->notes));
	add(out, d->headers, d->nheaders, sizeof(*d->headers));
	add(out, d->text, d->ntext, 1);
}

/* The next n records; NULL when there are not as many. */
static const void *take(const char **at, const char *end, uint32_t n,
			size_t size)
{
	const char *from = *at;

	if (n > MAX_RECORDS || (size_t)(end - from) < n * size)
		return NULL;
	*at += n * size;
	return from;
}

static bool split(struct c_decls *d, const struct head *h, const char *at,
		  const char *end)
{
	d->ntypes = h->ntypes;
	d->nmembers = h->nmembers;
	d->ndecls = h->ndecls;
	d->nnotes = h->nnotes;
	d->nheaders = h->nheaders;
	d->ntext = h->ntext;
	return (d->types = take(&at, end, h->ntypes, sizeof(*d->types))) &&
	       (d->members =
			take(&at, end, h->nmembers, sizeof(*d->members))) &&
	       (d->decls = take(&at, end, h->ndecls, sizeof(*d->decls))) &&
	       (d->notes = take(&at, end, h->nnotes, sizeof(*d->notes))) &&
	       (d->headers =
			take(&at, end, h->nheaders, sizeof(*d->headers))) &&
	       (d->text = take(&at, end, h->ntext, 1)) && at == end;
}

static bool good_text(const struct c_decls *d, uint64_t at, uint32_t len)
{
	/* All strings end, since the last byte is a NUL. */
	return at < d->ntext && len < d->ntext - at;
}

static bool good_type(const struct c_decls *d, const struct c_type *t)
{
	return t->kind < C_NTYPE_KINDS && good_text(d, t->name, 0) &&
	       t->elem < d->ntypes && t->size >= -1 && t->count >= -1 &&
	       t->first_member <= d->nmembers &&
	       t->nmembers <= d->nmembers - t->first_member;
}

static bool good_decl(const struct c_decls *d, const struct c_decl *x)
{
	return x->kind < C_NDECL_KINDS && x->name > 0 &&
	       good_text(d, x->name, 0) && d->text[x->name] &&
	       x->type < d->ntypes &&
	       (x->kind != C_DECL_STRING || good_text(d, x->text, x->len)) &&
	       (x->kind != C_DECL_FUNC ||
		d->types[x->type].kind == C_TYPE_FUNC);
}

static bool good_records(const struct c_decls *d)
{
	if (d->ntypes == 0 || d->types[0].kind != C_TYPE_VOID ||
	    d->ntext == 0 || d->text[0] || d->text[d->ntext - 1])
		return false;
	for (uint32_t i = 0; i < d->ntypes; i++)
		if (!good_type(d, &d->types[i]))
			return false;
	for (uint32_t i = 0; i < d->nmembers; i++)
		if (!good_text(d, d->members[i].name, 0) ||
		    d->members[i].type >= d->ntypes)
			return false;
	for (uint32_t i = 0; i < d->ndecls; i++)
		if (!good_decl(d, &d->decls[i]))
			return false;
	for (uint32_t i = 0; i < d->nnotes; i++)
		if (!good_text(d, d->notes[i].path, 0) ||
		    !good_text(d, d->notes[i].message, 0))
			return false;
	for (uint32_t i = 0; i < d->nheaders; i++)
		if (!good_text(d, d->headers[i].path, 0))
			return false;
	return true;
}

/*
 * How deep a type is: 0 is not known yet, UINT8_MAX that it is being
 * looked at, which meets itself only in made-up bytes.  Depths are below
 * MAX_DEPTH, so the recursion is too.
 */
static uint32_t depth_of(const struct c_decls *d, uint8_t *depths, c_type_t at,
			 uint32_t level)
{
	const struct c_type *t = &d->types[at];
	uint32_t deepest = 0, n;

	if (depths[at] == UINT8_MAX || level > MAX_DEPTH)
		return MAX_DEPTH + 1;
	if (depths[at])
		return depths[at];
	if (t->kind == C_TYPE_POINTER)
		return depths[at] = 1;
	depths[at] = UINT8_MAX;
	if (t->kind == C_TYPE_ARRAY || t->kind == C_TYPE_TYPEDEF ||
	    t->kind == C_TYPE_FUNC)
		deepest = depth_of(d, depths, t->elem, level + 1);
	for (uint32_t i = 0; i < t->nmembers && deepest <= MAX_DEPTH; i++) {
		n = depth_of(d, depths, d->members[t->first_member + i].type,
			     level + 1);
		if (n > deepest)
			deepest = n;
	}
	depths[at] = 0;
	if (deepest + 1 > MAX_DEPTH)
		return MAX_DEPTH + 1;
	return depths[at] = (uint8_t)(deepest + 1);
}

static bool good_depths(const struct c_decls *d, struct arena *a)
{
	uint8_t *depths = ARENA_ARRAY(a, d->ntypes, uint8_t);

	for (uint32_t i = 0; i < d->ntypes; i++)
		if (depth_of(d, depths, i, 1) > MAX_DEPTH)
			return false;
	return true;
}

const struct c_decls *c_decls_read(const void *data, size_t size,
				   struct arena *a)
{
	struct c_decls *d;
	struct head h;
	char *copy;

	if (size < sizeof(h))
		return NULL;
	memcpy(&h, data, sizeof(h));
	if (h.magic != MAGIC || h.version != VERSION || h.sizes != sizes)
		return NULL;
	d = ARENA_NEW(a, struct c_decls);
	copy = arena_alloc(a, size);
	memcpy(copy, data, size);
	if (!split(d, &h, copy + sizeof(h), copy + size) || !good_records(d) ||
	    !good_depths(d, a))
		return NULL;
	return d;
}
