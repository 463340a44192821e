/* SPDX-License-Identifier: MIT */
/*
 * BL401 go-pointer-in-c
 *
 *	n.name = (*C.char)(unsafe.Pointer(&b[0]))	// n is C's
 *	C.writev(fd, &C.struct_iovec{p, n}, 1)		// p is Go's
 *	C.on_event(fn, unsafe.Pointer(&handle))		// C keeps it
 */
#include <string.h>

#include "base/arena.h"
#include "flow/trace.h"
#include "rules/report.h"
#include "types/types.h"

/* What is wrong, and what to do about it; by enum go_in_c. */
static const struct {
	const char *message; /* %s: "a Go map" */
	const char *fix;
} ways[] = {
	[GO_STORED] = {"%s is stored here in memory of C, where the garbage "
		       "collector does not see it",
		       "store memory of C there (C.CString, C.malloc) or the "
		       "number of a cgo.Handle, or keep it pinned with a "
		       "runtime.Pinner for as long as C has it"},
	[GO_PASSED] = {"C is given memory here that has %s in it",
		       "pin what it points to with a runtime.Pinner before "
		       "the call, or put memory of C there"},
	[GO_KEPT] = {"C keeps %s after this call returns",
		     "give C a cgo.Handle by its number, or memory of C; or "
		     "keep it pinned with a runtime.Pinner until C lets go"},
	[GO_RETURNED] = {"%s is returned to C here",
			 "return memory of C (C.CString, C.malloc) or the "
			 "number of a cgo.Handle"},
	[GO_UNPINNED] = {"unpinned here while C still has %s",
			 "unpin it when C has let go of it"},
};

static bool is_handle(struct type *t)
{
	const struct named *n = t ? type_as_named(t) : NULL;

	return n && n->obj->pkg &&
	       strcmp(n->obj->pkg->path, "runtime/cgo") == 0;
}

/* "a Go map": the type is of the memory, or of its address. */
static const char *what(struct type *t)
{
	struct type *base = t ? type_pointee(t) : NULL;
	const struct basic *b = t ? TYPE_AS(BASIC, basic, type_under(t)) : NULL;

	if (base && is_handle(base))
		return "the address of a Go variable";
	switch (t ? type_under(t)->kind : TYPE_POINTER) {
	case TYPE_MAP:
		return "a Go map";
	case TYPE_CHAN:
		return "a Go channel";
	case TYPE_SIGNATURE:
		return "a Go function value";
	}
	return b && b->info & INFO_STRING ? "a Go string" : "a Go pointer";
}

void rule_go_pointer_in_c(struct rule_run *r)
{
	for (uint32_t k = 0; k < r->nissues; k++) {
		const struct issue *i = r->issues[k];
		struct type *held = i->holder.held;
		struct type *base = held ? type_pointee(held) : NULL;
		struct words w = {.level = LEVEL_ERROR};

		if (i->kind != ISSUE_GO_IN_C)
			continue;
		w.message = arena_printf(r->arena, ways[i->in_c].message,
					 what(held));
		w.fix = ways[i->in_c].fix;
		if (base && is_handle(base))
			w.fix = "give C the number of the handle, not the "
				"address of the variable that has it";
		report_issue(r, i, &w);
	}
}
