/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * spec: Terminating statements.  See go/types return.go.
 *
 * A body is not deeper than check_stmt() allowed; what was too deep for it
 * has been reported, and counts as terminating.
 */

static name_t label_name(const struct ident *label)
{
	return label ? label->name : NO_NAME;
}

static bool has_break_list(struct checker *c, stmt **list, uint32_t n,
			   name_t label, bool implicit);

/*
 * Whether there is a break in s out of the statement with the label, or,
 * with implicit, out of the innermost statement around s.
 */
static bool has_break_in(struct checker *c, stmt *s, name_t label,
			 bool implicit)
{
	struct block_stmt *body = NULL;
	struct branch_stmt *b;

	switch (s->kind) {
	case NODE_LABELED_STMT:
		return has_break_list(c, &((struct labeled_stmt *)s)->stmt, 1,
				      label, implicit);
	case NODE_BRANCH_STMT:
		b = (struct branch_stmt *)s;
		if (s->op != TOK_BREAK)
			return false;
		return b->label ? b->label->name == label : implicit;
	case NODE_BLOCK_STMT:
		return has_break_list(c, ((struct block_stmt *)s)->list,
				      ((struct block_stmt *)s)->nlist, label,
				      implicit);
	case NODE_CASE_CLAUSE:
		return has_break_list(c, ((struct case_clause *)s)->body,
				      ((struct case_clause *)s)->nbody, label,
				      implicit);
	case NODE_COMM_CLAUSE:
		return has_break_list(c, ((struct comm_clause *)s)->body,
				      ((struct comm_clause *)s)->nbody, label,
				      implicit);
	case NODE_SWITCH_STMT:
		body = ((struct switch_stmt *)s)->body;
		break;
	case NODE_TYPE_SWITCH_STMT:
		body = ((struct type_switch_stmt *)s)->body;
		break;
	case NODE_SELECT_STMT:
		body = ((struct select_stmt *)s)->body;
		break;
	case NODE_FOR_STMT:
		body = ((struct for_stmt *)s)->body;
		break;
	case NODE_RANGE_STMT:
		body = ((struct range_stmt *)s)->body;
		break;
	}
	/* Breaks without a label do not leave these. */
	return body && label != NO_NAME &&
	       has_break_list(c, body->list, body->nlist, label, false);
}

static bool has_break(struct checker *c, stmt *s, name_t label, bool implicit)
{
	struct if_stmt *i;
	bool res;

	for (i = AS(IF_STMT, if_stmt, s); i; i = AS(IF_STMT, if_stmt, s)) {
		if (has_break_list(c, i->body->list, i->body->nlist, label,
				   implicit))
			return true;
		s = i->else_;
		if (!s)
			return false;
	}
	if (!check_enter(c, s->pos))
		return false;
	res = has_break_in(c, s, label, implicit);
	check_leave(c);
	return res;
}

static bool has_break_list(struct checker *c, stmt **list, uint32_t n,
			   name_t label, bool implicit)
{
	for (uint32_t i = 0; i < n; i++)
		if (has_break(c, list[i], label, implicit))
			return true;
	return false;
}

/* Clauses of a switch or select: all of them terminate, without a break. */
static bool is_terminating_clause(struct checker *c, stmt *s, name_t label,
				  bool *has_default)
{
	stmt **list = NULL;
	uint32_t n = 0;

	if (s->kind == NODE_CASE_CLAUSE) {
		list = ((struct case_clause *)s)->body;
		n = ((struct case_clause *)s)->nbody;
		if (((struct case_clause *)s)->nlist == 0)
			*has_default = true;
	} else if (s->kind == NODE_COMM_CLAUSE) {
		list = ((struct comm_clause *)s)->body;
		n = ((struct comm_clause *)s)->nbody;
	}
	return check_is_terminating_list(c, list, n, NULL) &&
	       !has_break_list(c, list, n, label, true);
}

static bool is_terminating_switch(struct checker *c, struct block_stmt *body,
				  name_t label, bool has_default)
{
	for (uint32_t i = 0; i < body->nlist; i++)
		if (!is_terminating_clause(c, body->list[i], label,
					   &has_default))
			return false;
	return has_default;
}

static bool is_terminating_if(struct checker *c, struct if_stmt *s)
{
	for (;;) {
		if (!s->else_ || !check_is_terminating(c, &s->body->node, NULL))
			return false;
		if (s->else_->kind != NODE_IF_STMT)
			return check_is_terminating(c, s->else_, NULL);
		s = (struct if_stmt *)s->else_;
	}
}

static bool is_panic(stmt *s)
{
	struct expr *x = ast_unparen(((struct expr_stmt *)s)->x);

	return x->node.kind == NODE_CALL_EXPR && x->node.flags & NODE_PANIC;
}

static bool is_terminating(struct checker *c, stmt *s, name_t label)
{
	struct labeled_stmt *l;
	struct for_stmt *f;

	switch (s->kind) {
	case NODE_LABELED_STMT:
		l = (struct labeled_stmt *)s;
		return check_is_terminating(c, l->stmt, l->label);
	case NODE_EXPR_STMT:
		return is_panic(s);
	case NODE_RETURN_STMT:
		return true;
	case NODE_BRANCH_STMT:
		return s->op == TOK_GOTO || s->op == TOK_FALLTHROUGH;
	case NODE_BLOCK_STMT:
		return check_is_terminating_list(
			c, ((struct block_stmt *)s)->list,
			((struct block_stmt *)s)->nlist, NULL);
	case NODE_IF_STMT:
		return is_terminating_if(c, (struct if_stmt *)s);
	case NODE_SWITCH_STMT:
		return is_terminating_switch(c, ((struct switch_stmt *)s)->body,
					     label, false);
	case NODE_TYPE_SWITCH_STMT:
		return is_terminating_switch(
			c, ((struct type_switch_stmt *)s)->body, label, false);
	case NODE_SELECT_STMT: /* waits for ever without a default */
		return is_terminating_switch(c, ((struct select_stmt *)s)->body,
					     label, true);
	case NODE_FOR_STMT:
		f = (struct for_stmt *)s;
		return !f->cond && !has_break(c, &f->body->node, label, true);
	default:
		return false;
	}
}

bool check_is_terminating(struct checker *c, stmt *s, struct ident *label)
{
	bool res;

	if (!check_enter(c, s->pos))
		return true;
	res = is_terminating(c, s, label_name(label));
	check_leave(c);
	return res;
}

bool check_is_terminating_list(struct checker *c, stmt **list, uint32_t n,
			       struct ident *label)
{
	/* Empty statements at the end do not count. */
	while (n > 0 && list[n - 1]->kind == NODE_EMPTY_STMT)
		n--;
	return n > 0 && check_is_terminating(c, list[n - 1], label);
}
