/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include "base/arena.h"
#include "base/buf.h"
#include "test.h"
#include "types/check.h"

static struct arena *arena;
static struct package pkg = {.path = "example.com/pkg"};

static const char *text(struct type *t)
{
	static struct buf b;

	buf_finish(&b);
	buf_init(&b, 1 << 16);
	type_print(&b, t, NULL);
	return buf_text(&b);
}

static struct object *var(enum var_kind kind, const char *name, struct type *t)
{
	return object_new_var(arena, kind, NO_POS, &pkg, name_of(name), t);
}

static struct tuple *tuple(struct object *a, struct object *b)
{
	struct object **vars = ARENA_ARRAY(arena, 2, struct object *);

	vars[0] = a;
	vars[1] = b;
	return new_tuple(arena, vars, b ? 2 : 1);
}

static struct signature *func(struct tuple *params, struct tuple *results,
			      bool variadic)
{
	return new_signature(arena, (struct type_list){0}, NULL, params,
			     results, variadic);
}

static void literal_types_look_like_go(void)
{
	struct type *ints = new_slice(arena, TYP(INT));

	CHECK_STR(text(ints), "[]int");
	CHECK_STR(text(new_array(arena, new_pointer(arena, ints), 3)),
		  "[3]*[]int");
	CHECK_STR(text(new_map(arena, TYP(STRING), ints)), "map[string][]int");
	CHECK_STR(text(TYP(UNSAFE_POINTER)), "unsafe.Pointer");
	CHECK_STR(text(universe_any_alias), "any");
	CHECK_STR(text(empty_interface), "interface{}");
	CHECK_STR(text(universe_error), "error");
	CHECK_STR(text(NULL), "<nil>");
}

static void channels_of_receive_only_channels_have_parentheses(void)
{
	struct type *recv = new_chan(arena, CHAN_RECV, TYP(INT));

	CHECK_STR(text(recv), "<-chan int");
	CHECK_STR(text(new_chan(arena, CHAN_BOTH, recv)), "chan (<-chan int)");
	CHECK_STR(text(new_chan(arena, CHAN_SEND, recv)), "chan<- <-chan int");
	CHECK_STR(text(new_chan(arena, CHAN_BOTH,
				new_chan(arena, CHAN_SEND, TYP(INT)))),
		  "chan chan<- int");
}

static void signatures_have_names_where_parameters_do(void)
{
	struct object *x = var(VAR_PARAM, "x", TYP(INT));
	struct object *rest =
		var(VAR_PARAM, "rest", new_slice(arena, TYP(STRING)));
	struct object *err = var(VAR_RESULT, "", universe_error);
	struct object *named = var(VAR_RESULT, "err", universe_error);

	CHECK_STR(text(&func(NULL, NULL, false)->t), "func()");
	CHECK_STR(text(&func(tuple(x, rest), tuple(err, NULL), true)->t),
		  "func(x int, rest ...string) error");
	CHECK_STR(text(&func(tuple(x, NULL), tuple(named, NULL), false)->t),
		  "func(x int) (err error)");
	CHECK_STR(text(&func(tuple(err, NULL), tuple(err, err), false)->t),
		  "func(error) (error, error)");
}

static void dots_come_behind_a_type_that_is_no_slice(void)
{
	struct object *dst =
		var(VAR_PARAM, "", new_slice(arena, universe_byte));
	struct object *src = var(VAR_PARAM, "", TYP(STRING));

	CHECK_STR(text(&func(tuple(dst, src), NULL, true)->t),
		  "func([]byte, string...)");
}

static void struct_tags_are_quoted_and_embedded_fields_bare(void)
{
	struct object **fields = ARENA_ARRAY(arena, 2, struct object *);
	const char **tags = ARENA_ARRAY(arena, 2, const char *);

	fields[0] = var(VAR_FIELD, "error", universe_error);
	fields[0]->flags |= OBJECT_EMBEDDED;
	fields[1] = var(VAR_FIELD, "Name", TYP(STRING));
	tags[1] = "json:\"name\"";
	CHECK_STR(text(new_struct(arena, fields, 2, tags)),
		  "struct{error; Name string \"json:\\\"name\\\"\"}");
	CHECK_STR(text(new_struct(arena, NULL, 0, NULL)), "struct{}");
}

static void qualifiers_choose_the_name_of_a_package(void)
{
	struct buf b;

	buf_init(&b, 0);
	type_print(&b, TYP(UNSAFE_POINTER), qualify_name);
	CHECK_STR(buf_text(&b), "unsafe.Pointer");
	buf_finish(&b);
}

static void a_type_that_contains_itself_is_cut(void)
{
	struct slice *s = (struct slice *)new_slice(arena, NULL);

	s->elem = &s->t;
	CHECK_STR(text(&s->t), "[]<cycle to *Slice>");
}

/* n structs, each with the one before twice. */
static struct type *doubled(int n, struct type *t)
{
	while (n-- > 0) {
		struct object **fields = ARENA_ARRAY(arena, 2, struct object *);

		fields[0] = var(VAR_FIELD, "a", t);
		fields[1] = var(VAR_FIELD, "b", t);
		t = new_struct(arena, fields, 2, NULL);
	}
	return t;
}

