/* SPDX-License-Identifier: MIT */
/*
 * Which node a position means is told by the positions that instructions are
 * given (doc/ir.md): a call has that of its parenthesis, an index of its
 * bracket, a selector of the selected name.  The outermost node whose own
 * mark stands there is taken: of `p.next` and the identifier `next` in it
 * the former.
 */
#include "rules/place.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "rules/trees.h"
#include "syntax/ast.h"
#include "syntax/walk.h"
#include "types/operand.h"
#include "types/types.h"

enum { MAX_TEXT = 64 };

static pos_t mark_of(const struct node *n)
{
	switch (n->kind) {
	case NODE_CALL_EXPR:
		return ((const struct call_expr *)n)->lparen;
	case NODE_SELECTOR_EXPR:
		return ((const struct selector_expr *)n)->sel->e.node.pos;
	case NODE_INDEX_EXPR:
		return ((const struct index_expr *)n)->lbrack;
	case NODE_SLICE_EXPR:
		return ((const struct slice_expr *)n)->lbrack;
	case NODE_TYPE_ASSERT_EXPR:
		return ((const struct type_assert_expr *)n)->lparen;
	case NODE_BINARY_EXPR:
		return ((const struct binary_expr *)n)->op_pos;
	case NODE_COMPOSITE_LIT:
		return ((const struct composite_lit *)n)->lbrace;
	case NODE_KEY_VALUE_EXPR:
		return ((const struct key_value_expr *)n)->colon;
	case NODE_SEND_STMT:
		return ((const struct send_stmt *)n)->arrow;
	case NODE_ASSIGN_STMT:
		return ((const struct assign_stmt *)n)->op_pos;
	case NODE_EXPR_STMT:
	case NODE_PAREN_EXPR:
	case NODE_BLOCK_STMT:
		return NO_POS;
	}
	return n->pos;
}

struct search {
	pos_t pos;
	const struct node *found;
	struct VEC(const struct node *) around;
	/* Of found: what was around it. */
	const struct node *stmt, *spec;
};

static void found(struct search *s, const struct node *n)
{
	s->found = n;
	for (uint32_t i = s->around.len; i > 0; i--) {
		const struct node *x = s->around.at[i - 1];

		if (x->kind == NODE_VALUE_SPEC && !s->spec)
			s->spec = x;
		if (node_is_stmt(x)) {
			s->stmt = x;
			break;
		}
	}
	if (node_is_stmt(n))
		s->stmt = n;
}

static bool enter(void *ctx, enum walk_what what, void *x)
{
	struct search *s = ctx;
	const struct node *n = x;

	if (what == WALK_NIL || s->found)
		return false;
	if (what != WALK_NODE)
		return true;
	if (s->pos < node_pos(n) || s->pos >= node_end(n))
		return false;
	if (mark_of(n) == s->pos) {
		found(s, n);
		return false;
	}
	vec_push(&s->around, n);
	return true;
}

static void leave(void *ctx, enum walk_what what, void *x)
{
	struct search *s = ctx;

	(void)x;
	if (what == WALK_NODE)
		s->around.len--;
}

/* The declaration that a position lies in. */
static struct node *declaration(const struct ast_file *file, pos_t pos)
{
	uint32_t first = 0, after = file->ndecls;

	while (first < after) {
		uint32_t k = first + (after - first) / 2;

		if (node_pos(file->decls[k]) <= pos)
			first = k + 1;
		else
			after = k;
	}
	if (first == 0 || pos >= node_end(file->decls[first - 1]))
		return NULL;
	return file->decls[first - 1];
}

static bool is_name(const struct expr *x, const char *name)
{
	const struct ident *id = AS(IDENT, ident, x);

	return id && strcmp(name_text(id->name), name) == 0;
}

/*
 * Whether calling x converts.  A tree that was parsed again has no types:
 * then it is told by what a type alone can look like.
 */
static bool is_type(const struct expr *x)
{
	const struct selector_expr *sel;

	x = ast_unparen((struct expr *)x);
	if (x->node.mode != MODE_INVALID)
		return x->node.mode == MODE_TYPEXPR;
	sel = AS(SELECTOR_EXPR, selector_expr, x);
	return x->node.kind == NODE_STAR_EXPR ||
	       x->node.kind >= NODE_ARRAY_TYPE || is_name(x, "uintptr") ||
	       (sel && is_name(sel->x, "unsafe") &&
		is_name(&sel->sel->e, "Pointer"));
}

const struct expr *place_plain(const struct expr *x)
{
	while (x) {
		struct call_expr *call;

		x = ast_unparen((struct expr *)x);
		call = AS(CALL_EXPR, call_expr, x);
		if (!call || call->nargs != 1 || !is_type(call->fun))
			break;
		x = call->args[0];
	}
	return x;
}

static const struct expr *target_of(struct expr *const *rhs, uint32_t nrhs,
				    struct expr *const *lhs, uint32_t nlhs,
				    const struct node *n)
{
	for (uint32_t i = 0; i < nrhs && i < nlhs; i++)
		if (&place_plain(rhs[i])->node == n)
			return lhs[i];
	return NULL;
}

static const struct expr *find_target(const struct search *s)
{
	const struct assign_stmt *a = AS(ASSIGN_STMT, assign_stmt, s->stmt);
	const struct value_spec *v = AS(VALUE_SPEC, value_spec, s->spec);
	const struct ident *id;
	const struct expr *x = NULL;

	if (a)
		x = target_of(a->rhs, a->nrhs, a->lhs, a->nlhs, s->found);
	else if (v)
		x = target_of(v->values, v->nvalues,
			      (struct expr *const *)v->names, v->nnames,
			      s->found);
	id = AS(IDENT, ident, x);
	return id && id->name == name_blank ? NULL : x;
}

