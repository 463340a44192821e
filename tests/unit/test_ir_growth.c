/* SPDX-License-Identifier: MIT */
/*
 * Functions of 12,000 lines, each written so that one step of building would
 * make, or take, the square of its length if it were done plainly: four times
 * the lines may make five times the code, and must end before the patience of
 * whoever runs tests does.  The verifier runs after each pass.
 */
#include "ir/ir.h"

#include "ir_world.h"
#include "test.h"

enum { FEW = 3000, MANY = 4 * FEW, JUMP = 7919 };

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

/* Instructions of the function; 0: it is not there. */
static uint32_t build(write_fn *write, unsigned n)
{
	struct ir_function *fn;
	uint32_t ninstrs;
	struct world w;
	struct buf b;

	buf_init(&b, 64 << 20);
	buf_puts(&b, "package m\n");
	write(&b, n);
	world_put("m/m.go", buf_text(&b));
	buf_finish(&b);
	w = world_build(".", 1, false);
	fn = world_function(&w, "m.f");
	ninstrs = fn && !fn->broken ? fn->ninstrs : 0;
	world_drop(&w);
	return ninstrs;
}

static void code_grows_with_the_lines(void)
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
		uint32_t few = build(shapes[i].write, FEW);
		uint32_t all = build(shapes[i].write, MANY);

		if (few <= FEW || all > 5 * few)
			fprintf(stderr, "%s: %u, then %u instructions\n",
				shapes[i].name, few, all);
		CHECK(few > FEW);
		CHECK(all > MANY);
		CHECK(all <= 5 * few);
	}
}

int main(void)
{
	world_create();
	RUN(code_grows_with_the_lines);
	world_destroy();
	return test_summary();
}
