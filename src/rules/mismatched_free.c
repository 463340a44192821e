/* SPDX-License-Identifier: MIT */
/*
 * BL104 mismatched-free
 *
 *	C.free(unsafe.Pointer(&x))	// of Go
 *	C.free(C.get_version())		// a constant of C
 *	C.free(unsafe.Add(p, 8))	// not where it begins
 *	C.sqlite3_free(C.CString(s))	// of another family
 */
#include "base/arena.h"
#include "base/name.h"
#include "flow/trace.h"
#include "rules/report.h"
#include "rules/step.h"

static const struct {
	const char *text, *fix;
} of_origin[NORIGINS] = {
	[ORIGIN_GO] = {"memory of Go", "leave it to the garbage collector: "
				       "drop the free"},
	[ORIGIN_STATIC] = {"static memory of C, which is never freed",
			   "drop the free"},
	[ORIGIN_CSTACK] = {"memory of a C function's stack", "drop the free"},
	[ORIGIN_MMAP] = {"mapped memory", "unmap it with syscall.Munmap"},
	[ORIGIN_ARENA] = {"an arena", "free it with the arena's own function"},
	[ORIGIN_HANDLE] = {"a handle, which is no address",
			   "call its Delete method"},
	[ORIGIN_POOL] = {"a value of a pool", "put it back in its pool"},
};

/* Memory of one family, freed by another. */
static void word_family(struct rule_run *r, const struct issue *i,
			struct words *w)
{
	const char *has = i->family ? name_text(i->family) : NULL;
	const char *as = i->freed_as ? name_text(i->freed_as) : NULL;

	if (has && as) {
		w->message = arena_printf(
			r->arena,
			"memory of '%s' is freed%s here as memory of "
			"'%s'",
			has, step_by(r, i->primary), as);
		w->fix = arena_printf(r->arena,
				      "free it with the function of "
				      "'%s' that frees",
				      has);
		return;
	}
	w->message = arena_printf(r->arena,
				  "freed%s here by a function that "
				  "does not own it",
				  step_by(r, i->primary));
	w->fix = "free it with the function that belongs to the one that "
		 "allocated it";
}

void rule_mismatched_free(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		const struct issue *i = r->issues[k];
		struct words w = {.level = LEVEL_ERROR};

		if (i->kind != ISSUE_MISMATCH)
			continue;
		if (i->inside) {
			w.message = arena_printf(
				r->arena,
				"freed%s here is an address inside "
				"of a block, not its start",
				step_by(r, i->primary));
			w.fix = "free the address that the allocation "
				"returned";
		} else if (of_origin[i->origin].text) {
			w.message = arena_printf(r->arena, "freed%s here is %s",
						 step_by(r, i->primary),
						 of_origin[i->origin].text);
			w.fix = of_origin[i->origin].fix;
		} else {
			word_family(r, i, &w);
		}
		report_issue(r, i, &w);
	}
}
