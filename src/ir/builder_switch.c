/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/predicates.h"

/*
 * Expression switches, as chains of comparisons.
 *
 * Conditions are tested from top to bottom, those of one case from left to
 * right; the default comes last wherever it stands.  Fallthrough leads to
 * the body that is next in the source, so that body's block is made before
 * the case is met:
 *
 *	 tag == 1? ---yes---> switch.body (case 1)
 *	    | no                   | fallthrough
 *	 switch.next               v
 *	 tag == 2? ---yes---> switch.body (case 2)
 *	    | no
 *	 switch.next: the default's body, or switch.done
 *
 * See x/tools go/ssa builder.go: switchStmt.
 */

struct switch_build {
	struct switch_stmt *s;
	struct ir_value *tag; /* NULL: switch { } */
	struct ir_block *done;
	struct ir_block *fallthrough; /* the next body, if it is there */
	struct case_clause *dflt;
	struct ir_block *dflt_body, *dflt_fallthrough;
};

static void build_body(struct ir_build *f, struct switch_build *w,
		       struct case_clause *cc, struct ir_block *fallthrough)
{
	struct targets t = {
		.tail = f->targets,
		.break_ = w->done,
		.fallthrough = fallthrough,
	};

	f->targets = &t;
	b_stmt_list(f, cc->body, cc->nbody);
	f->targets = t.tail;
}

/* Without a tag cases are conditions, which take part in && and || ... */
static bool is_condition(struct switch_build *w, struct expr *e)
{
	/* ... unless the case is an interface that holds true. */
	return !w->tag && !(e->type && is_non_type_param_interface(e->type));
}

/* Ends in the block where control is when the case does not match. */
static void build_tests(struct ir_build *f, struct switch_build *w,
			struct case_clause *cc, struct ir_block *body)
{
	for (uint32_t i = 0; i < cc->nlist; i++) {
		struct expr *e = cc->list[i];
		struct ir_block *next = f_new_block(f, "switch.next");
		struct ir_value *tag, *v;

		if (is_condition(w, e)) {
			b_cond(f, e, body, next);
		} else {
			tag = w->tag ? w->tag : ir_bool_const(f, true);
			v = b_expr(f, e);
			v = emit_compare(f, TOK_EQL, tag, v, expr_pos(e));
			emit_if(f, v, body, next);
		}
		f->block = next;
	}
}

static void keep_default(struct ir_build *f, struct switch_build *w,
			 struct case_clause *cc, struct ir_block *body)
{
	struct ir_block *here = f->block;

	if (w->dflt) { /* a second one: something may fall through to it */
		f->fn->broken = true;
		f->block = body;
		emit_jump(f, w->done);
		f->block = here;
		return;
	}
	w->dflt = cc;
	w->dflt_body = body;
	w->dflt_fallthrough = w->fallthrough;
}

static void build_case(struct ir_build *f, struct switch_build *w, uint32_t i)
{
	struct case_clause *cc =
		AS(CASE_CLAUSE, case_clause, w->s->body->list[i]);
	struct ir_block *body = w->fallthrough, *next;

	if (!cc) {
		f->fn->broken = true;
		return;
	}
	if (!body)
		body = f_new_block(f, "switch.body");
	w->fallthrough = w->done;
	if (i + 1 < w->s->body->nlist)
		w->fallthrough = f_new_block(f, "switch.body");
	if (!cc->list) {
		keep_default(f, w, cc, body);
		return;
	}
	build_tests(f, w, cc, body);
	next = f->block;
	f->block = body;
	build_body(f, w, cc, w->fallthrough);
	emit_jump(f, w->done);
	f->block = next;
}

void b_switch(struct ir_build *f, struct switch_stmt *s, struct lblock *label)
{
	struct switch_build w = {.s = s};

	if (s->init)
		b_stmt(f, s->init, NULL);
	if (s->tag)
		w.tag = b_expr(f, s->tag);
	w.done = f_new_block(f, "switch.done");
	if (label)
		label->break_ = w.done;
	for (uint32_t i = 0; i < s->body->nlist; i++)
		build_case(f, &w, i);
	if (w.dflt) {
		emit_jump(f, w.dflt_body);
		f->block = w.dflt_body;
		build_body(f, &w, w.dflt, w.dflt_fallthrough);
	}
	emit_jump(f, w.done);
	f->block = w.done;
}
