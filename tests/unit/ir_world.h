/* SPDX-License-Identifier: MIT */
/*
 * ir_world.h - a module and a GOROOT of one's own, and the IR of it
 *
 * Nothing depends on the Go of the machine.
 */
#ifndef TESTS_UNIT_IR_WORLD_H
#define TESTS_UNIT_IR_WORLD_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "ir/ir.h"
#include "program/program.h"
#include "types/types.h"
#include "put_file.h"

static char world_root[64];

static inline void world_put(const char *path, const char *text)
{
	put_file(world_root, path, text);
}

static inline void world_create(void)
{
	char goroot[128];

	strcpy(world_root, "/tmp/belay-ir-XXXXXX");
	if (!mkdtemp(world_root)) {
		perror(world_root);
		exit(1);
	}
	snprintf(goroot, sizeof(goroot), "%s/goroot", world_root);
	setenv("GOROOT", goroot, 1);
	setenv("GOFLAGS", "", 1);
	setenv("GOENV", "off", 1);
	setenv("GOWORK", "off", 1);
	setenv("CGO_ENABLED", "0", 1);
	world_put("goroot/VERSION", "go1.27.0\ntime x\n");
	world_put("goroot/src/unsafe/u.go", "package unsafe\n");
	world_put("goroot/src/runtime/r.go", "package runtime\n");
	world_put("m/go.mod", "module m\n\ngo 1.27\n");
}

static inline void world_destroy(void)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf '%s'", world_root);
	if (system(command) != 0)
		perror(command);
}

struct world {
	struct program *program;
	struct ir_program *ir;
};

/* Of the packages that the pattern names, in the module m. */
static inline struct world world_build(const char *pattern, unsigned jobs,
				       bool reach)
{
	char dir[128];
	const char *patterns[] = {pattern};
	struct program_config config = {
		.dir = dir, .patterns = patterns, .npatterns = 1, .jobs = jobs};
	struct ir_config ir = {.jobs = jobs, .reach = reach, .check = true};
	struct world w;

	snprintf(dir, sizeof(dir), "%s/m", world_root);
	w.program = program_load(&config);
	w.ir = ir_build(w.program, &ir);
	return w;
}

static inline void world_drop(struct world *w)
{
	ir_program_destroy(w->ir);
	program_destroy(w->program);
}

/* The first function of this name, as it is printed; or NULL. */
static inline struct ir_function *world_function(const struct world *w,
						 const char *name)
{
	struct ir_function *found = NULL;
	struct buf b;

	buf_init(&b, 1 << 16);
	for (uint32_t i = 0; i < w->ir->nfunctions && !found; i++) {
		buf_clear(&b);
		ir_function_print_name(w->ir->functions[i], &b);
		if (strcmp(buf_text(&b), name) == 0)
			found = w->ir->functions[i];
	}
	buf_finish(&b);
	return found;
}

/* How many functions there are whose printed name has this in it. */
static inline unsigned world_count(const struct world *w, const char *part)
{
	struct buf b;
	unsigned n = 0;

	buf_init(&b, 1 << 16);
	for (uint32_t i = 0; i < w->ir->nfunctions; i++) {
		buf_clear(&b);
		ir_function_print_name(w->ir->functions[i], &b);
		n += strstr(buf_text(&b), part) != NULL;
	}
	buf_finish(&b);
	return n;
}

/* Everything, as `belay dump ir --deps` prints it. */
static inline void world_print(const struct world *w, struct buf *out)
{
	buf_init(out, 1 << 26);
	for (uint32_t i = 0; i < w->ir->nfunctions; i++)
		ir_function_print(w->ir->functions[i], out);
}

#endif
