/* SPDX-License-Identifier: MIT */
/*
 * Functions of 25,000 lines, each written so that one step of building would
 * take the square of its length if it were done plainly: four times the
 * lines may not take ten times as long.  The verifier runs after each pass.
 */
#include "ir/ir.h"

#include <time.h>

#include "ir_world.h"
#include "test.h"

enum { FEW = 6250, MANY = 25000, JUMP = 7919 };

typedef void write_fn(struct buf *b, unsigned n);

static void many(struct buf *b, unsigned n, const char *fmt)
{
	for (unsigned i = 0; i < n; i++)
		buf_printf(b, fmt, i, i, i, i);
}

/* Joins in a row, each with a Phi. */
static void ifs(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) int {\ny := 0\n");
	many(b, n, "if x == %u { y += %u }\n");
	buf_puts(b, "return y\n}\n");
}

/* One join of all cases. */
static void cases(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) int {\ny := 0\nswitch x {\n");
	many(b, n, "case %u: if c { y = %u }\n");
	buf_puts(b, "}\nreturn y\n}\n");
}

/* Variables in a loop: the header is in the frontier of each. */
static void variables(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) int {\ns := 0\nfor s < x {\n");
	many(b, n, "v%u := x; if c { v%u = s }; s += v%u\n");
	buf_puts(b, "}\nreturn s\n}\n");
}

/* Jumps from everywhere to everywhere. */
static void gotos(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) int {\ny := 0\n");
	for (unsigned i = 0; i < n; i++)
		buf_printf(b, "L%u: if y == %u { goto L%u }; y++\n", i, i,
			   i * JUMP % n);
	buf_puts(b, "return y\n}\n");
}

/* Loops around each other: the frontiers have the square of the lines. */
static void nested(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) int {\ny := 0\n");
	many(b, n, "L%u: y++\n");
	for (unsigned i = n; i-- > 0;)
		buf_printf(b, "if y == %u { goto L%u }\n", i, i);
	buf_puts(b, "return y\n}\n");
}

static void closures(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) int {\ny := 0\n");
	many(b, n, "func() { y += %u; x++ }()\n");
	buf_puts(b, "return y\n}\n");
}

static void conditions(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) bool {\nr := false\n");
	many(b, n, "r = r || x == %u && c\n");
	buf_puts(b, "return r\n}\n");
}

static void defers(struct buf *b, unsigned n)
{
	buf_puts(b, "func f(x int, c bool) (r int) {\n");
	many(b, n, "if x == %u { defer f(%u, c) }\n");
	buf_puts(b, "return r\n}\n");
}

/* CPU seconds, of everything; less than 0: it is not there. */
static double build(write_fn *write, unsigned n)
{
	struct timespec from, to;
	struct world w;
	struct buf b;
	bool there;

	buf_init(&b, 64 << 20);
	buf_puts(&b, "package m\n");
	write(&b, n);
	world_put("m/m.go", buf_text(&b));
	buf_finish(&b);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	w = world_build(".", 1, false);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	there = world_function(&w, "m.f") &&
		world_function(&w, "m.f")->ninstrs > n;
	world_drop(&w);
	return there ? (double)(to.tv_sec - from.tv_sec) +
			       (double)(to.tv_nsec - from.tv_nsec) / 1e9
		     : -1;
}

static void time_grows_with_the_lines(void)
{
	static const struct {
		const char *name;
		write_fn *write;
	} shapes[] = {
		{"ifs", ifs},
		{"cases", cases},
		{"variables", variables},
		{"gotos", gotos},
		{"nested", nested},
		{"closures", closures},
		{"conditions", conditions},
		{"defers", defers},
	};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		double few = build(shapes[i].write, FEW);
		double all = build(shapes[i].write, MANY);

		if (few <= 0 || all <= 0 || all > 10 * few)
			fprintf(stderr, "%s: %g s, then %g s\n", shapes[i].name,
				few, all);
		CHECK(few > 0 && all > 0);
		CHECK(all < 10 * few);
	}
}

int main(void)
{
	world_create();
	RUN(time_grows_with_the_lines);
	world_destroy();
	return test_summary();
}
