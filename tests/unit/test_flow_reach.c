/* SPDX-License-Identifier: MIT */
#include "flow/model.h"
#include "flow_make.h"
#include "test.h"

static struct flow_make m;
static struct state *s; /* m.s */

static void open(void)
{
	flow_make_open(&m, 0);
	s = m.s;
}

static void close(void)
{
	flow_make_close(&m);
}

/* What was visited: "v3:.a * v4:.b" and so on. */
struct visits {
	struct buf text;
	val_t stop; /* the walk ends there */
	uint32_t n, deepest;
};

static bool note(void *ctx, const struct state *st, val_t v,
		 const struct reach_step *path, uint32_t n)
{
	struct visits *seen = ctx;

	(void)st;
	buf_printf(&seen->text, "%sv%u", seen->n++ ? " " : "", v);
	for (uint32_t i = 0; i < n; i++) {
		const struct edge *e = path[i].edge;

		if (e->access == ACCESS_FIELD)
			buf_printf(&seen->text, ".%s", name_text(e->key));
		else
			buf_putc(&seen->text, "*.[l##m"[e->access]);
	}
	if (n > seen->deepest)
		seen->deepest = n;
	return v != seen->stop;
}

static const char *visits_from(struct visits *seen, val_t root)
{
	*seen = (struct visits){.stop = seen->stop};
	buf_init(&seen->text, 1 << 20);
	state_reach(s, root, note, seen);
	return arena_strdup(m.arena, buf_text(&seen->text));
}

static const char *from(val_t root)
{
	struct visits seen = {0};
	const char *text = visits_from(&seen, root);

	buf_finish(&seen.text);
	return text;
}

static val_t node(void)
{
	return state_new(s, ORIGIN_UNKNOWN);
}

static void link_to(val_t from_v, const char *field, val_t to)
{
	state_set(s, from_v, ACCESS_FIELD, name_of(field), to, NULL);
}

static void the_nearest_come_first_and_each_once(void)
{
	val_t a = node(), b = node(), c = node(), d = node();

	link_to(a, "b", b);
	link_to(b, "d", d);
	link_to(b, "a", a);
	link_to(a, "c", c);
	link_to(c, "d", d);
	link_to(d, "c", c);
	CHECK_STR(from(a), "v2.b v3.c v4.b.d");
	CHECK_STR(from(d), "v3.c");
	CHECK_STR(from(NO_VAL), "");
}

static void the_walk_ends_when_it_is_told_to(void)
{
	struct visits seen = {0};
	val_t a = node(), b = node(), c = node();
	const char *text;

	link_to(a, "b", b);
	link_to(a, "c", c);
	seen.stop = b;
	text = visits_from(&seen, a);
	buf_finish(&seen.text);
	CHECK_STR(text, "v2.b");
}

static void lengths_and_what_is_not_there_are_left_out(void)
{
	val_t a = node(), len = node(), k = state_int(s, 1), b = node();

	state_set(s, a, ACCESS_LEN, 0, len, NULL);
	state_set(s, a, ACCESS_ELEM, k, NO_VAL, NULL);
	state_set(s, a, ACCESS_DEREF, 0, b, NULL);
	CHECK_STR(from(a), "v4*");
}

static void keys_are_held_too(void)
{
	val_t map = node(), slot = node(), k = node(), in = node();
	const char *text;

	state_set(s, map, ACCESS_ELEM, k, slot, NULL);
	link_to(k, "x", in);
	text = from(map);
	CHECK_STR(text, "v2[ v3[ v4[.x");
	/* The key of an entry that is gone is not. */
	state_set(s, map, ACCESS_ELEM, k, NO_VAL, NULL);
	CHECK_STR(from(map), "");
}

static void links_of_models_do_not_hold(void)
{
	val_t a = node(), b = node(), c = node();

	state_set(s, a, ACCESS_MODEL, MODEL_LINKS, b, NULL);
	CHECK_STR(from(a), "");
	state_set(s, a, ACCESS_MODEL, MODEL_LINKS - 1, c, NULL);
	CHECK_STR(from(a), "v3m");
}

static void the_inside_of_freed_memory_is_not_visited(void)
{
	val_t a = node(), b = node(), c = node();
	struct freed *f = ARENA_NEW(m.arena, struct freed);

	link_to(a, "b", b);
	link_to(b, "c", c);
	state_cell(s, b)->freed = f;
	CHECK_STR(from(a), "v2.b");
	f->maybe = true;
	CHECK_STR(from(a), "v2.b v3.b.c");
}

static void paths_have_a_longest(void)
{
	struct visits seen = {0};
	val_t first = node(), at = first;

	for (int i = 0; i < 50; i++) {
		val_t next = node();

		link_to(at, "x", next);
		at = next;
	}
	visits_from(&seen, first);
	buf_finish(&seen.text);
	CHECK(seen.deepest == REACH_MAX_DEPTH);
	CHECK(seen.n == REACH_MAX_DEPTH);
}

struct nested {
	uint32_t calls;
	int depth;
};

static bool again(void *ctx, const struct state *st, val_t v,
		  const struct reach_step *path, uint32_t n)
{
	struct nested *nested = ctx;

	(void)path;
	(void)n;
	nested->calls++;
	if (nested->depth-- > 0)
		state_reach(st, v, again, ctx);
	nested->depth++;
	return true;
}

static void a_visit_may_walk_itself(void)
{
	struct nested nested = {.depth = 30};
	val_t a = node(), b = node();

	link_to(a, "b", b);
	link_to(b, "a", a);
	state_reach(s, a, again, &nested);
	CHECK(nested.calls == 31);
	CHECK_STR(from(a), "v2.b");
}

static void marks_go_everywhere_and_add_up(void)
{
	val_t a = node(), b = node(), c = node(), d = node(), k = node();
	uint8_t *marks = ARENA_ARRAY(m.arena, s->ncells + 1, uint8_t);

	link_to(a, "b", b);
	state_cell(s, b)->freed = ARENA_NEW(m.arena, struct freed);
	link_to(b, "a", a);
	state_set(s, b, ACCESS_ELEM, k, c, NULL);
	state_mark(s, a, marks);
	CHECK(marks[a] && marks[b] && marks[c] && marks[k] && !marks[d]);
	state_mark(s, d, marks);
	CHECK(marks[a] && marks[d] && !marks[0]);
}

int main(void)
{
	void (*const tests[])(void) = {
		the_nearest_come_first_and_each_once,
		the_walk_ends_when_it_is_told_to,
		lengths_and_what_is_not_there_are_left_out,
		keys_are_held_too,
		links_of_models_do_not_hold,
		the_inside_of_freed_memory_is_not_visited,
		paths_have_a_longest,
		a_visit_may_walk_itself,
		marks_go_everywhere_and_add_up,
	};

	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++) {
		open();
		RUN(tests[i]);
		close();
	}
	return test_summary();
}
