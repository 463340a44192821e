/* SPDX-License-Identifier: MIT */
/*
 * Lists of terms beside sets of types as bits: a small universe in which
 * each underlying type has a type that no term names, as there always is
 * one.
 */
#include "types/typeset.h"

#include "base/arena.h"
#include "test.h"
#include "types/check.h"

enum {
	NTYPES = 7, /* int, A, B, C, string, S, and a struct */
	NTERMS = 8, /* all of them are in make_terms() */
	MAX_LIST = 3,
	MAX_LISTS = 1 + NTERMS + NTERMS * NTERMS + NTERMS * NTERMS * NTERMS,
};

static struct arena *arena, *scratch;
static struct type *types[NTYPES];
static struct term terms[NTERMS];
static struct term_list lists[MAX_LISTS];
static uint32_t nshort, nlists; /* the first ones have up to two terms */

static struct type *defined(const char *name, struct type *under)
{
	struct object *obj = object_new(arena, OBJECT_TYPE_NAME, NO_POS, NULL,
					name_of(name), NULL);
	struct named *n = check_new_named(NULL, obj, NULL);

	named_set_underlying(n, under);
	return &n->t;
}

static void make_terms(void)
{
	types[0] = TYP(INT);
	types[1] = defined("A", TYP(INT));
	types[2] = defined("B", TYP(INT));
	types[3] = defined("C", TYP(INT)); /* in no term by name */
	types[4] = TYP(STRING);
	types[5] = defined("S", TYP(STRING)); /* nor this one */
	types[6] = new_struct(arena, NULL, 0, NULL);
	terms[0] = (struct term){false, NULL};
	terms[1] = (struct term){true, types[0]};
	terms[2] = (struct term){false, types[0]};
	terms[3] = (struct term){false, types[1]};
	terms[4] = (struct term){false, types[2]};
	terms[5] = (struct term){true, types[4]};
	terms[6] = (struct term){false, types[4]};
	/* The tilde of a type that is under nothing: no type. */
	terms[7] = (struct term){true, types[1]};
}

static void make_lists(void)
{
	uint32_t from = 0, end;

	nlists = 1;
	for (uint32_t len = 1; len <= MAX_LIST; len++) {
		end = nlists;
		if (len == MAX_LIST)
			nshort = end;
		for (uint32_t i = from; i < end; i++) {
			for (uint32_t t = 0; t < NTERMS - 1; t++) {
				struct term *at =
					ARENA_ARRAY(arena, len, struct term);

				if (len > 1)
					memcpy(at, lists[i].at,
					       (len - 1) * sizeof(*at));
				at[len - 1] = terms[t];
				lists[nlists++] = (struct term_list){at, len};
			}
		}
		from = end;
	}
}

/* What the specification says, type by type. */
static bool in_term(struct type *t, const struct term *x)
{
	if (!x->type)
		return true;
	if (x->tilde)
		return type_under(t) == x->type;
	return t == x->type;
}

static unsigned set_of(struct term_list l)
{
	unsigned set = 0;

	for (uint32_t i = 0; i < l.n; i++)
		for (unsigned t = 0; t < NTYPES; t++)
			if (in_term(types[t], &l.at[i]))
				set |= 1u << t;
	return set;
}

static void a_normal_form_is_the_same_set(void)
{
	for (uint32_t i = 0; i < nlists; i++) {
		struct term_list l;

		arena_reset(scratch);
		l = term_list_norm(scratch, lists[i]);
		CHECK(set_of(l) == set_of(lists[i]));
		CHECK(l.n <= lists[i].n);
		CHECK(term_list_is_all(l) == (set_of(l) == (1u << NTYPES) - 1));
		CHECK(!term_list_is_all(l) || l.n == 1);
	}
}

static void operations_on_lists_are_those_on_sets(void)
{
	for (uint32_t i = 0; i < nshort; i++) {
		unsigned x = set_of(lists[i]);

		for (uint32_t j = 0; j < nshort; j++) {
			struct term_list a = lists[i], b = lists[j];
			unsigned y = set_of(b);

			arena_reset(scratch);
			CHECK(set_of(term_list_union(scratch, a, b)) ==
			      (x | y));
			CHECK(set_of(term_list_intersect(scratch, a, b)) ==
			      (x & y));
			CHECK(term_list_subset_of(a, b) == !(x & ~y));
			CHECK(term_list_equal(a, b) == (x == y));
		}
	}
}

static void a_list_includes_the_types_of_its_set(void)
{
	for (uint32_t i = 0; i < nlists; i++)
		for (unsigned t = 0; t < NTYPES; t++)
			CHECK(term_list_includes(lists[i], types[t]) ==
			      (set_of(lists[i]) >> t & 1));
}

static void a_tilde_before_a_defined_type_includes_nothing(void)
{
	for (unsigned t = 0; t < NTYPES; t++)
		CHECK(!term_includes(&terms[NTERMS - 1], types[t]));
}

static void operands_are_left_as_they_are(void)
{
	struct term x[] = {terms[2], terms[6]}, y[] = {terms[1], terms[5]};
	struct term_list a = {x, 2}, b = {y, 2};

	arena_reset(scratch);
	CHECK(term_list_union(scratch, a, b).n == 2);
	CHECK(term_list_intersect(scratch, a, b).n == 2);
	CHECK(x[0].type == terms[2].type && !x[0].tilde);
	CHECK(y[0].type == terms[1].type && y[0].tilde);
	CHECK(y[1].type == terms[5].type && y[1].tilde);
}

int main(void)
{
	types_init();
	arena = arena_create(0);
	scratch = arena_create(0);
	make_terms();
	make_lists();
	RUN(a_normal_form_is_the_same_set);
	RUN(operations_on_lists_are_those_on_sets);
	RUN(a_list_includes_the_types_of_its_set);
	RUN(a_tilde_before_a_defined_type_includes_nothing);
	RUN(operands_are_left_as_they_are);
	arena_destroy(scratch);
	arena_destroy(arena);
	return test_summary();
}
