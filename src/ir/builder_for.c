/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "types/predicates.h"

/*
 * For loops.
 *
 * From Go 1.22 on each iteration has variables of its own: post works on
 * copies, made for the next one.  A loop variable then has two cells, the
 * first iteration's and the one that post makes over and over:
 *
 *	entry:	outer = alloc; *outer = init
 *	loop:	i = phi [outer, next]; if cond goto body else done
 *	body:	...
 *	post:	old = *i; next = alloc; *next = old; post statement
 *		goto loop
 *
 * Only a closure or a pointer that outlives the iteration can tell; where
 * nothing has made next escape, one cell is enough, and b_fuse_loop_vars()
 * puts outer in the place of i and next, and drops the copy.  That is done
 * when all of the function is built, in one walk over it: a walk for each
 * loop would take quadratic time where loops are nested.  Till then what
 * will be dropped is marked (v.spare), and v.num of i and next says where in
 * loop_vars their variable is.
 *
 * See x/tools go/ssa builder.go: forStmt, forStmtGo122.
 */

static void build_body(struct ir_build *f, struct block_stmt *body,
		       struct ir_block *done, struct ir_block *cont)
{
	struct targets t = {
		.tail = f->targets,
		.break_ = done,
		.continue_ = cont,
	};

	f->targets = &t;
	b_body(f, body);
	f->targets = t.tail;
	emit_jump(f, cont);
}

static void build_plain(struct ir_build *f, struct for_stmt *s,
			struct lblock *label)
{
	struct ir_block *body, *done, *loop, *cont;

	if (s->init)
		b_stmt(f, s->init, NULL);
	body = f_new_block(f, "for.body");
	done = f_new_block(f, "for.done");
	loop = s->cond ? f_new_block(f, "for.loop") : body;
	cont = s->post ? f_new_block(f, "for.post") : loop;
	if (label) {
		label->break_ = done;
		label->continue_ = cont;
	}
	emit_jump(f, loop);
	f->block = loop;
	if (s->cond) {
		b_cond(f, s->cond, body, done);
		f->block = body;
	}
	build_body(f, s->body, done, cont);
	if (s->post) {
		f->block = cont;
		b_stmt(f, s->post, NULL);
		emit_jump(f, loop);
	}
	f->block = done;
}

struct loop {
	struct ir_block *pre, *loop, *body, *post, *done;
	uint32_t first_var; /* in loop_vars */
};

static struct loop_var new_loop_var(struct ir_build *f, const struct loop *l,
				    struct object *obj)
{
	const char *name = name_text(obj->name);
	struct type *t = f_type(f, obj->type);
	struct loop_var v = {.obj = obj};

	f->block = l->pre;
	v.outer = emit_local(f, t, obj->pos, name);

	f->block = l->loop;
	v.phi = ir_new_instr(f, OP_PHI, v.outer->v.type, 2);
	v.phi->comment = v.outer->comment;
	v.phi->pos = obj->pos;
	f_emit(f, v.phi);

	/* A cell that is local is the same one again, and zeroed when it is
	 * made: what it holds is read before. */
	f->block = l->post;
	v.load = (struct ir_instr *)emit_load(f, &v.phi->v, NO_POS);
	v.next = emit_local(f, t, obj->pos, name);
	v.store = emit_store(f, &v.next->v, &v.load->v, NO_POS);

	/* The edge from before the loop is made first. */
	v.phi->args[0] = &v.outer->v;
	v.phi->args[1] = &v.next->v;
	return v;
}

static void make_loop_vars(struct ir_build *f, struct loop *l,
			   struct assign_stmt *init)
{
	l->first_var = f->loop_vars.len;
	for (uint32_t i = 0; i < init->nlhs; i++) {
		struct object *obj = b_defined_var(init->lhs[i]);

		if (obj)
			vec_push_in(f->a, &f->loop_vars,
				    new_loop_var(f, l, obj));
		else if (!b_is_blank(init->lhs[i]))
			f->fn->broken = true;
	}
}

