/* SPDX-License-Identifier: MIT */
/*
 * ir_interp [--check] FILE.go [ARGUMENT...]
 *
 * Runs a program of one file.  The exit status is the program's; or
 * EXIT_MISSING, after a line that says what is not there; or EXIT_LIMIT.
 */
#include "interp.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ir/create.h"
#include "load/load.h"
#include "program/program.h"

struct vm vm;

static char folder[] = "/tmp/ir_interp.XXXXXX";

static void remove_folder(void)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/go.mod", folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/main.go", folder);
	unlink(path);
	rmdir(folder);
}

static void write_file(const char *name, const void *text, size_t n)
{
	char path[64];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	f = fopen(path, "w");
	if (!f || fwrite(text, 1, n, f) != n || fclose(f) != 0) {
		perror(path);
		exit(EXIT_LIMIT);
	}
}

/*
 * The file stands in a module of its own, so that a package which imports
 * runtime, where the types of run-time errors are, can be named beside it.
 */
static void make_module(const char *file)
{
	static const char mod[] = "module main\n\ngo 1.26\n";
	struct buf b;

	buf_init(&b, (size_t)1 << 30);
	if (buf_read_file(&b, file) < 0 || !mkdtemp(folder)) {
		perror(file);
		exit(EXIT_LIMIT);
	}
	write_file("go.mod", mod, sizeof(mod) - 1);
	write_file("main.go", b.data, b.len);
	buf_finish(&b);
}

static struct program *load(void)
{
	static const char *const patterns[] = {".", "internal/reflectlite"};
	struct program_config config = {
		.dir = folder,
		.patterns = patterns,
		.npatterns = 2,
		.tags = "purego,math_big_pure_go", /* no assembly */
		.jobs = 1,
	};
	struct program *p = program_load(&config);
	struct arena *a = arena_create(0);
	size_t n;
	struct program_error *e = program_errors(p, a, &n);

	remove_folder();
	for (size_t i = 0; i < n; i++)
		if (e[i].root)
			missing("a program without errors (line %u: %s)",
				e[i].line, e[i].message);
	arena_destroy(a);
	return p;
}

static void set_global(const char *package, const char *name, int64_t value)
{
	for (uint32_t i = 0; i < vm.ir->npackages; i++) {
		struct ir_package *p = &vm.ir->packages[i];

		if (!p->types || strcmp(p->types->path, package) != 0)
			continue;
		for (uint32_t k = 0; k < p->nglobals; k++)
			if (strcmp(p->globals[k]->name, name) == 0)
				*(int64_t *)global_address(p->globals[k]) =
					value;
	}
}

static struct ir_package *main_package(void)
{
	for (uint32_t i = 0; i < vm.ir->npackages; i++)
		if (vm.ir->packages[i].types &&
		    vm.ir->packages[i].types->name == name_of("main"))
			return &vm.ir->packages[i];
	missing("package main");
}

static void start(void)
{
	struct ir_package *p = main_package();
	struct object *o = scope_lookup(p->types->scope, name_of("main"));

	if (!o)
		missing("func main");
	run_catch_faults();
	vm_call(&code_of(p->init)->self, NULL, 0, mem_alloc(64));
	/* See reflect_call.c. */
	set_global("reflect", "intArgRegs", 0);
	set_global("reflect", "floatArgRegs", 0);
	sched_main(&code_of(ir_function_of(vm.ir, o))->self);
}

int main(int argc, char **argv)
{
	struct ir_config config = {.jobs = 1, .reach = true};
	int first = 1;

	if (argc > 1 && strcmp(argv[1], "--check") == 0) {
		config.check = true;
		first++;
	}
	if (argc <= first) {
		fprintf(stderr, "usage: ir_interp [--check] FILE.go ...\n");
		return EXIT_LIMIT;
	}
	types_init();
	make_module(argv[first]);
	vm.arena = arena_create(0);
	vm.argc = argc - first;
	vm.argv = argv + first;
	vm.ir = ir_build(load(), &config);
	/* Bodies that were not reached are asked for as the program runs. */
	vm.ir->shared->finished = false;
	start();
	_exit(0);
}
