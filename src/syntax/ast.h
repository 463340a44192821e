/* SPDX-License-Identifier: MIT */
/*
 * ast.h - the syntax tree of a Go file
 *
 * The shapes are those of go/ast, field by field, so that a reader who
 * knows one knows the other; where they differ:
 *
 * - IndexExpr and IndexListExpr are one, index_expr with nindices.
 * - A struct field, parameter or type parameter is a struct field in a
 *   struct field_list; field lists are not nodes.
 * - Comments are not hung into the tree: the file has them all, in order,
 *   and ast_doc() finds those of a declaration.
 * - Results of types/ stand in the tree itself: what an expression is
 *   (mode, type, val), what an identifier means (obj), what a selector
 *   selects (selection).  The parser leaves them zero.
 *
 * Every node starts with the same eight bytes: kind and position.  The
 * position is the one that a message about the node names first: the
 * operator of a binary expression is in op_pos, its position is its left
 * operand's.  node_pos() and node_end() give the extent as go/ast does.
 *
 * Ownership: nodes, lists and names' arrays live in the arena given to the
 * parser.  Nothing points from an arena into a shorter-lived one, but for
 * bodies, which may be parsed later into another arena (parser.h).
 *
 * Threads: the tree belongs to one thread at a time.
 */
#ifndef SYNTAX_AST_H
#define SYNTAX_AST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "base/position.h"

struct object;
struct selection;
struct type;
struct value;

enum node_kind {
	NODE_NONE,
#define NODE(NAME, name) NODE_##NAME,
#include "syntax/ast.def"
#undef NODE
	NNODES
};

extern const char *const node_kind_text[NNODES]; /* "BinaryExpr" */

/* Bits of flags; the first four are for types/ (operand.h). */
enum {
	NODE_UNTYPED = 1 << 0, /* expr, while it is checked: type may change */
	NODE_SHIFT_LHS = 1 << 1, /* expr: left operand of a delayed shift */
	NODE_PANIC = 1 << 2,	 /* call_expr: calls the predeclared panic */
	NODE_IMPLICIT = 1 << 4,	 /* empty_stmt; see also each struct */
	NODE_ALIAS = 1 << 5,	 /* type_spec: type A = B */
	NODE_SKIPPED = 1 << 6,	 /* func_decl, func_lit: body was not parsed */
	NODE_DEFINE = 1 << 7,	 /* range_stmt, assign_stmt: := */
};

/* What every node begins with. */
struct node {
	uint8_t kind; /* enum node_kind */
	uint8_t mode; /* expressions: enum operand_mode; the rest: 0 */
	uint8_t op;   /* enum token, where the kind has one */
	uint8_t flags;
	pos_t pos;
};

/*
 * What every expression begins with.  type and val are set when types/ is
 * done with the expression; NULL in code that was not checked.
 */
struct expr {
	struct node node;
	struct type *type;
	const struct value *val; /* of a constant */
};

typedef struct node stmt; /* any statement: read its kind, then cast */

struct ident {
	struct expr e;
	name_t name;
	/* What it defines or uses; NULL for "_", a package clause's name, and
	 * the symbolic variable of a type switch (see case_clause). */
	struct object *obj;
};

struct bad_expr {
	struct expr e;
	pos_t end;
};

struct ellipsis { /* in a parameter list, or [...]T */
	struct expr e;
	struct expr *elt; /* or NULL */
};

struct basic_lit { /* node.op: TOK_INT ... TOK_STRING */
	struct expr e;
	const char *text; /* in the source */
	uint32_t len;
};

struct field {
	struct ident **names; /* NULL: anonymous, or embedded */
	uint32_t nnames;
	struct expr *type;
	struct basic_lit *tag; /* or NULL */
};

struct field_list {
	pos_t opening, closing; /* parenthesis, brace or bracket, or NO_POS */
	struct field *fields;
	uint32_t nfields;
};

struct block_stmt;

struct func_type {
	struct expr e;
	pos_t func;		    /* NO_POS in an interface */
	struct field_list *tparams; /* or NULL */
	struct field_list *params;  /* never NULL */
	struct field_list *results; /* or NULL */
};

/*
 * A body that was skipped has NODE_SKIPPED, body NULL, and its braces'
 * positions; one that the source does not have has no such flag.
 */
struct func_lit {
	struct expr e;
	struct func_type *type;
	struct block_stmt *body;
	pos_t lbrace, rbrace;
};

struct composite_lit {
	struct expr e;
	struct expr *type; /* or NULL: elided */
	struct expr **elts;
	uint32_t nelts;
	pos_t lbrace, rbrace;
};

