/* SPDX-License-Identifier: MIT */
/*
 * The form is described in doc/dump-format.md; the names of files' kinds
 * are those of `go list`, in lower case.
 */
#include "load/load.h"

#include <string.h>

#include "base/buf.h"

static const struct {
	const char *name;
	uint8_t other; /* enum load_other */
} others[] = {
	{"ignored-go", LOAD_OTHER_IGNORED_GO},
	{"invalid-go", LOAD_OTHER_INVALID_GO},
	{"ignored-other", LOAD_OTHER_IGNORED},
	{"c", LOAD_OTHER_C},
	{"cxx", LOAD_OTHER_CXX},
	{"m", LOAD_OTHER_M},
	{"h", LOAD_OTHER_H},
	{"f", LOAD_OTHER_F},
	{"s", LOAD_OTHER_S},
	{"swig", LOAD_OTHER_SWIG},
	{"swigcxx", LOAD_OTHER_SWIGCXX},
	{"syso", LOAD_OTHER_SYSO},
	{"test-go", LOAD_OTHER_TEST_GO},
	{"xtest-go", LOAD_OTHER_XTEST_GO},
};

static void print_names(struct buf *out, const char *what,
			const struct load_names *names)
{
	if (!names->n)
		return;
	buf_printf(out, "\t%s", what);
	for (uint32_t i = 0; i < names->n; i++)
		buf_printf(out, " %s", names->at[i]);
	buf_putc(out, '\n');
}

static void print_files(struct buf *out, const struct load_package *p, bool cgo)
{
	bool any = false;

	for (uint32_t i = 0; i < p->nfiles; i++) {
		if ((p->files[i].kind == LOAD_FILE_CGO) != cgo)
			continue;
		if (!any)
			buf_puts(out, cgo ? "\tcgo" : "\tgo");
		any = true;
		buf_printf(out, " %s", p->files[i].name);
	}
	if (any)
		buf_putc(out, '\n');
}

static void print_module(struct buf *out, const struct load_module *m)
{
	buf_printf(out, "\tmodule %s", m->path);
	if (*m->version)
		buf_printf(out, " %s", m->version);
	if (m->go_version && *m->go_version)
		buf_printf(out, " go %s", m->go_version);
	if (m->main)
		buf_puts(out, " main");
	buf_putc(out, '\n');
}

static void print_imports(struct buf *out, const struct load_package *p)
{
	for (uint32_t i = 0; i < p->nimports; i++) {
		const struct load_import *imp = &p->imports[i];

		if (imp->pos == NO_POS)
			continue;
		buf_printf(out, "\timport %s", imp->path);
		if (imp->package && strcmp(imp->package->id, imp->path) != 0)
			buf_printf(out, " = %s", imp->package->id);
		buf_putc(out, '\n');
	}
}

static void print_package(struct buf *out, const struct load_package *p)
{
	buf_printf(out, "package %s\n", p->id);
	if (*p->name)
		buf_printf(out, "\tname %s\n", p->name);
	if (*p->dir)
		buf_printf(out, "\tdir %s\n", p->dir);
	if (p->module)
		print_module(out, p->module);
	if (p->standard)
		buf_puts(out, "\tstandard\n");
	if (p->root)
		buf_puts(out, "\troot\n");
	if (p->broken)
		buf_puts(out, "\tbroken\n");
	print_files(out, p, false);
	print_files(out, p, true);
	/* Of a test there are only the Go files to tell. */
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		if (p->variant != LOAD_XTEST)
			print_names(out, others[i].name,
				    &p->others[others[i].other]);
	}
	print_imports(out, p);
}

static void print_diagnostic(struct buf *out, const struct load_diagnostic *d)
{
	buf_puts(out, d->severity == LOAD_WARNING ? "warning " : "error ");
	if (d->path)
		buf_printf(out, "%s:", d->path);
	if (d->line)
		buf_printf(out, "%u:", d->line);
	if (d->column)
		buf_printf(out, "%u:", d->column);
	if (d->path)
		buf_putc(out, ' ');
	for (const char *s = d->message; *s; s++) {
		if (*s == '\n')
			buf_puts(out, "\\n");
		else
			buf_putc(out, *s);
	}
	buf_putc(out, '\n');
}

void load_print(const struct load_result *r, struct buf *out)
{
	for (uint32_t i = 0; i < r->npackages; i++)
		print_package(out, r->packages[i]);
	for (uint32_t i = 0; i < r->nmissing; i++)
		print_package(out, r->missing[i]);
	for (uint32_t i = 0; i < r->ndiagnostics; i++)
		print_diagnostic(out, &r->diagnostics[i]);
}
