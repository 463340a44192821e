/* SPDX-License-Identifier: MIT */
/*
 * Strings.
 *
 * "a" + "b" + "c" is ("a" + "b") + "c": were each sum made at once, a chain
 * of n pieces would copy the first of them n times, and a constant that is
 * doubled forty times over would take a terabyte though nobody looks at it.
 * So a sum notes its two halves and its length:
 *
 *	           join
 *	          /    \
 *	       join    "c"
 *	      /    \
 *	    "a"    "b"
 *
 * Only short ones are copied at once (COPY_MAX), which keeps the leaves of
 * such a tree from being single bytes.  Whoever needs bytes walks over the
 * leaves from left to right with a stack of what is still to come; the depth
 * of a tree bounds that stack and is kept in it, so nothing recurses.
 *
 * A value is shared between threads and yet learns its bytes later: they are
 * published by one store of a pointer, with release order, after they have
 * been written, and the halves stay as they are.  A reader sees no bytes and
 * walks, or all of them.  Only the thread that owns the arena of the value
 * publishes; others keep their copy to themselves.
 */
#include "types/constant_impl.h"

#include <stdatomic.h>
#include <string.h>

#include "base/arena.h"

/* The hash is FNV-1a. */
#define HASH_START UINT64_C(0xcbf29ce484222325)
#define HASH_PRIME UINT64_C(0x100000001b3)

enum { COPY_MAX = 256, DEPTH_MAX = 1 << 30 };

/* The leaves of a string that are still to come, the next one last. */
struct walk {
	struct arena *scratch;
	const struct string_value **todo;
	size_t ntodo;
	const char *bytes; /* of the leaf, what is left of it */
	int64_t len;
};

static const char *bytes_of(const struct string_value *x)
{
	return atomic_load_explicit(&x->bytes, memory_order_acquire);
}

static void walk_next(struct walk *w)
{
	w->len = 0;
	while (w->ntodo > 0 && w->len == 0) {
		const struct string_value *x = w->todo[--w->ntodo];
		const char *bytes = bytes_of(x);

		for (; !bytes; bytes = bytes_of(x)) {
			const struct join_value *j =
				(const struct join_value *)x;

			w->todo[w->ntodo++] = j->right;
			x = j->left;
		}
		w->bytes = bytes;
		w->len = x->len;
	}
}

static void walk_init(struct walk *w, const struct string_value *x)
{
	*w = (struct walk){.bytes = bytes_of(x), .len = x->len};
	if (w->bytes)
		return;
	w->scratch = arena_create(0);
	w->todo = ARENA_ARRAY(w->scratch, x->depth + 1,
			      const struct string_value *);
	w->todo[w->ntodo++] = x;
	walk_next(w);
}

static void walk_finish(struct walk *w)
{
	arena_destroy(w->scratch);
}

/* Takes n bytes, at most w->len, from the leaf. */
static void walk_take(struct walk *w, int64_t n)
{
	w->bytes += n;
	w->len -= n;
	if (w->len == 0)
		walk_next(w);
}

/* A string whose len bytes, followed by a NUL, the caller fills in. */
const struct value *string_alloc(struct arena *a, size_t len, char **ret_bytes)
{
	struct string_value *x = arena_alloc(a, sizeof(*x) + len + 1);
	char *bytes = (char *)(x + 1);

	x->v = (struct value){VALUE_STRING, FORM_STRING};
	x->len = (int64_t)len;
	atomic_init(&x->bytes, bytes);
	*ret_bytes = bytes;
	return &x->v;
}

const struct value *value_make_string(struct arena *a, const char *s,
				      size_t len)
{
	static const struct string_value empty = {
		.v = {VALUE_STRING, FORM_STRING},
		.bytes = "",
	};
	const struct value *x;
	char *bytes;

	if (len == 0)
		return &empty.v;
	x = string_alloc(a, len, &bytes);
	memcpy(bytes, s, len);
	return x;
}

static void copy_all(const struct string_value *x, char *to)
{
	struct walk w;

	walk_init(&w, x);
	while (w.len > 0) {
		memcpy(to, w.bytes, (size_t)w.len);
		to += w.len;
		walk_take(&w, w.len);
	}
	walk_finish(&w);
}

const struct value *string_join(struct arena *a, const struct value *x,
				const struct value *y)
{
	const struct string_value *l = as_string(x), *r = as_string(y);
	uint32_t depth = 1 + (l->depth > r->depth ? l->depth : r->depth);
	int64_t len = l->len + r->len;
	const struct value *copy;
	struct join_value *j;
	char *bytes;

	if (l->len == 0 || r->len == 0)
		return l->len == 0 ? y : x;
	if (len > VALUE_MAX_STRING || depth > DEPTH_MAX)
		return value_make_unknown();
	if (len <= COPY_MAX) {
		copy = string_alloc(a, (size_t)len, &bytes);
		copy_all(l, bytes);
		copy_all(r, bytes + l->len);
		return copy;
	}
	j = ARENA_NEW(a, struct join_value);
	j->s.v = (struct value){VALUE_STRING, FORM_STRING};
	j->s.depth = depth;
	j->s.len = len;
	atomic_init(&j->s.bytes, NULL);
	j->left = l;
	j->right = r;
	j->home = a;
	return &j->s.v;
}

int string_compare(const struct value *x, const struct value *y)
{
	struct walk l, r;
	int order = 0;

	if (x == y)
		return 0;
	walk_init(&l, as_string(x));
	walk_init(&r, as_string(y));
	while (l.len > 0 && r.len > 0 && order == 0) {
		int64_t n = l.len < r.len ? l.len : r.len;

		if (l.bytes != r.bytes)
			order = memcmp(l.bytes, r.bytes, (size_t)n);
		walk_take(&l, n);
		walk_take(&r, n);
	}
	if (order == 0)
		order = (l.len > 0) - (r.len > 0);
	walk_finish(&l);
	walk_finish(&r);
	return order;
}

/* The first bytes of x, at most size; how many. */
size_t string_prefix(const struct value *x, char *to, size_t size)
{
	struct walk w;
	size_t len = 0;

	walk_init(&w, as_string(x));
	while (w.len > 0 && len < size) {
		size_t n =
			size - len < (size_t)w.len ? size - len : (size_t)w.len;

		memcpy(to + len, w.bytes, n);
		len += n;
		walk_take(&w, (int64_t)n);
	}
	walk_finish(&w);
	return len;
}

int64_t value_string_len(const struct value *x)
{
	return x->form == FORM_STRING ? as_string(x)->len : 0;
}

const char *value_string_val(struct arena *a, const struct value *x,
			     size_t *ret_len)
{
	struct string_value *s = (struct string_value *)as_string(x);
	const char *bytes;
	char *copy;

	*ret_len = (size_t)value_string_len(x);
	if (x->form != FORM_STRING)
		return "";
	bytes = bytes_of(s);
	if (bytes)
		return bytes;
	copy = arena_alloc(a, (size_t)s->len + 1);
	copy_all(s, copy);
	if (((struct join_value *)s)->home == a)
		atomic_store_explicit(&s->bytes, copy, memory_order_release);
	return copy;
}

uint64_t value_string_hash(const struct value *x)
{
	uint64_t hash = HASH_START;
	struct walk w;

	if (x->form != FORM_STRING)
		return hash;
	walk_init(&w, as_string(x));
	while (w.len > 0) {
		for (int64_t i = 0; i < w.len; i++)
			hash = (hash ^ (unsigned char)w.bytes[i]) * HASH_PRIME;
		walk_take(&w, w.len);
	}
	walk_finish(&w);
	return hash;
}
