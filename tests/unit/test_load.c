/* SPDX-License-Identifier: MIT */
/*
 * Whole loads, of a small tree under a GOROOT that is made here: nothing
 * depends on the Go of the machine.
 */
#include "load/load.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "put_file.h"
#include "test.h"

static char root[64];

static void put(const char *path, const char *text)
{
	put_file(root, path, text);
}

static void put_everything(void)
{
	put("goroot/VERSION", "go1.27.3\ntime x\n");
	put("goroot/src/runtime/r.go", "package runtime\n");
	put("goroot/src/fmt/f.go", "package fmt\n\nimport \"runtime\"\n");
	put("goroot/src/unsafe/u.go", "package unsafe\n");
	put("m/go.mod", "module example.com/m\n\ngo 1.23.1\n");
	put("m/a/b.go", "package a\n\nimport (\n\t\"example.com/m/b\"\n"
			"\t\"fmt\"\n)\n");
	put("m/a/a.go", "package a\n\nimport \"fmt\"\n");
	put("m/a/c_windows.go", "package a\n");
	put("m/a/a_test.go", "package a\n\nimport \"nowhere\"\n");
	put("m/b/b.go", "package b\n\nimport \"unsafe\"\n");
	put("m/c/c.go", "package c\n\n// #cgo LDFLAGS: -lm\n"
			"// #cgo windows LDFLAGS: -lx\n// int f();\n"
			"import \"C\"\n");
}

struct load {
	struct file_set *files;
	struct load_result *r;
};

static struct load load(struct load_config c, const char *pattern)
{
	struct load l = {.files = file_set_create()};
	static char dir[80];

	snprintf(dir, sizeof(dir), "%s/m", root);
	c.dir = dir;
	c.patterns = &pattern;
	c.npatterns = 1;
	c.files = l.files;
	l.r = load_packages(&c);
	return l;
}

static void unload(struct load *l)
{
	file_set_destroy(l->files);
	load_result_destroy(l->r);
}

static void dependencies_come_first(void)
{
	struct load l = load((struct load_config){0}, "./a");

	CHECK(l.r->npackages == 5 && l.r->nroots == 1);
	CHECK(l.r->nmissing == 0 && l.r->ndiagnostics == 0);
	CHECK_STR(l.r->go_version, "go1.27.3");
	CHECK_STR(l.r->roots[0]->id, "example.com/m/a");
	for (uint32_t i = 0; i < l.r->npackages; i++) {
		const struct load_package *p = l.r->packages[i];

		CHECK(p->index == i);
		CHECK(load_find(l.r, p->id) == p);
		for (uint32_t j = 0; j < p->nimports; j++)
			CHECK(p->imports[j].package->index < i);
	}
	unload(&l);
}

static void a_package_has_its_module_and_language(void)
{
	struct load l = load((struct load_config){0}, "./a");
	const struct load_package *a = load_find(l.r, "example.com/m/a");
	const struct load_package *fmt = load_find(l.r, "fmt");

	CHECK(a && fmt && a->module->main && !fmt->module);
	CHECK_STR(a->module->path, "example.com/m");
	CHECK_STR(a->module->go_version, "1.23.1");
	CHECK_STR(a->go_version, "go1.23");
	CHECK_STR(fmt->go_version, "");
	CHECK(fmt->standard && !a->standard && a->root && !fmt->root);
	CHECK(l.r->nmodules == 1 && l.r->modules[0] == a->module);
	unload(&l);
}

static void positions_lead_to_the_import_in_its_file(void)
{
	struct load l = load((struct load_config){0}, "./a");
	const struct load_package *a = load_find(l.r, "example.com/m/a");
	const struct load_import *b, *fmt;
	struct position at;

	CHECK(a->nfiles == 2);
	CHECK_STR(a->files[0].name, "a.go");
	CHECK(a->files[0].source->base < a->files[1].source->base);
	CHECK_STR(a->files[1].source->text + 8, "a\n\nimport (\n\t\"example."
						"com/m/b\"\n\t\"fmt\"\n)\n");
	b = load_import_of(a, "example.com/m/b");
	fmt = load_import_of(a, "fmt");
	CHECK(b && fmt && !load_import_of(a, "os"));
	at = position_of(l.files, b->pos);
	CHECK(at.line == 4 && at.column == 2);
	CHECK(strstr(at.path, "/m/a/b.go") != NULL);
	at = position_of(l.files, fmt->pos);
	CHECK(at.line == 3 && strstr(at.path, "/m/a/a.go") != NULL);
	unload(&l);
}