struct paren_expr {
	struct expr e;
	struct expr *x;
	pos_t rparen;
};

struct selector_expr {
	struct expr e;
	struct expr *x;
	struct ident *sel;
	struct selection *selection; /* NULL for a qualified identifier */
};

struct index_expr {
	struct expr e;
	struct expr *x;
	struct expr **indices; /* at least one */
	uint32_t nindices;
	pos_t lbrack, rbrack;
};

struct slice_expr {
	struct expr e;
	struct expr *x;
	struct expr *low, *high, *max; /* or NULL */
	bool slice3;
	pos_t lbrack, rbrack;
};

struct type_assert_expr {
	struct expr e;
	struct expr *x;
	struct expr *type; /* NULL: x.(type) */
	pos_t lparen, rparen;
};

struct call_expr {
	struct expr e;
	struct expr *fun;
	struct expr **args;
	uint32_t nargs;
	pos_t lparen, rparen;
	pos_t ellipsis; /* of "...", or NO_POS */
};

struct star_expr {
	struct expr e;
	struct expr *x;
};

struct unary_expr { /* node.op; pos is the operator's */
	struct expr e;
	struct expr *x;
};

struct binary_expr { /* node.op */
	struct expr e;
	struct expr *x, *y;
	pos_t op_pos;
};

struct key_value_expr {
	struct expr e;
	struct expr *key, *value;
	pos_t colon;
};

struct array_type {
	struct expr e;
	struct expr *len; /* NULL: slice; an ellipsis: [...]T */
	struct expr *elt;
};

struct struct_type {
	struct expr e;
	struct field_list *fields;
};

/* Methods have one name and a func_type; the rest are embedded elements. */
struct interface_type {
	struct expr e;
	struct field_list *methods;
};

struct map_type {
	struct expr e;
	struct expr *key, *value;
};

enum chan_dir { CHAN_SEND = 1, CHAN_RECV = 2, CHAN_BOTH = 3 };

struct chan_type {
	struct expr e;
	pos_t arrow; /* or NO_POS */
	uint8_t dir; /* enum chan_dir */
	struct expr *value;
};

/* Statements */

struct bad_stmt {
	struct node node;
	pos_t end;
};

struct decl_stmt {
	struct node node;
	struct gen_decl *decl;
};

struct empty_stmt { /* NODE_IMPLICIT: the ";" is not in the source */
	struct node node;
};

struct labeled_stmt {
	struct node node;
	struct ident *label;
	pos_t colon;
	stmt *stmt;
};

struct expr_stmt {
	struct node node;
	struct expr *x;
};

struct send_stmt {
	struct node node;
	struct expr *chan, *value;
	pos_t arrow;
};

struct inc_dec_stmt { /* node.op */
	struct node node;
	struct expr *x;
	pos_t op_pos;
};

struct assign_stmt { /* node.op: TOK_ASSIGN, TOK_DEFINE, TOK_ADD_ASSIGN... */
	struct node node;
	struct expr **lhs, **rhs;
	uint32_t nlhs, nrhs;
	pos_t op_pos;
};

struct go_stmt {
	struct node node;
	struct expr *call; /* a call_expr in correct code */
};

struct defer_stmt {
	struct node node;
	struct expr *call;
};

struct return_stmt {
	struct node node;
	struct expr **results;
	uint32_t nresults;
};

struct branch_stmt { /* node.op: TOK_BREAK, CONTINUE, GOTO, FALLTHROUGH */
	struct node node;
	struct ident *label; /* or NULL */
};

struct block_stmt {
	struct node node; /* pos is the brace */
	stmt **list;
	uint32_t nlist;
	pos_t rbrace;
};

struct if_stmt {
	struct node node;
	stmt *init; /* or NULL */
	struct expr *cond;
	struct block_stmt *body;
	stmt *else_; /* block_stmt, if_stmt, or NULL */
};

struct case_clause {
	struct node node;
	struct expr **list; /* NULL: default */
	uint32_t nlist;
	pos_t colon;
	stmt **body;
	uint32_t nbody;
	struct object *obj; /* of a type switch with a symbolic variable */
};

struct switch_stmt {
	struct node node;
	stmt *init;
	struct expr *tag;	 /* or NULL */
	struct block_stmt *body; /* of case_clauses */
};

struct type_switch_stmt {
	struct node node;
	stmt *init;
	stmt *assign; /* x := y.(type), or y.(type) */
	struct block_stmt *body;
};

