/* SPDX-License-Identifier: MIT */
/*
 * Whether go.mod says what the packages need.  The go command does not go on
 * when it does not, unless it may change the file; here it is one diagnostic.
 *
 * From go 1.17 on go.mod must require every module that provides a package
 * to the packages of the main module, and none of those may ask for more
 * than go.mod does.  Before, no version in go.mod may be less than the one
 * that is selected.
 */
#include <string.h>

#include "base/arena.h"
#include "load/loader.h"
#include "load/version.h"

/* Marks what the packages of the main module import, and so on. */
static void mark_needed(struct loader *l)
{
	struct VEC(struct unit *) stack = {0};

	for (uint32_t i = 0; i < l->list.len; i++) {
		if (l->list.at[i]->in_main && l->list.at[i]->package)
			vec_push(&stack, l->list.at[i]);
	}
	while (stack.len) {
		struct unit *u = vec_pop(&stack);

		if (u->needed)
			continue;
		u->needed = true;
		for (uint32_t i = 0; u->src && u->deps[DIR_PACKAGE] &&
				     i < u->src->imports[DIR_PACKAGE].n;
		     i++) {
			if (u->deps[DIR_PACKAGE][i])
				vec_push(&stack, u->deps[DIR_PACKAGE][i]);
		}
	}
	vec_finish(&stack);
}

/* No requirement of the module is above what go.mod requires. */
static bool fits(struct loader *l, const struct mod_version *mod)
{
	const struct mod_summary *s = modules_summary(&l->modules, mod);

	for (uint32_t i = 0; i < s->nrequire; i++) {
		const struct mod_version *r = &s->require[i];
		const char *v = modules_root_version(&l->modules, r->path);

		if (v && *v &&
		    module_version_compare(r->path, v, r->version) < 0)
			return false;
	}
	return true;
}

/* A module may be asked about many times, but is looked at once. */
static bool is_required(struct loader *l, const struct unit *u,
			struct strmap *seen)
{
	const struct mod_version *mod = &u->res.mod;
	void **at;

	if (!mod->path || !*mod->version || (!u->needed && !u->root))
		return true;
	if (!modules_root_version(&l->modules, mod->path))
		return false;
	at = strmap_at(seen, l->arena, mod->path);
	if (*at)
		return true;
	*at = l;
	return fits(l, mod);
}

static bool roots_are_selected(struct loader *l)
{
	struct modules *m = &l->modules;

	for (uint32_t i = 0; i < m->nroots; i++) {
		const char *path = m->roots[i].path;
		const char *v = modules_selected(m, path);

		if (!modules_is_main(m, path) && v &&
		    module_version_compare(path, m->roots[i].version, v) < 0)
			return false;
	}
	return true;
}

void check_requirements(struct loader *l)
{
	struct modules *m = &l->modules;
	struct strmap seen = {0};
	bool good = true;

	if (m->build_mod != BUILD_READONLY || m->work_dir || !m->nmains)
		return;
	if (m->pruning == UNPRUNED) {
		good = roots_are_selected(l);
	} else {
		mark_needed(l);
		for (uint32_t i = 0; i < l->list.len && good; i++)
			good = is_required(l, l->list.at[i], &seen);
		if (good && m->graph)
			good = roots_are_selected(l);
	}
	if (!good)
		diags_error(&l->diags, modules_file(m),
			    "updates to go.mod needed; to update it:\n"
			    "\tgo mod tidy");
}