static void any_number_of_threads_makes_the_same(void)
{
	struct buf first, again;

	buf_init(&first, 0);
	buf_init(&again, 0);
	for (unsigned jobs = 1; jobs <= 8; jobs++) {
		struct load l = load((struct load_config){.jobs = jobs,
							  .tests = true,
							  .implicit = true},
				     "./...");

		buf_clear(&again);
		load_print(l.r, jobs == 1 ? &first : &again);
		unload(&l);
		if (jobs > 1)
			CHECK_STR(buf_text(&again), buf_text(&first));
	}
	CHECK(first.len > 100);
	buf_finish(&first);
	buf_finish(&again);
}

static void the_target_chooses_the_files(void)
{
	struct load l =
		load((struct load_config){.goos = "windows", .goarch = "arm64"},
		     "./a");
	const struct load_package *a = load_find(l.r, "example.com/m/a");

	CHECK(a->nfiles == 3);
	CHECK_STR(a->files[2].name, "c_windows.go");
	CHECK_STR(l.r->goos, "windows");
	unload(&l);
}

static void tests_are_packages_of_their_own(void)
{
	struct load l = load((struct load_config){.tests = true}, "./a");
	const struct load_package *a = load_find(l.r, "example.com/m/a");
	const struct load_package *t =
		load_find(l.r, "example.com/m/a [example.com/m/a.test]");

	CHECK(a && t && t->for_test == a && t->variant == LOAD_TEST);
	CHECK(a->nfiles == 2 && t->nfiles == 3);
	CHECK(t->files[2].kind == LOAD_FILE_TEST);
	CHECK(t->files[0].source != a->files[0].source);
	CHECK(t->files[0].source->text == a->files[0].source->text);
	CHECK(l.r->nmissing == 1 && l.r->ndiagnostics == 1);
	CHECK_STR(l.r->missing[0]->path, "nowhere");
	CHECK(l.r->diagnostics[0].line == 3);
	CHECK(load_import_of(t, "nowhere")->package == NULL);
	CHECK(strstr(load_import_of(t, "nowhere")->why, "not in std") != NULL);
	unload(&l);
}

static void lines_for_cgo_are_those_of_the_target(void)
{
	struct load l =
		load((struct load_config){.cgo = 1, .goos = "linux"}, "./c");
	const struct load_package *c = load_find(l.r, "example.com/m/c");

	CHECK(c && c->cgo && c->files[0].kind == LOAD_FILE_CGO);
	CHECK(c->ncgo_lines == 1);
	CHECK(c->cgo_lines[0].len == 17);
	CHECK(strncmp(c->cgo_lines[0].text, "#cgo LDFLAGS: -lm", 17) == 0);
	CHECK(position_of(l.files, c->cgo_lines[0].pos).line == 3);
	CHECK(load_import_of(c, "C")->package == NULL);
	CHECK(load_import_of(c, "C")->why == NULL);
	unload(&l);

	l = load((struct load_config){.cgo = 0}, "./c");
	CHECK(l.r->npackages == 0 && l.r->nmissing == 1);
	CHECK(strstr(l.r->diagnostics[0].message, "build constraints exclude"));
	unload(&l);
}

static void without_go_the_rest_is_loaded(void)
{
	struct load l;

	setenv("GOROOT", "/nonexistent", 1);
	l = load((struct load_config){0}, "./a");
	CHECK(l.r->npackages == 2 && l.r->nmissing == 2);
	CHECK(load_find(l.r, "example.com/m/b") != NULL);
	CHECK(l.r->ndiagnostics > 0);
	CHECK(strstr(l.r->diagnostics[l.r->ndiagnostics - 1].message,
		     "no Go is there") ||
	      strstr(l.r->diagnostics[0].message, "no Go is there"));
	unload(&l);
}

int main(void)
{
	char command[80];

	snprintf(root, sizeof(root), "/tmp/belay-load-XXXXXX");
	if (!mkdtemp(root))
		return 1;
	put_everything();
	snprintf(command, sizeof(command), "%s/goroot", root);
	setenv("GOROOT", command, 1);
	setenv("GOENV", "off", 1);
	setenv("GOTOOLCHAIN", "local", 1);
	setenv("GOWORK", "off", 1);
	unsetenv("GOFLAGS");
	unsetenv("GOOS");
	unsetenv("GOARCH");
	unsetenv("GO111MODULE");
	RUN(dependencies_come_first);
	RUN(a_package_has_its_module_and_language);
	RUN(positions_lead_to_the_import_in_its_file);
	RUN(any_number_of_threads_makes_the_same);
	RUN(the_target_chooses_the_files);
	RUN(tests_are_packages_of_their_own);
	RUN(lines_for_cgo_are_those_of_the_target);
	RUN(without_go_the_rest_is_loaded);
	snprintf(command, sizeof(command), "rm -rf %s", root);
	return system(command) | test_summary();
}
