/* SPDX-License-Identifier: MIT */
#include "cli/dump_effects.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "base/ptrmap.h"
#include "cfront/effect.h"
#include "cfront/names.h"
#include "cfront/unit.h"
#include "load/load.h"
#include "program/program.h"

/* Paths in the package's folder are told from there. */
static const char *short_path(const struct load_package *lp, const char *path)
{
	size_t n = strlen(lp->dir);

	if (path && n > 0 && strncmp(path, lp->dir, n) == 0 && path[n] == '/')
		return path + n + 1;
	return path;
}

static bool is_inside(const struct load_package *lp, const struct c_effects *f)
{
	return f->path && short_path(lp, f->path) != f->path;
}

static void print_function(const struct load_package *lp,
			   const struct c_effects *f, struct buf *out)
{
	buf_puts(out, f->name);
	if (f->path && f->has_body)
		buf_printf(out, " %s:%u", short_path(lp, f->path), f->line);
	buf_puts(out, f->cut ? " (not all of it)\n" : "\n");
	for (uint32_t i = 0; i < f->nrows; i++) {
		struct c_effect row = f->rows[i];

		row.reason.path = short_path(lp, row.reason.path);
		buf_putc(out, '\t');
		effect_print(&row, out);
		buf_puts(out, "\t# ");
		effect_print_reason(&row, out);
		buf_putc(out, '\n');
	}
}

/* The functions that the Go files use, as keys of a table. */
static void find_used(const struct program_package *pp, struct arena *a,
		      struct ptrmap *used)
{
	for (uint32_t i = 0; i < pp->nfiles; i++) {
		uint32_t n;
		struct c_name *names = c_names_of(pp->files[i], a, &n);

		for (uint32_t k = 0; k < n; k++)
			*ptrmap_at_key(used, a, (uint64_t)names[k].name + 1) =
				used;
	}
}

static void tell_errors(const struct effects *e)
{
	uint32_t n;
	const struct c_error *errors = effects_errors(e, &n);

	for (uint32_t i = 0; i < n; i++)
		diag("%s:%u:%u: %s", errors[i].at.path ? errors[i].at.path : "",
		     errors[i].at.line, errors[i].at.column, errors[i].message);
}

void dump_package_effects(const struct program *p,
			  const struct program_package *pp, struct buf *out)
{
	struct arena *a = arena_create(0);
	struct effects *e =
		effects_of_package(p->load, pp->load, pp->files, pp->nfiles, a);
	const struct c_effects *const *all;
	struct ptrmap used = {0};
	uint32_t n;

	if (e) {
		tell_errors(e);
		find_used(pp, a, &used);
		buf_printf(out, "# %s\n", pp->load->path);
		all = effects_all(e, &n);
		for (uint32_t i = 0; i < n; i++)
			if (is_inside(pp->load, all[i]) ||
			    ptrmap_get_key(&used,
					   (uint64_t)name_of(all[i]->name) + 1))
				print_function(pp->load, all[i], out);
	}
	arena_destroy(a);
}
