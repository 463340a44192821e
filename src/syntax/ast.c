/* SPDX-License-Identifier: MIT */
/*
 * Extents of nodes, and the comments of declarations.
 *
 * A node's position is where it begins.  Where it ends is not kept but
 * found from its last part; the way there is a loop, however deep.
 */
#include "syntax/ast.h"

#include <string.h>

#include "syntax/token.h"

const char *const node_kind_text[NNODES] = {
	[NODE_NONE] = "None",
	[NODE_BAD_EXPR] = "BadExpr",
	[NODE_IDENT] = "Ident",
	[NODE_ELLIPSIS] = "Ellipsis",
	[NODE_BASIC_LIT] = "BasicLit",
	[NODE_FUNC_LIT] = "FuncLit",
	[NODE_COMPOSITE_LIT] = "CompositeLit",
	[NODE_PAREN_EXPR] = "ParenExpr",
	[NODE_SELECTOR_EXPR] = "SelectorExpr",
	[NODE_INDEX_EXPR] = "IndexExpr",
	[NODE_SLICE_EXPR] = "SliceExpr",
	[NODE_TYPE_ASSERT_EXPR] = "TypeAssertExpr",
	[NODE_CALL_EXPR] = "CallExpr",
	[NODE_STAR_EXPR] = "StarExpr",
	[NODE_UNARY_EXPR] = "UnaryExpr",
	[NODE_BINARY_EXPR] = "BinaryExpr",
	[NODE_KEY_VALUE_EXPR] = "KeyValueExpr",
	[NODE_ARRAY_TYPE] = "ArrayType",
	[NODE_STRUCT_TYPE] = "StructType",
	[NODE_FUNC_TYPE] = "FuncType",
	[NODE_INTERFACE_TYPE] = "InterfaceType",
	[NODE_MAP_TYPE] = "MapType",
	[NODE_CHAN_TYPE] = "ChanType",
	[NODE_BAD_STMT] = "BadStmt",
	[NODE_DECL_STMT] = "DeclStmt",
	[NODE_EMPTY_STMT] = "EmptyStmt",
	[NODE_LABELED_STMT] = "LabeledStmt",
	[NODE_EXPR_STMT] = "ExprStmt",
	[NODE_SEND_STMT] = "SendStmt",
	[NODE_INC_DEC_STMT] = "IncDecStmt",
	[NODE_ASSIGN_STMT] = "AssignStmt",
	[NODE_GO_STMT] = "GoStmt",
	[NODE_DEFER_STMT] = "DeferStmt",
	[NODE_RETURN_STMT] = "ReturnStmt",
	[NODE_BRANCH_STMT] = "BranchStmt",
	[NODE_BLOCK_STMT] = "BlockStmt",
	[NODE_IF_STMT] = "IfStmt",
	[NODE_CASE_CLAUSE] = "CaseClause",
	[NODE_SWITCH_STMT] = "SwitchStmt",
	[NODE_TYPE_SWITCH_STMT] = "TypeSwitchStmt",
	[NODE_COMM_CLAUSE] = "CommClause",
	[NODE_SELECT_STMT] = "SelectStmt",
	[NODE_FOR_STMT] = "ForStmt",
	[NODE_RANGE_STMT] = "RangeStmt",
	[NODE_IMPORT_SPEC] = "ImportSpec",
	[NODE_VALUE_SPEC] = "ValueSpec",
	[NODE_TYPE_SPEC] = "TypeSpec",
	[NODE_BAD_DECL] = "BadDecl",
	[NODE_GEN_DECL] = "GenDecl",
	[NODE_FUNC_DECL] = "FuncDecl",
};

pos_t node_pos(const struct node *n)
{
	return n->pos;
}

/* The last part of a field list; *ret is where it ends when there is none. */
static const struct node *list_last(const struct field_list *l, pos_t *ret)
{
	const struct field *f;

	*ret = l->closing ? l->closing + 1 : NO_POS;
	if (l->closing || l->nfields == 0)
		return NULL;
	f = &l->fields[l->nfields - 1];
	if (f->tag)
		return &f->tag->e.node;
	if (f->type)
		return &f->type->node;
	return &f->names[f->nnames - 1]->e.node;
}