struct comm_clause {
	struct node node;
	stmt *comm; /* send_stmt, expr_stmt, assign_stmt; NULL: default */
	pos_t colon;
	stmt **body;
	uint32_t nbody;
};

struct select_stmt {
	struct node node;
	struct block_stmt *body; /* of comm_clauses */
};

struct for_stmt {
	struct node node;
	stmt *init;
	struct expr *cond;
	stmt *post;
	struct block_stmt *body;
};

struct range_stmt { /* node.op: TOK_ASSIGN, TOK_DEFINE, or 0 with no key */
	struct node node;
	struct expr *key, *value; /* or NULL */
	pos_t op_pos, range_pos;
	struct expr *x;
	struct block_stmt *body;
};

/* Declarations */

struct import_spec {
	struct node node;
	struct ident *name; /* or NULL; may be "." or "_" */
	struct basic_lit *path;
	struct object *obj; /* the package name */
};

struct value_spec { /* of const and var */
	struct node node;
	struct ident **names;
	uint32_t nnames;
	struct expr *type; /* or NULL */
	struct expr **values;
	uint32_t nvalues;
	uint32_t iota; /* of its group */
};

struct type_spec { /* NODE_ALIAS */
	struct node node;
	struct ident *name;
	struct field_list *tparams; /* or NULL */
	struct expr *type;
};

struct bad_decl {
	struct node node;
	pos_t end;
};

struct gen_decl { /* node.op: TOK_IMPORT, TOK_CONST, TOK_TYPE, TOK_VAR */
	struct node node;
	pos_t lparen, rparen; /* or NO_POS */
	struct node **specs;
	uint32_t nspecs;
};

struct func_decl {
	struct node node;
	struct field_list *recv; /* or NULL */
	struct ident *name;
	struct func_type *type;
	struct block_stmt *body; /* NULL: none, or NODE_SKIPPED */
	pos_t lbrace, rbrace;
};

struct comment {
	pos_t pos;
	uint32_t len; /* without the newline of a line comment */
};

enum directive_kind {
	DIRECTIVE_BUILD,    /* go:build; text is the expression */
	DIRECTIVE_EMBED,    /* go:embed */
	DIRECTIVE_EXPORT,   /* export, for cgo */
	DIRECTIVE_LINKNAME, /* go:linkname */
	DIRECTIVE_GO,	    /* any other go:xxx */
	DIRECTIVE_NOLINT,   /* nolint, nolint:a,b */
	DIRECTIVE_LINT,	    /* lint:ignore, lint:file-ignore */
	DIRECTIVE_BELAY,    /* belay:xxx */
};

/* A comment that speaks to a tool; text is what follows the slashes. */
struct directive {
	uint8_t kind; /* enum directive_kind */
	pos_t pos;    /* of the comment */
	const char *text;
	uint32_t len;
};

struct ast_file {
	struct source_file *source;
	pos_t package_pos;
	struct ident *name; /* of the package clause; NULL if there is none */
	struct node **decls;
	uint32_t ndecls;
	struct import_spec **imports;
	uint32_t nimports;
	struct comment *comments;
	uint32_t ncomments;
	struct directive *directives;
	uint32_t ndirectives;
	/* From a //go:build line that names a version, or "" ("go1.21"). */
	const char *go_version;
	uint32_t nlines;
	bool bad; /* has syntax errors */
};

static inline bool node_is_expr(const struct node *n)
{
	return n->kind >= NODE_BAD_EXPR && n->kind <= NODE_CHAN_TYPE;
}

static inline bool node_is_stmt(const struct node *n)
{
	return n->kind >= NODE_BAD_STMT && n->kind <= NODE_RANGE_STMT;
}

/* The node as a struct name, or NULL when it is NULL or of another kind. */
#define AS(NAME, type_name, x)                                  \
	((x) && ((const struct node *)(x))->kind == NODE_##NAME \
		 ? (struct type_name *)(x)                      \
		 : NULL)

/* First byte, and one past the last, of the node's source. */
pos_t node_pos(const struct node *n);
pos_t node_end(const struct node *n);

#define expr_pos(x) node_pos(&(x)->node)
#define expr_end(x) node_end(&(x)->node)

/* The expression without parentheses around it. */
struct expr *ast_unparen(struct expr *x);

/* The number of names in a list, an anonymous field counting as one. */
uint32_t field_list_len(const struct field_list *l);

/*
 * The comments that end on the line before pos (or begin on its line before
 * it), without an empty line between, as go/ast's Doc: *ret_n of them.
 */
const struct comment *ast_doc(const struct ast_file *f, pos_t pos,
			      uint32_t *ret_n);

#endif