/* From here on the loop's variables are these cells. */
enum cell { OUTER, PHI, NEXT };

static void bind(struct ir_build *f, const struct loop *l, uint32_t end,
		 enum cell cell)
{
	for (uint32_t i = l->first_var; i < end; i++) {
		struct loop_var *v = &f->loop_vars.at[i];
		struct ir_instr *in = cell == OUTER ? v->outer
				      : cell == PHI ? v->phi
						    : v->next;

		*ptrmap_at(&f->vars, f->a, v->obj) = in;
	}
}

static void build_go122(struct ir_build *f, struct for_stmt *s,
			struct assign_stmt *init, struct lblock *label)
{
	struct loop l = {.pre = f->block};
	uint32_t end;

	l.loop = f_new_block(f, "for.loop");
	l.body = f_new_block(f, "for.body");
	l.post = f_new_block(f, "for.post");
	l.done = f_new_block(f, "for.done");
	make_loop_vars(f, &l, init);
	end = f->loop_vars.len;

	f->block = l.pre;
	bind(f, &l, end, OUTER);
	b_assign_stmt(f, init->lhs, init->nlhs, init->rhs, init->nrhs, false);
	if (label) {
		label->break_ = l.done;
		label->continue_ = l.post;
	}
	emit_jump(f, l.loop);

	f->block = l.loop;
	bind(f, &l, end, PHI);
	if (s->cond)
		b_cond(f, s->cond, l.body, l.done);
	else
		emit_jump(f, l.body);
	f->block = l.body;
	build_body(f, s->body, l.done, l.post);

	bind(f, &l, end, NEXT);
	f->block = l.post;
	if (s->post)
		b_stmt(f, s->post, NULL);
	emit_jump(f, l.loop);
	f->block = l.done;
}

void b_for(struct ir_build *f, struct for_stmt *s, struct lblock *label)
{
	struct assign_stmt *init = AS(ASSIGN_STMT, assign_stmt, s->init);
	bool each = f->version == 0 || f->version >= GO_VERSION(22);

	if (each && init && init->node.op == TOK_DEFINE)
		build_go122(f, s, init, label);
	else
		build_plain(f, s, label);
}

static void drop(struct ir_instr *in)
{
	in->v.spare = 1;
}

/* Whether any variable has one cell; marks what goes. */
static bool mark_fused(struct ir_build *f)
{
	bool any = false;

	for (uint32_t i = 0; i < f->loop_vars.len; i++) {
		struct loop_var *v = &f->loop_vars.at[i];

		/* What makes i escape has marked both of its edges. */
		if (v->next->v.flags & IR_HEAP)
			continue;
		any = true;
		v->phi->v.num = v->next->v.num = i;
		drop(v->phi);
		drop(v->next);
		drop(v->load);
		drop(v->store);
	}
	return any;
}

static struct ir_value *fused(struct ir_build *f, struct ir_value *v)
{
	if (v && (v->op == OP_PHI || v->op == OP_ALLOC) && v->spare)
		return &f->loop_vars.at[v->num].outer->v;
	return v;
}

static void fuse_block(struct ir_build *f, struct ir_block *b)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < b->ninstrs; i++) {
		struct ir_instr *in = b->instrs[i];

		if (in->v.spare)
			continue;
		for (uint32_t j = 0; j < in->nargs; j++)
			in->args[j] = fused(f, in->args[j]);
		b->instrs[n++] = in;
	}
	b->ninstrs = n;
}

void b_fuse_loop_vars(struct ir_build *f)
{
	uint32_t n = 0;

	if (!mark_fused(f))
		return;
	for (uint32_t i = 0; i < f->blocks.len; i++)
		fuse_block(f, f->blocks.at[i]);
	for (uint32_t i = 0; i < f->locals.len; i++)
		if (!f->locals.at[i]->v.spare)
			f->locals.at[n++] = f->locals.at[i];
	f->locals.len = n;
}
