/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Labels, and the branches that name them.
 *
 * One walk over a body, after its statements were checked.  Break and
 * continue must name a statement around them; a goto may go to a label that
 * is already declared in one of the blocks around it, or waits as a forward
 * jump: for a label further on in one of those blocks.
 *
 * Jumps are numbered as they are met.  Blocks nest, so the jumps that a
 * block can resolve when it meets a label are those with numbers from the
 * block's first one on; of those with the label's name, which are linked
 * newest first, the walk takes what it needs and never looks at one again.
 * A jump goes over a variable declaration of the block if it is older than
 * the block's newest one.  So the work is linear, where lists that are
 * copied from block to block would not be.
 *
 * See go/types labels.go.
 */

struct block {
	uint32_t first_jump; /* number of the first one in this block */
	uint32_t var_jumps;  /* jumps there were at var_pos */
	pos_t var_pos;	     /* of the newest variable declaration */
	bool closed;
};

/* What is known of a label's name. */
struct label {
	struct object *obj;  /* NULL: not declared yet */
	struct block *block; /* that it is declared in */
	/* The innermost statement around that has the label. */
	struct labeled_stmt *enclosing;
	uint32_t last_jump; /* newest forward jump there, +1 */
};

struct jump {
	struct branch_stmt *s;
	uint32_t older; /* one to the same label, +1 */
	bool resolved;
};

struct label_walk {
	struct checker *c;
	struct ptrmap labels; /* name -> struct label * */
	struct VEC(struct label *) declared;
	struct VEC(struct jump) jumps;
	struct VEC(uint32_t) matches; /* scratch */
};

static struct label *label_of(struct label_walk *w, name_t name)
{
	void **slot = ptrmap_at_key(&w->labels, NULL, name);

	if (!*slot)
		*slot = ARENA_NEW(w->c->arena, struct label);
	return *slot;
}

static void walk_block(struct label_walk *w, struct labeled_stmt *lstmt,
		       stmt **list, uint32_t n);
static void walk_stmt(struct label_walk *w, struct block *b,
		      struct labeled_stmt *lstmt, stmt *s);

static void note_var(struct label_walk *w, struct block *b, pos_t pos)
{
	b->var_pos = pos;
	b->var_jumps = w->jumps.len;
}

static unsigned line_of(struct checker *c, pos_t pos)
{
	return c->conf->files ? position_of(c->conf->files, pos).line : 0;
}

static void resolve_jump(struct label_walk *w, struct block *b, uint32_t i,
			 struct object *obj)
{
	struct jump *j = &w->jumps.at[i];
	struct ident *id = j->s->label;

	j->resolved = true;
	object_mark_used(obj);
	check_record_use(w->c, id, obj);
	if (b->var_pos != NO_POS && i < b->var_jumps)
		check_soft_error(
			w->c, id->e.node.pos,
			"goto %s jumps over variable declaration at line %u",
			name_text(id->name), line_of(w->c, b->var_pos));
}

/* Jumps of the block, and of blocks in it, that wait for the label. */
static void resolve_jumps(struct label_walk *w, struct block *b,
			  struct label *l, struct object *obj)
{
	w->matches.len = 0;
	while (l->last_jump && l->last_jump - 1 >= b->first_jump) {
		vec_push(&w->matches, l->last_jump - 1);
		l->last_jump = w->jumps.at[l->last_jump - 1].older;
	}
	while (w->matches.len > 0)
		resolve_jump(w, b, vec_pop(&w->matches), obj);
}

static void declare_label(struct label_walk *w, struct block *b,
			  struct labeled_stmt *s, struct label *l)
{
	struct checker *c = w->c;
	struct object *obj =
		object_new(c->arena, OBJECT_LABEL, s->label->e.node.pos, c->pkg,
			   s->label->name, TYP(INVALID));

	if (l->obj) {
		check_soft_error(c, obj->pos,
				 "label %s already declared\n\t%s: other "
				 "declaration of %s",
				 name_text(obj->name),
				 check_pos_text(c, l->obj->pos),
				 name_text(obj->name));
	} else {
		l->obj = obj;
		l->block = b;
		vec_push(&w->declared, l);
		check_record_def(c, s->label, obj);
	}
	resolve_jumps(w, b, l, obj);
}

static void walk_labeled(struct label_walk *w, struct block *b,
			 struct labeled_stmt *lstmt, struct labeled_stmt *s)
{
	if (s->label->name == name_blank) {
		walk_stmt(w, b, lstmt, s->stmt);
		return;
	}
	declare_label(w, b, s, label_of(w, s->label->name));
	walk_stmt(w, b, s, s->stmt);
}

static bool is_loop(const stmt *s)
{
	return s->kind == NODE_FOR_STMT || s->kind == NODE_RANGE_STMT;
}

static bool is_breakable(const stmt *s)
{
	return is_loop(s) || s->kind == NODE_SWITCH_STMT ||
	       s->kind == NODE_TYPE_SWITCH_STMT || s->kind == NODE_SELECT_STMT;
}

static void add_jump(struct label_walk *w, struct branch_stmt *s,
		     struct label *l)
{
	struct jump j = {.s = s, .older = l->last_jump};

	vec_push(&w->jumps, j);
	l->last_jump = w->jumps.len;
}

