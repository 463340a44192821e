/* SPDX-License-Identifier: MIT */
/*
 * A step says what is done in the words of its source: the call as it is
 * written, the variable that gets the memory.  So a reader who has never
 * seen the code need not guess what is meant, and nothing is invented.
 *
 * An issue has up to five traces (allocated, stored, freed, used, and the
 * primary one); they share steps, which are told once.
 */
#include "rules/step.h"

#include <string.h>

#include "base/arena.h"
#include "cfront/effect.h"
#include "flow/trace.h"
#include "ir/ir.h"
#include "program/program.h"
#include "rules/demand_words.h"
#include "rules/place.h"
#include "syntax/ast.h"

enum { MAX_STEPS = 64 };

struct steps {
	struct rule_run *run;
	const struct issue *issue;
	const struct trace *seen[MAX_STEPS];
	uint32_t nseen;
	struct VEC(struct finding_step) at;
};

static bool is_named(const struct trace *t)
{
	return t->fn && t->fn->home && t->fn->home->named;
}

const struct trace *step_primary(const struct issue *i)
{
	const struct trace *const all[] = {i->primary, i->use, i->freed,
					   i->stored, i->alloc};

	for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++)
		for (const struct trace *t = all[k]; t; t = t->before)
			if (is_named(t))
				return t;
	return NULL;
}

static struct place place_at(struct rule_run *r, const struct trace *t)
{
	return place_of(r->trees, r->files, t->pos);
}

const char *step_text(struct rule_run *r, const struct trace *t)
{
	struct place p = place_at(r, t);
	const char *text = "";

	if (p.node && p.node->kind != NODE_RETURN_STMT)
		text = place_text(r->arena, p.file, place_done(p.node));
	if (*text)
		return text;
	return t->what ? t->what : "";
}

/* The left side of the assignment that a step is in. */
static const char *stored_as(struct rule_run *r, const struct place *p)
{
	const struct assign_stmt *a = AS(ASSIGN_STMT, assign_stmt, p->stmt);

	if (p->target)
		return place_text(r->arena, p->file, &p->target->node);
	for (uint32_t i = 0; a && i < a->nlhs; i++) {
		const struct node *n = &a->lhs[i]->node;

		if (n == p->node ||
		    (p->start >= node_pos(n) && p->start < node_end(n)))
			return place_text(r->arena, p->file, n);
	}
	if (a && a->nlhs == 1)
		return place_text(r->arena, p->file, &a->lhs[0]->node);
	return NULL;
}

const char *step_variable(struct rule_run *r, const struct trace *t)
{
	struct place p = place_at(r, t);

	if (!p.node)
		return NULL;
	if (t->role == TRACE_ALLOC)
		return p.target ? place_text(r->arena, p.file, &p.target->node)
				: NULL;
	return place_argument(r->arena, &p);
}

const char *step_where(struct rule_run *r, const struct trace *t,
		       const struct trace *here)
{
	struct position at = position_of(r->files, t->pos);
	struct position from = position_of(r->files, here->pos);

	if (!at.path)
		return "before";
	if (from.path && strcmp(at.path, from.path) == 0)
		return arena_printf(r->arena, "on line %u", at.line);
	return arena_printf(r->arena, "at %s:%u",
			    program_path(r->config->program, at.path), at.line);
}

/* What a call calls, as it is written: "c.drop" of "c.drop(p)". */
static const char *called(struct rule_run *r, const struct trace *t)
{
	struct place p = place_at(r, t);
	const struct call_expr *call =
		AS(CALL_EXPR, call_expr, place_done(p.node));

	if (!call)
		return t->what;
	if (ast_unparen(call->fun)->node.kind == NODE_FUNC_LIT)
		return "the function literal";
	return place_text(r->arena, p.file, &call->fun->node);
}

