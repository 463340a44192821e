/* SPDX-License-Identifier: MIT */
/*
 * go.mod and go.work from bytes, read in each way: what comes out must be
 * whole, and what a strict reader accepts a lax one accepts too.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "load/modfile.h"
#include "load/modpath.h"
#include "load/version.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int what)
{
	if (!what)
		abort();
}

static void check_version(const struct mod_version *m)
{
	must(m->path && m->version);
	must(semver_canonical(m->version));
	must(semver_compare(m->version, m->version) == 0);
}

static void check(struct arena *a, const struct modfile *f)
{
	for (uint32_t i = 0; i < f->nrequire; i++) {
		check_version(&f->require[i].mod);
		must(!module_path_check_major(a, f->require[i].mod.path,
					      f->require[i].mod.version));
	}
	for (uint32_t i = 0; i < f->nexclude; i++)
		check_version(&f->exclude[i]);
	for (uint32_t i = 0; i < f->nreplace; i++) {
		const struct mod_replace *r = &f->replace[i];

		must(*r->new.version || path_is_directory(r->new.path));
		if (*r->old.version)
			check_version(&r->old);
	}
	if (f->go)
		must(strchr(f->go, '.') != NULL);
	for (uint32_t i = 0; i < f->nerrors; i++) {
		must(f->errors[i].message && f->errors[i].line > 0 &&
		     f->errors[i].column > 0);
		must(i == 0 || f->errors[i - 1].line <= f->errors[i].line);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_create(0);
	struct modfile strict, lax, work;

	modfile_parse(a, (const char *)data, size, MODFILE_STRICT, &strict);
	modfile_parse(a, (const char *)data, size, MODFILE_LAX, &lax);
	modfile_parse(a, (const char *)data, size, MODFILE_WORK, &work);
	check(a, &strict);
	check(a, &lax);
	check(a, &work);
	if (!strict.nerrors) {
		must(!lax.nerrors && lax.nrequire == strict.nrequire);
		must(!lax.module == !strict.module);
		must(!lax.go == !strict.go);
	}
	arena_destroy(a);
	return 0;
}