static void a_type_of_absurd_size_has_a_text_of_bounded_size(void)
{
	struct type *t = doubled(64, TYP(INT)); /* 2^64 ints */

	CHECK(strlen(text(t)) <= 1 << 16);

	for (int i = 0; i < 1000000; i++)
		t = new_pointer(arena, t);
	CHECK(strlen(text(t)) <= 1 << 16);
}

static void the_middle_of_identity_is_no_recursion(void)
{
	struct type *x = TYP(INT), *y = TYP(INT), *z = TYP(UINT);

	for (int i = 0; i < 1000000; i++) {
		x = new_slice(arena, x);
		y = new_slice(arena, y);
		z = new_slice(arena, z);
	}
	CHECK(type_identical(x, y));
	CHECK(!type_identical(x, z));
	CHECK(type_hash(x) == type_hash(y));
}

static void types_that_share_their_parts_are_compared_part_by_part(void)
{
	struct type *x = doubled(100, TYP(INT)), *y = doubled(100, TYP(INT));
	struct type *z = doubled(100, TYP(UINT));

	CHECK(type_identical(x, y));
	CHECK(!type_identical(x, z));
	CHECK(type_hash(x) == type_hash(y));
	CHECK(type_hash(x) != type_hash(doubled(99, TYP(INT))));
}

static void a_comparison_of_endless_types_ends(void)
{
	struct slice *x = (struct slice *)new_slice(arena, NULL);
	struct slice *y = (struct slice *)new_slice(arena, NULL);

	x->elem = &x->t;
	y->elem = &y->t;
	CHECK(type_hash(&x->t) == type_hash(&y->t));
	CHECK(!type_identical(&x->t, new_slice(arena, TYP(INT))));
	CHECK(!type_identical(&x->t, &y->t));
}

static void byte_is_spelled_otherwise_than_uint8(void)
{
	struct type *bytes = new_slice(arena, universe_byte);
	struct type *ints = new_slice(arena, TYP(UINT8));

	CHECK(type_identical(bytes, ints));
	CHECK(!type_same_spelling(bytes, ints));
	CHECK(type_same_spelling(ints, new_slice(arena, TYP(UINT8))));
	CHECK(!type_same_spelling(universe_any_alias, empty_interface));
}

static void identity_ignores_tags_only_when_told_to(void)
{
	struct object **fields = ARENA_ARRAY(arena, 1, struct object *);
	const char **tags = ARENA_ARRAY(arena, 1, const char *);
	const char **none = ARENA_ARRAY(arena, 1, const char *);
	struct type *plain, *tagged, *empty;

	fields[0] = var(VAR_FIELD, "x", TYP(INT));
	tags[0] = "k:\"v\"";
	none[0] = "";
	plain = new_struct(arena, fields, 1, NULL);
	tagged = new_struct(arena, fields, 1, tags);
	empty = new_struct(arena, fields, 1, none);
	CHECK(!type_identical(plain, tagged));
	CHECK(type_identical(plain, empty));
	CHECK(type_identical_ignore_tags(plain, tagged));
	CHECK(type_hash(plain) == type_hash(tagged));
}

static void identity_ignores_names_of_parameters(void)
{
	struct object *x = var(VAR_PARAM, "x", TYP(INT));
	struct object *y = var(VAR_PARAM, "y", TYP(INT));
	struct object *list = var(VAR_PARAM, "", new_slice(arena, TYP(INT)));
	struct type *fx = &func(tuple(x, NULL), NULL, false)->t;
	struct type *fy = &func(tuple(y, NULL), NULL, false)->t;
	struct type *plain = &func(tuple(list, NULL), NULL, false)->t;
	struct type *variadic = &func(tuple(list, NULL), NULL, true)->t;

	CHECK(type_identical(fx, fy));
	CHECK(type_hash(fx) == type_hash(fy));
	CHECK(!type_identical(fx, plain));
	CHECK(!type_identical(plain, variadic));
}

int main(void)
{
	types_init();
	arena = arena_create(0);
	pkg.name = name_of("pkg");
	pkg.scope = scope_new(arena, universe, NO_POS, NO_POS);
	RUN(literal_types_look_like_go);
	RUN(channels_of_receive_only_channels_have_parentheses);
	RUN(signatures_have_names_where_parameters_do);
	RUN(dots_come_behind_a_type_that_is_no_slice);
	RUN(struct_tags_are_quoted_and_embedded_fields_bare);
	RUN(qualifiers_choose_the_name_of_a_package);
	RUN(a_type_that_contains_itself_is_cut);
	RUN(a_type_of_absurd_size_has_a_text_of_bounded_size);
	RUN(the_middle_of_identity_is_no_recursion);
	RUN(types_that_share_their_parts_are_compared_part_by_part);
	RUN(a_comparison_of_endless_types_ends);
	RUN(byte_is_spelled_otherwise_than_uint8);
	RUN(identity_ignores_tags_only_when_told_to);
	RUN(identity_ignores_names_of_parameters);
	arena_destroy(arena);
	return test_summary();
}