/* The part of an expression that it ends with, or NULL and its end. */
static const struct node *expr_last(const struct node *n, pos_t *ret)
{
	switch ((enum node_kind)n->kind) {
	case NODE_BAD_EXPR:
		*ret = ((const struct bad_expr *)n)->end;
		return NULL;
	case NODE_IDENT:
		*ret = n->pos +
		       (pos_t)name_len(((const struct ident *)n)->name);
		return NULL;
	case NODE_BASIC_LIT:
		*ret = n->pos + ((const struct basic_lit *)n)->len;
		return NULL;
	case NODE_ELLIPSIS: {
		const struct ellipsis *e = (const struct ellipsis *)n;

		*ret = n->pos + 3;
		return e->elt ? &e->elt->node : NULL;
	}
	case NODE_FUNC_LIT: {
		const struct func_lit *f = (const struct func_lit *)n;

		*ret = f->rbrace + 1;
		return f->body ? &f->body->node : NULL;
	}
	case NODE_COMPOSITE_LIT:
		*ret = ((const struct composite_lit *)n)->rbrace + 1;
		return NULL;
	case NODE_PAREN_EXPR:
		*ret = ((const struct paren_expr *)n)->rparen + 1;
		return NULL;
	case NODE_SELECTOR_EXPR:
		return &((const struct selector_expr *)n)->sel->e.node;
	case NODE_INDEX_EXPR:
		*ret = ((const struct index_expr *)n)->rbrack + 1;
		return NULL;
	case NODE_SLICE_EXPR:
		*ret = ((const struct slice_expr *)n)->rbrack + 1;
		return NULL;
	case NODE_TYPE_ASSERT_EXPR:
		*ret = ((const struct type_assert_expr *)n)->rparen + 1;
		return NULL;
	case NODE_CALL_EXPR:
		*ret = ((const struct call_expr *)n)->rparen + 1;
		return NULL;
	case NODE_STAR_EXPR:
		return &((const struct star_expr *)n)->x->node;
	case NODE_UNARY_EXPR:
		return &((const struct unary_expr *)n)->x->node;
	case NODE_BINARY_EXPR:
		return &((const struct binary_expr *)n)->y->node;
	case NODE_KEY_VALUE_EXPR:
		return &((const struct key_value_expr *)n)->value->node;
	case NODE_ARRAY_TYPE:
		return &((const struct array_type *)n)->elt->node;
	case NODE_STRUCT_TYPE:
		return list_last(((const struct struct_type *)n)->fields, ret);
	case NODE_FUNC_TYPE: {
		const struct func_type *f = (const struct func_type *)n;

		return list_last(f->results ? f->results : f->params, ret);
	}
	case NODE_INTERFACE_TYPE:
		return list_last(((const struct interface_type *)n)->methods,
				 ret);
	case NODE_MAP_TYPE:
		return &((const struct map_type *)n)->value->node;
	case NODE_CHAN_TYPE:
		return &((const struct chan_type *)n)->value->node;
	default:
		return NULL;
	}
}

static const struct node *block_last(const struct block_stmt *b, pos_t *ret)
{
	*ret = b->rbrace ? b->rbrace + 1 : b->node.pos + 1;
	return !b->rbrace && b->nlist ? b->list[b->nlist - 1] : NULL;
}

static const struct node *clause_last(stmt *const *body, uint32_t n,
				      pos_t colon, pos_t *ret)
{
	*ret = colon + 1;
	return n > 0 ? body[n - 1] : NULL;
}

static const struct node *branch_last(const struct branch_stmt *b, pos_t *ret)
{
	*ret = b->node.pos + (pos_t)strlen(token_text[b->node.op]);
	return b->label ? &b->label->e.node : NULL;
}

static const struct node *if_last(const struct if_stmt *s)
{
	return s->else_ ? s->else_ : &s->body->node;
}

static const struct node *return_last(const struct return_stmt *r, pos_t *ret)
{
	*ret = r->node.pos + 6;
	return r->nresults > 0 ? &r->results[r->nresults - 1]->node : NULL;
}

static const struct node *stmt_last(const struct node *n, pos_t *ret)
{
	switch ((enum node_kind)n->kind) {
	case NODE_BAD_STMT:
		*ret = ((const struct bad_stmt *)n)->end;
		return NULL;
	case NODE_DECL_STMT:
		return &((const struct decl_stmt *)n)->decl->node;
	case NODE_EMPTY_STMT:
		*ret = n->pos + !(n->flags & NODE_IMPLICIT);
		return NULL;
	case NODE_LABELED_STMT:
		return ((const struct labeled_stmt *)n)->stmt;
	case NODE_EXPR_STMT:
		return &((const struct expr_stmt *)n)->x->node;
	case NODE_SEND_STMT:
		return &((const struct send_stmt *)n)->value->node;
	case NODE_INC_DEC_STMT:
		*ret = ((const struct inc_dec_stmt *)n)->op_pos + 2;
		return NULL;
	case NODE_ASSIGN_STMT: {
		const struct assign_stmt *a = (const struct assign_stmt *)n;

		return &a->rhs[a->nrhs - 1]->node;
	}
	case NODE_GO_STMT:
		return &((const struct go_stmt *)n)->call->node;
	case NODE_DEFER_STMT:
		return &((const struct defer_stmt *)n)->call->node;
	case NODE_RETURN_STMT:
		return return_last((const struct return_stmt *)n, ret);
	case NODE_BRANCH_STMT:
		return branch_last((const struct branch_stmt *)n, ret);
	case NODE_BLOCK_STMT:
		return block_last((const struct block_stmt *)n, ret);
	case NODE_IF_STMT:
		return if_last((const struct if_stmt *)n);
	case NODE_CASE_CLAUSE: {
		const struct case_clause *c = (const struct case_clause *)n;

		return clause_last(c->body, c->nbody, c->colon, ret);
	}
	case NODE_COMM_CLAUSE: {
		const struct comm_clause *c = (const struct comm_clause *)n;

		return clause_last(c->body, c->nbody, c->colon, ret);
	}
	case NODE_SWITCH_STMT:
		return &((const struct switch_stmt *)n)->body->node;
	case NODE_TYPE_SWITCH_STMT:
		return &((const struct type_switch_stmt *)n)->body->node;
	case NODE_SELECT_STMT:
		return &((const struct select_stmt *)n)->body->node;
	case NODE_FOR_STMT:
		return &((const struct for_stmt *)n)->body->node;
	case NODE_RANGE_STMT:
		return &((const struct range_stmt *)n)->body->node;
	default:
		return NULL;
	}
}