const char *step_by(struct rule_run *r, const struct trace *t)
{
	const char *name;

	/* Of C.free it goes without saying. */
	if (!t->inside &&
	    (!t->effect || t->effect->reason.source != EFFECT_FROM_BODY))
		return "";
	name = called(r, t);
	if (!name || !*name)
		return "";
	return strncmp(name, "the ", 4) == 0
		       ? arena_printf(r->arena, " by %s", name)
		       : arena_printf(r->arena, " by '%s'", name);
}

/* Sentences */

/* What happens inside of a call, for its sentence. */
static const char *does(const struct trace *t)
{
	static const char *const verbs[NTRACE_ROLES] = {
		[TRACE_ALLOC] = "which allocates the memory",
		[TRACE_STORE] = "which stores it",
		[TRACE_FREE] = "which frees it",
		[TRACE_DELETE] = "which removes it",
		[TRACE_USE] = "which uses it",
		[TRACE_READ] = "which reads it",
		[TRACE_WRITE] = "which writes to it",
		[TRACE_GO] = "which starts a goroutine",
		[TRACE_LOCK] = "which locks",
		[TRACE_CALL] = "which leads on",
		[TRACE_BRANCH] = "which decides",
		[TRACE_ESCAPE] = "which gives it away",
	};

	return verbs[trace_innermost(t)->role];
}

static const char *alloc_sentence(struct rule_run *r, const struct trace *t,
				  const char *text)
{
	struct place p = place_at(r, t);

	if (p.target)
		return arena_printf(
			r->arena,
			"'%s' is the memory that '%s' "
			"allocates",
			place_text(r->arena, p.file, &p.target->node), text);
	if (p.stmt && p.stmt->kind == NODE_RETURN_STMT)
		return arena_printf(r->arena,
				    "'%s' allocates the memory, "
				    "which is returned",
				    text);
	return arena_printf(r->arena, "'%s' allocates the memory", text);
}

bool step_overwrites(struct rule_run *r, const struct trace *t)
{
	struct place p = place_at(r, trace_innermost(t));

	return p.stmt && p.stmt->kind == NODE_ASSIGN_STMT &&
	       (!p.node || p.node->kind != NODE_CALL_EXPR);
}

static const char *delete_sentence(struct rule_run *r, const struct trace *t,
				   const char *text)
{
	if (step_overwrites(r, t))
		return arena_printf(r->arena,
				    "something else is stored in "
				    "'%s'",
				    text);
	return arena_printf(r->arena, "'%s' removes it", text);
}

static const char *store_sentence(struct rule_run *r, const struct trace *t,
				  const char *text)
{
	struct place p = place_at(r, t);
	const char *as = stored_as(r, &p);

	if (as)
		return arena_printf(r->arena, "it is stored in '%s'", as);
	return arena_printf(r->arena, "'%s' stores it", text);
}

static const char *use_sentence(struct rule_run *r, const struct trace *t,
				const char *text)
{
	struct place p = place_at(r, t);

	if (p.node && place_done(p.node)->kind == NODE_CALL_EXPR)
		return arena_printf(r->arena, "it is passed to '%s'", text);
	return arena_printf(r->arena, "'%s' uses it", text);
}

static const char *escape_sentence(struct rule_run *r, const struct trace *t,
				   const char *text)
{
	struct place p = place_at(r, t);

	if (p.stmt && p.stmt->kind == NODE_RETURN_STMT)
		return "it is returned";
	if (p.node && p.node->kind == NODE_GO_STMT)
		return "a goroutine gets it";
	return arena_printf(r->arena, "'%s' gives it away", text);
}

static const char *sentence(struct rule_run *r, const struct trace *t)
{
	const char *text = step_text(r, t);
	static const char *const forms[NTRACE_ROLES] = {
		[TRACE_FREE] = "'%s' frees it",
		[TRACE_READ] = "'%s' reads it",
		[TRACE_WRITE] = "'%s' writes to it",
		[TRACE_GO] = "'%s' starts in a goroutine",
		[TRACE_LOCK] = "'%s' takes a lock",
		[TRACE_BRANCH] = "'%s' decides",
		[TRACE_CALL] = "'%s' is called",
	};

	if (!*text)
		text = "this";
	if (t->inside)
		return arena_printf(r->arena, "'%s' is called, %s", text,
				    does(t));
	switch (t->role) {
	case TRACE_ALLOC:
		return alloc_sentence(r, t, text);
	case TRACE_STORE:
		return store_sentence(r, t, text);
	case TRACE_DELETE:
		return delete_sentence(r, t, text);
	case TRACE_USE:
		return use_sentence(r, t, text);
	case TRACE_ESCAPE:
		return escape_sentence(r, t, text);
	}
	return arena_printf(r->arena, forms[t->role], text);
}

