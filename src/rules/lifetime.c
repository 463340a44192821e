/* SPDX-License-Identifier: MIT */
/*
 * Memory of the C heap, of pools, of arenas, and handles: what is wrong is
 * the same, the words differ.
 */
#include "rules/lifetime.h"

#include "base/arena.h"
#include "flow/trace.h"
#include "rules/holder.h"
#include "rules/step.h"

/* "after it was freed", by enum freed_how. */
static const struct {
	const char *done; /* it was ... */
	const char *doing;
} words_of[NFREED] = {
	[FREED_FREE] = {"freed", "freed"},
	[FREED_REALLOC] = {"reallocated and may have moved",
			   "reallocated (it may move)"},
	[FREED_UNMAP] = {"unmapped", "unmapped"},
	[FREED_ARENA] = {"freed with its arena", "freed with its arena"},
	[FREED_RECYCLE] = {"put back in its pool", "put back in its pool"},
	[FREED_DELETE] = {"deleted", "deleted"},
	[FREED_FINALIZER] = {"freed by a finalizer", "freed by a finalizer"},
};

static const char *thing(const struct issue *i)
{
	switch (issue_memory(i)) {
	case MEMORY_HANDLE:
		return "the handle";
	case MEMORY_POOL:
		return "the value";
	case MEMORY_ARENA:
	case MEMORY_HEAP:
		break;
	}
	return "the memory";
}

/* "'p'", or what it is when it has no name here. */
static const char *subject(struct rule_run *r, const struct issue *i,
			   const struct trace *t)
{
	const char *name = t ? step_variable(r, t) : NULL;

	return name ? arena_printf(r->arena, "'%s'", name) : thing(i);
}

/* "read", by the innermost step of a use. */
static const char *used_how(const struct trace *t)
{
	switch (trace_innermost(t)->role) {
	case TRACE_READ:
		return "read";
	case TRACE_WRITE:
		return "written to";
	case TRACE_STORE:
		return "stored";
	case TRACE_GO:
		return "given to a goroutine";
	}
	return "used";
}

static const char *escapes_how(const struct trace *t)
{
	const struct trace *in = trace_innermost(t);

	if (in->role == TRACE_STORE)
		return "stored";
	if (in->role == TRACE_GO)
		return "given to a goroutine";
	return in->what ? in->what : "given away";
}

static const char *freed_where(struct rule_run *r, const struct issue *i,
			       const struct trace *here)
{
	const char *done = words_of[i->how].done;

	if (!i->freed || i->freed == here)
		return arena_printf(r->arena, "it was %s", done);
	return arena_printf(r->arena, "it was %s%s %s", done,
			    step_by(r, i->freed),
			    step_where(r, i->freed, here));
}

static const char *use_fix(struct rule_run *r, const struct issue *i,
			   const struct trace *here)
{
	const char *name = step_variable(r, here);

	if (i->later)
		return "wait for the goroutine before the memory is freed";
	if (i->how == FREED_REALLOC)
		return "use what the reallocation returned, and nothing else";
	if (i->kind == ISSUE_ESCAPE)
		return i->how == FREED_RECYCLE
			       ? "put it back only when nothing has it any more"
			       : "free it only when nothing has it any more, "
				 "or hand out nil";
	if (!name)
		name = "it";
	return arena_printf(r->arena,
			    "move the last use of '%s' in front of "
			    "what ends it, or copy what is needed",
			    name);
}

void report_use(struct rule_run *r, const struct issue *i)
{
	const struct trace *t;
	const char *how;
	struct words w = {.level = LEVEL_ERROR};

	if (i->kind != ISSUE_USE && i->kind != ISSUE_ESCAPE)
		return;
	t = i->use ? i->use : i->primary;
	how = i->kind == ISSUE_USE ? used_how(t) : escapes_how(t);
	if (i->later)
		w.message =
			arena_printf(r->arena,
				     "%s is %s%s here while a goroutine may "
				     "already have %s it",
				     subject(r, i, t), how, step_by(r, t),
				     words_of[i->how].done);
	else
		w.message = arena_printf(r->arena, "%s is %s%s here after %s",
					 subject(r, i, t), how, step_by(r, t),
					 freed_where(r, i, t));
	w.fix = use_fix(r, i, t);
	report_issue(r, i, &w);
}

static const char *held_fix(struct rule_run *r, const struct issue *i)
{
	const char *remedy = holder_remedy(r, &i->holder);

	switch (i->how) {
	case FREED_REALLOC:
		return arena_printf(r->arena, "store the new address in '%s'",
				    i->holder.path ? i->holder.path
						   : "the holder");
	case FREED_RECYCLE:
		return arena_printf(r->arena, "%s before it is put back",
				    remedy);
	case FREED_DELETE:
		return arena_printf(r->arena, "%s before the handle is deleted",
				    remedy);
	case FREED_ARENA:
		return arena_printf(r->arena, "%s before the arena is freed",
				    remedy);
	}
	return arena_printf(r->arena, "%s before the free", remedy);
}

void report_held(struct rule_run *r, const struct issue *i)
{
	struct words w = {.level = LEVEL_ERROR};
	const struct trace *t = i->primary;

	if (i->kind != ISSUE_HELD)
		return;
	w.message = arena_printf(r->arena, "%s here%s while %s %s",
				 words_of[i->how].doing, step_by(r, t),
				 holder_text(r, &i->holder),
				 holder_verb(&i->holder));
	w.fix = held_fix(r, i);
	report_issue(r, i, &w);
}

void report_double(struct rule_run *r, const struct issue *i)
{
	struct words w = {.level = LEVEL_ERROR};
	const struct trace *t = i->primary;

	if (i->kind != ISSUE_DOUBLE)
		return;
	w.message = arena_printf(r->arena, "%s is %s again%s here: %s",
				 subject(r, i, t), words_of[i->how].doing,
				 step_by(r, t), freed_where(r, i, t));
	w.fix = "free it in one place, and set what still points to it to nil "
		"there";
	report_issue(r, i, &w);
}

void report_lifetime(struct rule_run *r, const struct issue *i)
{
	report_use(r, i);
	report_held(r, i);
	report_double(r, i);
}