static void walk_branch(struct label_walk *w, struct branch_stmt *s)
{
	struct label *l;
	const char *what = NULL;

	if (!s->label)
		return; /* done by check_stmt() */
	l = label_of(w, s->label->name);
	switch (s->node.op) {
	case TOK_BREAK:
		if (!l->enclosing || !is_breakable(l->enclosing->stmt))
			what = "break";
		break;
	case TOK_CONTINUE:
		if (!l->enclosing || !is_loop(l->enclosing->stmt))
			what = "continue";
		break;
	case TOK_GOTO:
		if (l->obj && !l->block->closed)
			break;
		add_jump(w, s, l);
		return;
	default:
		return; /* a fallthrough with a label, told by the parser */
	}
	if (what) {
		check_error(w->c, s->label->e.node.pos, "invalid %s label %s",
			    what, name_text(s->label->name));
		return;
	}
	object_mark_used(l->obj);
	check_record_use(w->c, s->label, l->obj);
}

/* The body of a statement that its label belongs to. */
static void walk_body(struct label_walk *w, struct labeled_stmt *lstmt,
		      struct block_stmt *body)
{
	walk_block(w, lstmt, body->list, body->nlist);
}

static void walk_if(struct label_walk *w, struct block *b,
		    struct labeled_stmt *lstmt, struct if_stmt *s)
{
	for (;;) {
		walk_body(w, lstmt, s->body);
		if (!s->else_)
			return;
		if (s->else_->kind != NODE_IF_STMT) {
			walk_stmt(w, b, lstmt, s->else_);
			return;
		}
		s = (struct if_stmt *)s->else_;
	}
}

static void walk_any(struct label_walk *w, struct block *b,
		     struct labeled_stmt *lstmt, stmt *s)
{
	struct gen_decl *d;

	switch (s->kind) {
	case NODE_DECL_STMT:
		d = ((struct decl_stmt *)s)->decl;
		if (d->node.op == TOK_VAR)
			note_var(w, b, d->node.pos);
		break;
	case NODE_ASSIGN_STMT:
		if (s->op == TOK_DEFINE)
			note_var(w, b, node_pos(s));
		break;
	case NODE_LABELED_STMT:
		walk_labeled(w, b, lstmt, (struct labeled_stmt *)s);
		break;
	case NODE_BRANCH_STMT:
		walk_branch(w, (struct branch_stmt *)s);
		break;
	case NODE_BLOCK_STMT:
		walk_body(w, lstmt, (struct block_stmt *)s);
		break;
	case NODE_IF_STMT:
		walk_if(w, b, lstmt, (struct if_stmt *)s);
		break;
	case NODE_CASE_CLAUSE:
		walk_block(w, NULL, ((struct case_clause *)s)->body,
			   ((struct case_clause *)s)->nbody);
		break;
	case NODE_COMM_CLAUSE:
		walk_block(w, NULL, ((struct comm_clause *)s)->body,
			   ((struct comm_clause *)s)->nbody);
		break;
	case NODE_SWITCH_STMT:
		walk_body(w, lstmt, ((struct switch_stmt *)s)->body);
		break;
	case NODE_TYPE_SWITCH_STMT:
		walk_body(w, lstmt, ((struct type_switch_stmt *)s)->body);
		break;
	case NODE_SELECT_STMT:
		walk_body(w, lstmt, ((struct select_stmt *)s)->body);
		break;
	case NODE_FOR_STMT:
		walk_body(w, lstmt, ((struct for_stmt *)s)->body);
		break;
	case NODE_RANGE_STMT:
		walk_body(w, lstmt, ((struct range_stmt *)s)->body);
		break;
	}
}

static void walk_stmt(struct label_walk *w, struct block *b,
		      struct labeled_stmt *lstmt, stmt *s)
{
	if (!check_enter(w->c, s->pos))
		return;
	walk_any(w, b, lstmt, s);
	check_leave(w->c);
}

static void walk_block(struct label_walk *w, struct labeled_stmt *lstmt,
		       stmt **list, uint32_t n)
{
	struct block *b = ARENA_NEW(w->c->arena, struct block);
	struct label *l = lstmt ? label_of(w, lstmt->label->name) : NULL;
	struct labeled_stmt *saved = l ? l->enclosing : NULL;

	b->first_jump = w->jumps.len;
	if (l)
		l->enclosing = lstmt;
	for (uint32_t i = 0; i < n; i++)
		walk_stmt(w, b, NULL, list[i]);
	if (l)
		l->enclosing = saved;
	b->closed = true;
}

/* Jumps that found no label, or one inside a block that they are not in. */
static void report_jumps(struct label_walk *w)
{
	for (uint32_t i = 0; i < w->jumps.len; i++) {
		struct jump *j = &w->jumps.at[i];
		struct ident *id = j->s->label;
		struct label *l;

		if (j->resolved)
			continue;
		l = label_of(w, id->name);
		if (l->obj) {
			object_mark_used(l->obj);
			check_error(w->c, id->e.node.pos,
				    "goto %s jumps into block",
				    name_text(id->name));
		} else {
			check_error(w->c, id->e.node.pos,
				    "label %s not declared",
				    name_text(id->name));
		}
	}
}

void check_labels(struct checker *c, struct block_stmt *body)
{
	struct label_walk w = {.c = c};

	walk_block(&w, NULL, body->list, body->nlist);
	report_jumps(&w);
	/* spec: Labeled statements: a label must be used. */
	for (uint32_t i = 0; i < w.declared.len; i++) {
		struct object *obj = w.declared.at[i]->obj;

		if (!(obj->flags & OBJECT_USED))
			check_soft_error(c, obj->pos,
					 "label %s declared and not used",
					 name_text(obj->name));
	}
	ptrmap_finish(&w.labels);
	vec_finish(&w.declared);
	vec_finish(&w.jumps);
	vec_finish(&w.matches);
}
