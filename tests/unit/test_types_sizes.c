/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include <stdarg.h>

#include "base/arena.h"
#include "test.h"
#include "types/check.h"

static struct arena *arena;

/* A struct of the types given, up to a NULL. */
static struct type *structure(struct type *first, ...)
{
	struct object **fields = ARENA_ARRAY(arena, 16, struct object *);
	uint32_t n = 0;
	va_list ap;

	va_start(ap, first);
	for (struct type *t = first; t; t = va_arg(ap, struct type *))
		fields[n++] = object_new_var(arena, VAR_FIELD, NO_POS, NULL,
					     name_of("f"), t);
	va_end(ap);
	return new_struct(arena, fields, n, NULL);
}

static int64_t size_on(const char *arch, struct type *t)
{
	return sizes_sizeof(sizes_for(arch), t);
}

static int64_t align_on(const char *arch, struct type *t)
{
	return sizes_alignof(sizes_for(arch), t);
}

static void words_are_those_of_the_architecture(void)
{
	CHECK(size_on("amd64", TYP(INT)) == 8);
	CHECK(size_on("386", TYP(INT)) == 4);
	CHECK(size_on("amd64p32", TYP(UINTPTR)) == 4);
	CHECK(size_on("arm", TYP(STRING)) == 8);
	CHECK(size_on("wasm", new_slice(arena, TYP(BOOL))) == 24);
	CHECK(size_on("mips", universe_error) == 8);
	CHECK(size_on("riscv64", TYP(UNSAFE_POINTER)) == 8);
	CHECK(sizes_for("pdp11") == NULL);
}

static void eight_bytes_are_aligned_to_four_on_386(void)
{
	struct type *s = structure(TYP(BOOL), TYP(INT64), NULL);

	CHECK(align_on("386", TYP(INT64)) == 4);
	CHECK(align_on("amd64p32", TYP(INT64)) == 8);
	CHECK(size_on("386", s) == 12);
	CHECK(size_on("amd64", s) == 16);
}

static void complex_numbers_are_aligned_as_their_parts(void)
{
	CHECK(align_on("amd64", TYP(COMPLEX64)) == 4);
	CHECK(align_on("amd64", TYP(COMPLEX128)) == 8);
	CHECK(align_on("386", TYP(COMPLEX128)) == 4);
}

static void a_last_field_without_size_takes_a_byte(void)
{
	struct type *empty = structure(NULL);
	struct type *last = structure(TYP(INT64), empty, NULL);
	struct type *first = structure(empty, TYP(INT64), NULL);

	CHECK(size_on("amd64", empty) == 0);
	CHECK(align_on("amd64", empty) == 1);
	CHECK(size_on("amd64", last) == 16);
	CHECK(size_on("amd64", first) == 8);
	CHECK(size_on("amd64", structure(empty, empty, NULL)) == 0);
}

static void offsets_follow_the_path(void)
{
	struct type *inner = structure(TYP(INT8), TYP(INT32), NULL);
	struct type *outer = structure(TYP(BOOL), inner, NULL);
	const uint32_t path[] = {1, 1};

	CHECK(sizes_offsetof(sizes_for("amd64"), outer, path, 1) == 4);
	CHECK(sizes_offsetof(sizes_for("amd64"), outer, path, 2) == 8);
}

static void what_is_too_large_has_no_size(void)
{
	struct type *huge = new_array(arena, TYP(INT64), INT64_MAX / 8);
	struct type *more = new_array(arena, TYP(INT64), INT64_MAX / 4);
	struct type *both = structure(huge, huge, NULL);
	const uint32_t second[] = {1};

	CHECK(size_on("amd64", huge) == INT64_MAX / 8 * 8);
	CHECK(size_on("amd64", more) == -1);
	CHECK(size_on("amd64", both) == -1);
	CHECK(size_on("amd64", new_array(arena, more, 0)) == 0);
	CHECK(size_on("amd64", structure(TYP(INT8), more, TYP(INT8), NULL)) ==
	      -1);
	CHECK(sizes_offsetof(sizes_for("amd64"), both, second, 1) ==
	      INT64_MAX / 8 * 8);
}

static void structs_that_share_their_parts_are_laid_out_once(void)
{
	struct type *t = structure(TYP(INT8), NULL);

	for (int i = 0; i < 60; i++)
		t = structure(t, t, NULL);
	CHECK(size_on("amd64", t) == (int64_t)1 << 60);
}

int main(void)
{
	types_init();
	arena = arena_create(0);
	RUN(words_are_those_of_the_architecture);
	RUN(eight_bytes_are_aligned_to_four_on_386);
	RUN(complex_numbers_are_aligned_as_their_parts);
	RUN(a_last_field_without_size_takes_a_byte);
	RUN(offsets_follow_the_path);
	RUN(what_is_too_large_has_no_size);
	RUN(structs_that_share_their_parts_are_laid_out_once);
	arena_destroy(arena);
	return test_summary();
}
