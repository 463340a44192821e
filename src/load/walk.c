/* SPDX-License-Identifier: MIT */
#include "load/walk.h"

#include <string.h>

#include "base/arena.h"
#include "load/diags.h"
#include "load/modpath.h"
#include "load/pattern.h"

/* An ignored path in slashes: "/a/b/". */
static const char *in_slashes(struct arena *a, const char *path)
{
	size_t n = strlen(path);

	return arena_printf(a, "%s%s%s", *path == '/' ? "" : "/", path,
			    n > 0 && path[n - 1] == '/' ? "" : "/");
}

/* "./x" is one directory, "x" all of that name. */
static bool ignored(const struct walk *w, const char *path)
{
	const char *below;

	if (!w->nignore || !w->ignore_root)
		return false;
	below = path_below(path, w->ignore_root);
	if (!below || strcmp(below, ".") == 0)
		return false;
	below = in_slashes(w->arena, below);
	for (uint32_t i = 0; i < w->nignore; i++) {
		const char *want = w->ignore[i];
		bool relative = strncmp(want, "./", 2) == 0;
		const char *at;

		want = in_slashes(w->arena, relative ? want + 2 : want);
		at = strstr(below, want);
		if (at && (at == below || !relative))
			return true;
	}
	return false;
}

static bool skipped(const struct walk *w, const char *path, const char *elem)
{
	return elem[0] == '.' || elem[0] == '_' ||
	       strcmp(elem, "testdata") == 0 || ignored(w, path);
}

static void visit(struct walk *w, const char *path, const char *name,
		  const char *elem)
{
	struct walk_dir d = {.path = path, .name = name};
	const struct dir_entry *go_mod;
	int err;

	if (elem && skipped(w, path, elem))
		return;
	if (w->pattern && !pattern_can_match(w->pattern, name) &&
	    (elem || !w->skip_root))
		return;
	err = dir_list(w->arena, path, &d.listing);
	if (err < 0) {
		if (!w->error)
			w->error = arena_printf(w->arena, "open %s: %s", path,
						errno_text(w->arena, err));
		return;
	}
	go_mod = elem && (w->stop & WALK_STOP_MODULE)
			 ? dir_find(&d.listing, "go.mod")
			 : NULL;
	if (go_mod && go_mod->type != ENTRY_DIR)
		return;
	if ((elem || !w->skip_root) &&
	    (!w->pattern || pattern_matches(w->pattern, w->arena, name)) &&
	    dir_has_go(path, &d.listing))
		vec_push_in(w->arena, &w->found, d);
	if (elem && (w->stop & WALK_STOP_VENDOR) && strcmp(elem, "vendor") == 0)
		return;
	for (uint32_t i = 0; i < d.listing.n; i++) {
		const struct dir_entry *e = &d.listing.entries[i];
		const char *below;

		if (e->type != ENTRY_DIR)
			continue;
		below = e->name;
		if (name && *name)
			below = arena_printf(w->arena, "%s/%s", name, below);
		visit(w, path_join(w->arena, path, e->name), below, e->name);
	}
}

void walk_run(struct walk *w)
{
	visit(w, w->root, w->prefix, NULL);
}