/* Steps */

static bool is_seen(struct steps *s, const struct trace *t)
{
	for (uint32_t i = 0; i < s->nseen; i++) {
		const struct trace *x = s->seen[i];

		if (x == t || (x->pos == t->pos && x->role == t->role &&
			       x->fn == t->fn && !x->inside == !t->inside))
			return true;
	}
	return false;
}

/* What C does with it, where its source is known. */
static void add_c_step(struct steps *s, const struct trace *t)
{
	const struct effect_reason *why = &t->effect->reason;
	struct rule_run *r = s->run;
	static const char *const forms[EFFECT_NKINDS] = {
		[EFFECT_FREES] = "C frees it here",
		[EFFECT_REALLOCS] = "C reallocates it here",
		[EFFECT_UNREFS] = "C drops a reference here",
		[EFFECT_RETURNS_OWNED] = "C allocates it here",
		[EFFECT_OUT] = "C allocates it here",
		[EFFECT_KEEPS] = "C stores it here",
		[EFFECT_READS] = "C reads it here",
		[EFFECT_WRITES] = "C writes to it here",
	};
	struct finding_step step = {
		.role = trace_roles[t->role],
		.line = (int)why->line,
		.message = forms[t->effect->kind],
	};

	if (why->source != EFFECT_FROM_BODY || !why->path || !step.message)
		return;
	step.file = arena_strdup(r->arena,
				 program_path(r->config->program, why->path));
	step.function = called(r, t);
	vec_push_in(r->arena, &s->at, step);
}

static void add_step(struct steps *s, const struct trace *t)
{
	struct rule_run *r = s->run;
	struct place p = place_at(r, t);
	struct position at =
		p.file ? position_of(r->files, p.start) : (struct position){0};
	const char *words = demand_sentence(r, s->issue, t);
	struct finding_step step = {
		.role = trace_roles[t->role],
		.file = program_path(r->config->program, at.path),
		.line = (int)at.line,
		.column = (int)at.column,
		.function = report_function(r, t->fn),
		.message = words ? words : sentence(r, t),
	};

	vec_push_in(r->arena, &s->at, step);
	if (t->effect)
		add_c_step(s, t);
}

/* A trace, oldest step first, and what is inside of its calls. */
static void add_trace(struct steps *s, const struct trace *t)
{
	const struct trace *chain[TRACE_MAX_LEN + 1];
	uint32_t n = 0;

	for (; t && n < TRACE_MAX_LEN + 1; t = t->before)
		chain[n++] = t;
	while (n > 0) {
		t = chain[--n];
		if (s->nseen == MAX_STEPS)
			break;
		/* The same call may do another thing inside. */
		if (!is_seen(s, t)) {
			s->seen[s->nseen++] = t;
			add_step(s, t);
		}
		/* As deep as TRACE_MAX_DEPTH, by trace_call(). */
		if (t->inside)
			add_trace(s, t->inside);
	}
}

struct finding_step *steps_of(struct rule_run *r, const struct issue *i,
			      size_t *ret_n)
{
	const struct trace *const all[] = {i->alloc,	     i->stored,
					   i->holder.stored, i->freed,
					   i->use,	     i->primary};
	struct steps s = {.run = r, .issue = i};

	for (size_t k = 0; k < sizeof(all) / sizeof(*all); k++)
		add_trace(&s, all[k]);
	*ret_n = s.at.len;
	return s.at.at;
}