/*
 * Where a call begins for a reader: with the name that is called when the
 * chain before it is on other lines.
 */
static pos_t start_of(struct source_file *f, const struct node *n)
{
	const struct call_expr *call = AS(CALL_EXPR, call_expr, n);
	const struct selector_expr *sel;
	uint32_t line;

	if (!call)
		return node_pos(n);
	line = position_line(f, call->lparen);
	if (position_line(f, node_pos(n)) == line)
		return node_pos(n);
	sel = AS(SELECTOR_EXPR, selector_expr, ast_unparen(call->fun));
	if (sel && position_line(f, sel->sel->e.node.pos) == line)
		return sel->sel->e.node.pos;
	return call->lparen;
}

struct place place_of(struct trees *trees, struct file_set *files, pos_t pos)
{
	struct place p = {.start = pos, .end = pos};
	struct search s = {.pos = pos};
	const struct walk w = {.enter = enter, .leave = leave, .ctx = &s};

	if (pos == NO_POS)
		return p;
	p.file = file_set_find(files, pos);
	if (!p.file)
		return p;
	p.end = pos + (pos_offset(p.file, pos) < p.file->size);
	walk(&w, declaration(trees_file(trees, p.file), pos));
	vec_finish(&s.around);
	if (!s.found)
		return p;
	p.node = s.found;
	p.stmt = s.stmt;
	p.target = find_target(&s);
	p.start = start_of(p.file, s.found);
	p.end = node_end(s.found);
	return p;
}

/* One line of it: what is white becomes one space, what is long is cut. */
static const char *one_line(struct arena *a, const char *text, size_t n)
{
	struct buf b;
	const char *copy;

	buf_init(&b, MAX_TEXT + 8);
	for (size_t i = 0; i < n; i++) {
		bool space = text[i] == ' ' || text[i] == '\t' ||
			     text[i] == '\n' || text[i] == '\r';

		if (b.len >= MAX_TEXT - 3 && n - i > 3) {
			buf_puts(&b, "...");
			break;
		}
		if (!space)
			buf_putc(&b, text[i]);
		else if (b.len > 0 && b.data[b.len - 1] != ' ' &&
			 b.data[b.len - 1] != '(')
			buf_putc(&b, ' ');
	}
	copy = arena_strdup(a, buf_text(&b));
	buf_finish(&b);
	return copy;
}

/* The start of what is called: `f` of x.g().f(). */
static pos_t last_of_chain(const struct node *n)
{
	const struct call_expr *call = AS(CALL_EXPR, call_expr, n);
	const struct selector_expr *sel =
		call ? AS(SELECTOR_EXPR, selector_expr, ast_unparen(call->fun))
		     : NULL;
	const struct expr *x = sel ? ast_unparen(sel->x) : NULL;

	if (x &&
	    (x->node.kind == NODE_CALL_EXPR || x->node.kind == NODE_FUNC_LIT))
		return sel->sel->e.node.pos;
	return node_pos(n);
}

/* A function literal is too long to be shown: its head is. */
static pos_t end_of(const struct node *n)
{
	const struct call_expr *call = AS(CALL_EXPR, call_expr, n);
	const struct func_lit *lit = AS(
		FUNC_LIT, func_lit, call ? &ast_unparen(call->fun)->node : n);

	return lit && lit->body ? lit->body->node.pos : node_end(n);
}

const char *place_text(struct arena *a, const struct source_file *f,
		       const struct node *n)
{
	pos_t start = last_of_chain(n), end = end_of(n);

	if (start < f->base || end > f->base + f->size || end <= start)
		return "";
	return one_line(a, f->text + pos_offset(f, start), end - start);
}

static bool is_variable(const struct expr *x)
{
	switch (x->node.kind) {
	case NODE_IDENT:
	case NODE_SELECTOR_EXPR:
	case NODE_INDEX_EXPR:
	case NODE_STAR_EXPR:
		return !x->val && x->node.mode != MODE_TYPEXPR;
	}
	return false;
}

/* Numbers, flags and errors are not what a call is about. */
static bool may_be_memory(struct type *t)
{
	struct type *u = t ? type_under(t) : NULL;

	if (!u)
		return true;
	switch (u->kind) {
	case TYPE_BASIC:
		return ((struct basic *)u)->basic_kind ==
			       BASIC_UNSAFE_POINTER ||
		       ((struct basic *)u)->basic_kind == BASIC_UINTPTR;
	case TYPE_SIGNATURE:
		return false;
	}
	return true;
}

const struct node *place_done(const struct node *n)
{
	const struct defer_stmt *d = AS(DEFER_STMT, defer_stmt, n);
	const struct go_stmt *g = AS(GO_STMT, go_stmt, n);

	return d ? &d->call->node : g ? &g->call->node : n;
}

const char *place_argument(struct arena *a, const struct place *p)
{
	const struct call_expr *call =
		AS(CALL_EXPR, call_expr, place_done(p->node));
	const struct expr *one = NULL;

	if (!call)
		return NULL;
	for (uint32_t i = 0; i < call->nargs; i++) {
		const struct expr *x = place_plain(call->args[i]);

		if (!is_variable(x) || !may_be_memory(x->type))
			continue;
		if (one)
			return NULL;
		one = x;
	}
	return one ? place_text(a, p->file, &one->node) : NULL;
}
