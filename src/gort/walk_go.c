/* SPDX-License-Identifier: MIT */
/*
 * The globals of Go as roots: by type, where debug information has them;
 * then all that is left of the data of Go's modules, word by word, which is
 * all of it in a stripped program.
 *
 * The runtime's own variables come last and are quiet: they lead to what
 * waits in a timer or a finalizer, but hold old values themselves.
 */
#include "gort/walk_impl.h"

#include <string.h>

#include "base/buf.h"
#include "gort/gort.h"
#include "gort/type.h"

static bool of_runtime(const char *name)
{
	return strncmp(name, "runtime.", 8) == 0 ||
	       strncmp(name, "internal/runtime/", 17) == 0 ||
	       strncmp(name, "runtime/", 8) == 0;
}

/*
 * What of the runtime's leads to memory of the program: what processors have
 * waiting in timers, what goroutines have deferred, finalizers that are to
 * run.  The rest is the heap's own, and big.
 */
static bool leads_somewhere(const char *name)
{
	static const char *const names[] = {"runtime.allp", "runtime.allgs",
					    "runtime.finq"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

static void add_variables(struct walk *w, bool runtime)
{
	size_t n;
	const struct gort_variable *v = gort_variables(w->g, &n);
	enum walk_edge edge = runtime ? EDGE_RUNTIME : EDGE_VARIABLE;

	for (size_t i = 0; i < n; i++) {
		if (!v[i].type->holds || v[i].type->size == 0 ||
		    (runtime ? !leads_somewhere(v[i].name)
			     : of_runtime(v[i].name)))
			continue;
		walk_root(w, edge, (uint32_t)i, v[i].address, v[i].type->size,
			  v[i].type);
	}
}

void walk_go_variables(struct walk *w)
{
	add_variables(w, false);
}

/* The parts of a section that belong to no variable of the runtime. */
void walk_go_sections(struct walk *w)
{
	size_t n, nvars, k = 0;
	const struct gort_section *s = gort_sections(w->g, &n);
	const struct gort_variable *v = gort_variables(w->g, &nvars);

	for (size_t i = 0; i < n; i++) {
		uint64_t at = s[i].start;

		/* Sections come in any order; variables are sorted. */
		for (k = 0; k < nvars && at < s[i].end; k++) {
			uint64_t end = v[k].address + v[k].type->size;

			if (end <= at || v[k].address >= s[i].end)
				continue;
			if (v[k].address > at)
				walk_root(w, EDGE_SECTION, (uint32_t)i, at,
					  v[k].address - at, NULL);
			at = end;
		}
		if (at < s[i].end)
			walk_root(w, EDGE_SECTION, (uint32_t)i, at,
				  s[i].end - at, NULL);
	}
}

void walk_go_runtime(struct walk *w)
{
	add_variables(w, true);
}

bool walk_of_runtime(struct walk *w, uint64_t word)
{
	struct buf name;
	bool own;

	buf_init(&name, 4096);
	own = walk_c_name(w, word, &name) && of_runtime(buf_text(&name));
	buf_finish(&name);
	return own;
}
