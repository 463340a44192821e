/* SPDX-License-Identifier: MIT */
#include "test.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/decls.h"

/* "", "int", "s", "next", "x", "f", "header.h", "oops" */
static const char text[] = "\0int\0s\0next\0x\0f\0header.h\0oops";

enum { INT = 1, S = 5, NEXT = 7, X = 12, F = 14, HEADER = 16, OOPS = 25 };

static struct c_type types[] = {
	{.kind = C_TYPE_VOID, .size = -1},
	{.kind = C_TYPE_INT, .name = INT, .size = 4},
	{.kind = C_TYPE_POINTER, .size = 8, .elem = 3},
	{.kind = C_TYPE_STRUCT,
	 .name = S,
	 .size = 16,
	 .first_member = 0,
	 .nmembers = 2},
	{.kind = C_TYPE_FUNC,
	 .size = -1,
	 .elem = 1,
	 .first_member = 2,
	 .nmembers = 1},
};

static struct c_member members[] = {
	{.name = NEXT, .type = 2, .bits = -1},
	{.name = X, .type = 1, .offset = 64, .bits = -1},
	{.type = 2, .bits = -1},
};

static struct c_decl decls[] = {
	{.name = F, .kind = C_DECL_FUNC, .type = 4},
	{.name = X, .kind = C_DECL_STRING, .type = 1, .len = 4, .text = OOPS},
};

static const struct c_note notes[] = {
	{.path = HEADER, .line = 1, .column = 2, .message = OOPS},
};

static const struct c_header headers[] = {
	{.path = HEADER, .size = 10, .mtime = 20},
};

static const struct c_decls whole = {
	.types = types,
	.members = members,
	.decls = decls,
	.notes = notes,
	.headers = headers,
	.text = text,
	.ntypes = 5,
	.nmembers = 3,
	.ndecls = 2,
	.nnotes = 1,
	.nheaders = 1,
	.ntext = sizeof(text),
};

static const struct c_decls *through_bytes(struct arena *a)
{
	const struct c_decls *d;
	struct buf b;

	buf_init(&b, 1 << 20);
	c_decls_write(&whole, &b);
	d = c_decls_read(b.data, b.len, a);
	buf_finish(&b);
	return d;
}

static void what_was_written_is_read(void)
{
	struct arena *a = arena_create(0);
	const struct c_decls *d = through_bytes(a);

	CHECK(d);
	CHECK(d->ntypes == 5 && d->nmembers == 3 && d->ndecls == 2);
	CHECK(d->types[3].kind == C_TYPE_STRUCT && d->types[3].nmembers == 2);
	CHECK_STR(c_text(d, d->types[3].name), "s");
	CHECK_STR(c_text(d, d->members[1].name), "x");
	CHECK(d->members[1].offset == 64);
	CHECK_STR(c_text(d, d->decls[0].name), "f");
	CHECK_STR(c_text(d, (c_text_t)d->decls[1].text), "oops");
	CHECK_STR(c_text(d, d->notes[0].message), "oops");
	CHECK(d->headers[0].size == 10 && d->headers[0].mtime == 20);
	arena_destroy(a);
}

static void every_shorter_text_is_refused(void)
{
	struct arena *a = arena_create(0);
	struct buf b;

	buf_init(&b, 1 << 20);
	c_decls_write(&whole, &b);
	for (size_t n = 0; n < b.len; n++)
		CHECK(!c_decls_read(b.data, n, a));
	buf_putc(&b, '\0');
	CHECK(!c_decls_read(b.data, b.len, a));
	buf_finish(&b);
	arena_destroy(a);
}

/* Whether it is refused after *at = value, which is undone. */
#define REFUSED(at, value)                          \
	({                                          \
		__typeof__(at) before_ = (at);      \
		struct arena *a_ = arena_create(0); \
		const struct c_decls *d_;           \
                                                    \
		(at) = (value);                     \
		d_ = through_bytes(a_);             \
		(at) = before_;                     \
		arena_destroy(a_);                  \
		!d_;                                \
	})

static void numbers_out_of_range_are_refused(void)
{
	CHECK(!REFUSED(types[1].name, S));
	CHECK(REFUSED(types[1].name, sizeof(text)));
	CHECK(REFUSED(types[1].kind, C_NTYPE_KINDS));
	CHECK(REFUSED(types[1].size, -2));
	CHECK(REFUSED(types[2].elem, 5));
	CHECK(REFUSED(types[3].nmembers, 4));
	CHECK(REFUSED(types[3].first_member, 0xffffffffu));
	CHECK(REFUSED(types[0].kind, C_TYPE_INT));
	CHECK(REFUSED(members[0].type, 5));
	CHECK(REFUSED(members[0].name, 0xffffffffu));
	CHECK(REFUSED(decls[0].kind, C_NDECL_KINDS));
	CHECK(REFUSED(decls[0].name, 0));
	CHECK(REFUSED(decls[0].type, 5));
	CHECK(REFUSED(decls[1].text, sizeof(text)));
	CHECK(REFUSED(decls[1].len, sizeof(text)));
	/* What is called a function is one. */
	CHECK(REFUSED(decls[0].type, 1));
}

static void type_that_holds_itself_is_refused(void)
{
	/* Through a pointer it may, directly not. */
	CHECK(REFUSED(members[0].type, 3));
	CHECK(REFUSED(types[2].kind, C_TYPE_TYPEDEF));
	CHECK(REFUSED(types[2].kind, C_TYPE_ARRAY));
}

static void endless_chain_of_types_is_refused(void)
{
	struct arena *a = arena_create(0);
	struct c_decls d = whole;
	struct c_type *chain = ARENA_ARRAY(a, 5000, struct c_type);
	struct buf b;

	for (uint32_t i = 0; i < 5000; i++)
		chain[i] = (struct c_type){
			.kind = C_TYPE_TYPEDEF, .size = 4, .elem = i - (i > 0)};
	chain[0].kind = C_TYPE_VOID;
	d = (struct c_decls){.types = chain, .text = text, .ntext = 1};
	buf_init(&b, 1 << 20);
	d.ntypes = 100;
	c_decls_write(&d, &b);
	CHECK(c_decls_read(b.data, b.len, a));
	buf_clear(&b);
	d.ntypes = 5000;
	c_decls_write(&d, &b);
	CHECK(!c_decls_read(b.data, b.len, a));
	buf_finish(&b);
	arena_destroy(a);
}

int main(void)
{
	RUN(what_was_written_is_read);
	RUN(every_shorter_text_is_refused);
	RUN(numbers_out_of_range_are_refused);
	RUN(type_that_holds_itself_is_refused);
	RUN(endless_chain_of_types_is_refused);
	return test_summary();
}
