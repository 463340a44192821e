/* SPDX-License-Identifier: MIT */
#include "gort/cdata.h"

#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "test.h"
#include "trace/memory.h"

struct cdata_node {
	struct cdata_node *next;
	char text[16];
	union {
		long number;
		void *pointer;
	} value;
};

/* Not static, so that no build without -g leaves their symbols out. */
extern struct cdata_node cdata_test_nodes[3];
extern void *cdata_test_table[4];
struct cdata_node cdata_test_nodes[3];
void *cdata_test_table[4];

static const char *name_of(struct cdata *c, const void *p, struct buf *out)
{
	buf_clear(out);
	return cdata_name(c, (uint64_t)(uintptr_t)p, out) ? buf_text(out) : "";
}

/* A build without debug information has the symbol alone. */
static bool is_called(struct cdata *c, const void *p, const char *name,
		      const char *symbol)
{
	struct buf b;
	bool is;

	buf_init(&b, 4096);
	is = strcmp(name_of(c, p, &b), name) == 0 ||
	     strcmp(name_of(c, p, &b), symbol) == 0;
	buf_finish(&b);
	return is;
}

static void globals_have_the_names_of_their_fields(void)
{
	const char *why;
	struct memory *m = memory_of_process(getpid(), &why);
	struct cdata *c = cdata_open(m, NULL);

	CHECK(is_called(c, &cdata_test_table[2], "cdata_test_table[2]",
			"cdata_test_table+16"));
	CHECK(is_called(c, &cdata_test_nodes[1].next,
			"cdata_test_nodes[1].next", "cdata_test_nodes+32"));
	CHECK(is_called(c, &cdata_test_nodes[2].text[3],
			"cdata_test_nodes[2].text[3]", "cdata_test_nodes+75"));
	CHECK(is_called(c, &cdata_test_nodes[0].value,
			"cdata_test_nodes[0].value.number",
			"cdata_test_nodes+24"));
	cdata_close(c);
	memory_close(m);
}

static void what_is_no_global_has_no_name(void)
{
	const char *why;
	struct memory *m = memory_of_process(getpid(), &why);
	struct cdata *c = cdata_open(m, NULL);
	int local = 0;
	struct buf b;

	buf_init(&b, 4096);
	CHECK(name_of(c, &local, &b)[0] == '\0');
	CHECK(name_of(c, NULL, &b)[0] == '\0');
	CHECK(!cdata_place(c, (uint64_t)(uintptr_t)&local, &b));
	CHECK(cdata_place(c, (uint64_t)(uintptr_t)cdata_test_table, &b));
	CHECK(strstr(buf_text(&b), ".bss+0x"));
	buf_finish(&b);
	cdata_close(c);
	memory_close(m);
}

static void ranges_are_sorted_and_hold_the_globals(void)
{
	const char *why;
	struct memory *m = memory_of_process(getpid(), &why);
	struct cdata *c = cdata_open(m, NULL);
	uint64_t at = (uint64_t)(uintptr_t)&cdata_test_table[1];
	const struct cdata_range *r;
	bool found = false;
	size_t n;

	r = cdata_ranges(c, &n);
	for (size_t i = 0; i < n; i++) {
		CHECK(r[i].start < r[i].end);
		CHECK(i == 0 || r[i - 1].end <= r[i].start);
		found |= at >= r[i].start && at < r[i].end;
	}
	CHECK(found);
	cdata_close(c);
	memory_close(m);
}

int main(void)
{
	RUN(globals_have_the_names_of_their_fields);
	RUN(what_is_no_global_has_no_name);
	RUN(ranges_are_sorted_and_hold_the_globals);
	return test_summary();
}
