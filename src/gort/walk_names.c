/* SPDX-License-Identifier: MIT */
#include "gort/walk_impl.h"

#include <stdlib.h>

#include "base/diag.h"
#include "gort/cdata.h"
#include "gort/walk_local.h"

struct walk_names *walk_names_open(struct memory *m, struct gort *g,
				   const char *const *debug_dirs)
{
	struct walk_names *n = calloc(1, sizeof(*n));

	if (!n)
		BUG("out of memory");
	n->cdata = cdata_open(m, debug_dirs);
	cdata_read_names(n->cdata);
	n->locals = g ? go_locals_open(g) : NULL;
	return n;
}

void walk_names_close(struct walk_names *n)
{
	if (!n)
		return;
	cdata_close(n->cdata);
	go_locals_close(n->locals);
	free(n);
}

struct walk_names *walk_names(struct walk *w)
{
	if (!w->names) {
		w->own_names = walk_names_open(w->m, w->g, w->in->debug_dirs);
		w->names = w->own_names;
	}
	return w->names;
}
