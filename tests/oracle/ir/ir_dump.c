/* SPDX-License-Identifier: MIT */
/*
 * ir_dump [-check] [-quiet] [-reach] [-1] DIR PATTERN... - all functions
 *
 * Each function that a package named by a pattern declares, the wrappers of
 * its types' methods, and each that these refer to, directly or not, as
 * `belay dump ir` prints it, and where its instructions are; a function once.
 * -check runs the verifier after each pass, -quiet prints nothing, -reach
 * builds what is called of other packages (else instances of their generic
 * functions have no bodies), -1 is one thread.  On standard error: what it
 * cost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "ir/ir.h"
#include "program/program.h"
#include "types/construct.h"
#include "types/methodset.h"

enum { CEILING = 1 << 30, FLUSH_AT = 1 << 20 };

struct walk {
	struct arena *a;
	struct ptrmap seen;
	struct VEC(struct ir_function *) todo;
	uint64_t instrs, blocks;
};

static void reach(struct walk *w, struct ir_function *fn)
{
	void **at = ptrmap_at(&w->seen, w->a, fn);

	if (*at)
		return;
	*at = fn;
	vec_push_in(w->a, &w->todo, fn);
}

static void follow(struct walk *w, const struct ir_function *fn)
{
	/* Of a dependency: the other side does not follow it. */
	if (fn->pkg && !fn->pkg->named)
		return;
	for (uint32_t i = 0; i < fn->nanons; i++)
		reach(w, fn->anons[i]);
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = fn->blocks[i];

		w->instrs += b->ninstrs;
		w->blocks++;
		for (uint32_t j = 0; j < b->ninstrs; j++) {
			const struct ir_instr *in = b->instrs[j];

			for (uint32_t k = 0; k < in->nargs; k++) {
				if (in->args[k] && in->args[k]->op == OP_FUNC)
					reach(w, (struct ir_function *)
							 in->args[k]);
			}
		}
	}
}

/* Methods and wrappers of a declared type, and of pointers to it. */
static void reach_methods(struct walk *w, struct ir_program *ir,
			  struct object *obj)
{
	struct named *n = TYPE_AS(NAMED, named, obj->type);
	struct type *types[2];

	if (obj->kind != OBJECT_TYPE_NAME || !n || n->obj != obj ||
	    named_tparams(n).n > 0 || type_is_interface(&n->t))
		return;
	types[0] = &n->t;
	types[1] = new_pointer(w->a, &n->t);
	for (size_t i = 0; i < 2; i++) {
		struct method_set set = new_method_set(types[i], w->a);

		for (uint32_t j = 0; j < set.n; j++) {
			struct ir_function *fn =
				ir_method_value(ir, &set.at[j]);

			if (fn)
				reach(w, fn);
		}
	}
}

static void reach_package(struct walk *w, struct ir_program *ir,
			  const struct ir_package *p)
{
	const struct scope *scope = p->types->scope;

	if (p->init)
		reach(w, p->init);
	for (uint32_t i = 0; i < p->nfuncs; i++)
		reach(w, p->funcs[i]);
	for (uint32_t i = 0; i < scope->n; i++)
		reach_methods(w, ir, scope->objects[i]);
}

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Where each instruction is, "line:column", in one line. */
static void print_positions(const struct ir_function *fn, struct buf *out)
{
	struct file_set *files = fn->prog->source->files;

	buf_puts(out, "# Positions:");
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = fn->blocks[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct position at =
				position_of(files, b->instrs[j]->pos);

			if (at.path)
				buf_printf(out, " %u:%u", at.line, at.column);
			else
				buf_puts(out, " -");
		}
	}
	buf_putc(out, '\n');
}

static void dump(struct ir_program *ir, bool quiet)
{
	struct walk w = {.a = arena_create(0)};
	struct buf out;
	uint32_t n = 0;

	buf_init(&out, CEILING);
	for (uint32_t i = 0; i < ir->npackages; i++) {
		if (ir->packages[i].named)
			reach_package(&w, ir, &ir->packages[i]);
	}
	for (; n < w.todo.len; n++) {
		struct ir_function *fn = w.todo.at[n];

		follow(&w, fn);
		if (!quiet && (!fn->pkg || fn->pkg->named)) {
			ir_function_print(fn, &out);
			print_positions(fn, &out);
		}
		if (out.len > FLUSH_AT) {
			buf_write(&out, STDOUT_FILENO);
			buf_clear(&out);
		}
	}
	buf_write(&out, STDOUT_FILENO);
	fprintf(stderr, "%u functions, %llu blocks, %llu instructions\n", n,
		(unsigned long long)w.blocks, (unsigned long long)w.instrs);
	buf_finish(&out);
	arena_destroy(w.a);
}

int main(int argc, char **argv)
{
	struct program_config config = {0};
	struct ir_config ir_config = {0};
	bool quiet = false;
	struct program *p;
	struct ir_program *ir;
	struct rusage usage;
	double cpu, wall;
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-check") == 0)
			ir_config.check = true;
		else if (strcmp(argv[i], "-quiet") == 0)
			quiet = true;
		else if (strcmp(argv[i], "-reach") == 0)
			ir_config.reach = true;
		else if (strcmp(argv[i], "-1") == 0)
			config.jobs = ir_config.jobs = 1;
		else
			return 2;
	}
	if (i + 1 >= argc)
		return 2;
	config.dir = argv[i];
	config.patterns = (const char *const *)argv + i + 1;
	config.npatterns = (size_t)(argc - i - 1);
	p = program_load(&config);
	cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	wall = seconds(CLOCK_MONOTONIC);
	ir = ir_build(p, &ir_config);
	getrusage(RUSAGE_SELF, &usage);
	fprintf(stderr, "%.3f s CPU, %.3f s, %ld MB in all\n",
		seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu,
		seconds(CLOCK_MONOTONIC) - wall, usage.ru_maxrss / 1024);
	dump(ir, quiet);
	ir_program_destroy(ir);
	program_destroy(p);
	return 0;
}