static const struct node *value_last(const struct value_spec *v)
{
	if (v->nvalues > 0)
		return &v->values[v->nvalues - 1]->node;
	if (v->type)
		return &v->type->node;
	return &v->names[v->nnames - 1]->e.node;
}

static const struct node *decl_last(const struct node *n, pos_t *ret)
{
	const struct gen_decl *g = (const struct gen_decl *)n;
	const struct func_decl *f = (const struct func_decl *)n;

	switch ((enum node_kind)n->kind) {
	case NODE_IMPORT_SPEC:
		return &((const struct import_spec *)n)->path->e.node;
	case NODE_VALUE_SPEC:
		return value_last((const struct value_spec *)n);
	case NODE_TYPE_SPEC:
		return &((const struct type_spec *)n)->type->node;
	case NODE_BAD_DECL:
		*ret = ((const struct bad_decl *)n)->end;
		return NULL;
	case NODE_GEN_DECL:
		*ret = g->rparen + 1;
		return g->lparen ? NULL : g->specs[0];
	case NODE_FUNC_DECL:
		*ret = f->rbrace + 1;
		if (f->node.flags & NODE_SKIPPED)
			return NULL;
		return f->body ? &f->body->node : &f->type->e.node;
	default:
		return NULL;
	}
}

pos_t node_end(const struct node *n)
{
	pos_t end = NO_POS;

	while (n) {
		if (node_is_expr(n))
			n = expr_last(n, &end);
		else if (node_is_stmt(n))
			n = stmt_last(n, &end);
		else
			n = decl_last(n, &end);
	}
	return end;
}

struct expr *ast_unparen(struct expr *x)
{
	while (x->node.kind == NODE_PAREN_EXPR)
		x = ((struct paren_expr *)x)->x;
	return x;
}

uint32_t field_list_len(const struct field_list *l)
{
	uint32_t n = 0;

	if (!l)
		return 0;
	for (uint32_t i = 0; i < l->nfields; i++)
		n += l->fields[i].names ? l->fields[i].nnames : 1;
	return n;
}

/* Newlines between two places, or 2 when there is more than white space. */
static unsigned newlines(const char *from, const char *to)
{
	unsigned n = 0;

	for (; from < to && n < 2; from++) {
		if (*from == '\n')
			n++;
		else if (*from != ' ' && *from != '\t' && *from != '\r')
			return 2;
	}
	return n;
}

static bool begins_line(const char *text, const char *at)
{
	while (at > text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == text || at[-1] == '\n';
}

const struct comment *ast_doc(const struct ast_file *f, pos_t pos,
			      uint32_t *ret_n)
{
	const char *text = f->source->text, *next;
	const struct comment *c = f->comments;
	uint32_t lo = 0, hi = f->ncomments, first;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (c[mid].pos >= pos)
			hi = mid;
		else
			lo = mid + 1;
	}
	/* Back over comments that have no empty line between them. */
	next = text + pos_offset(f->source, pos);
	for (first = lo; first > 0; first--) {
		const char *at = text + pos_offset(f->source, c[first - 1].pos);
		unsigned n = newlines(at + c[first - 1].len, next);

		if (n > 1 || (first == lo && n != 1))
			break;
		next = at;
	}
	/* What stands behind other text on its line is not of the group. */
	while (first < lo &&
	       !begins_line(text, text + pos_offset(f->source, c[first].pos)))
		first++;
	*ret_n = lo - first;
	return *ret_n > 0 ? &c[first] : NULL;
}
