/* SPDX-License-Identifier: MIT */
/*
 * Initialisers.
 *
 * Inside a function they are stores.  Those of variables with static storage
 * are looked through for functions only, which is how tables of methods
 * become known: which functions a field may hold.
 */
#include "cfront/body_lower.h"

#include "base/arena.h"

enum { MAX_NESTING = 16, MAX_ELEMENTS = 100000 };

/* The fields of a struct in order; of a union the first. */
struct record {
	uint32_t *fields;
	uint32_t n, cap;
	bool is_union;
};

struct field_visit {
	struct lower *l;
	struct record *r;
};

static enum CXChildVisitResult visit_field(CXCursor c, CXCursor parent,
					   CXClientData data)
{
	struct field_visit *v = data;
	struct record *r = v->r;

	(void)parent;
	if (c.kind != CXCursor_FieldDecl)
		return CXChildVisit_Continue;
	if (r->n == r->cap)
		r->fields = vec_grow(r->fields, r->n, &r->cap,
				     sizeof(*r->fields), v->l->arena);
	r->fields[r->n++] = body_field_number(v->l, c);
	return CXChildVisit_Continue;
}

static const struct record *record_of(struct lower *l, CXCursor init)
{
	CXType type = l->clang->getCanonicalType(l->clang->getCursorType(init));
	struct field_visit v = {.l = l};
	CXCursor decl;
	void **at;

	if (type.kind != CXType_Record)
		return NULL;
	decl = l->clang->getTypeDeclaration(type);
	at = ptrmap_at(&l->records, l->arena, decl.data[0]);
	if (!*at) {
		v.r = ARENA_NEW(l->arena, struct record);
		v.r->is_union = decl.kind == CXCursor_UnionDecl;
		l->clang->visitChildren(decl, visit_field, &v);
		*at = v.r;
	}
	return *at;
}

struct init_visit {
	struct lower *l;
	operand_t base;
	uint32_t global; /* outside of a function */
	const struct record *record;
	uint32_t n; /* which element comes next */
	uint32_t depth;
};

static void init_list(struct init_visit *v, CXCursor list);

static operand_t static_value(struct lower *l, CXCursor c)
{
	CXCursor decl;

	c = lower_strip(l, c);
	if (c.kind == CXCursor_UnaryOperator)
		c = lower_strip(l, lower_children(l, c).last);
	if (c.kind == CXCursor_IntegerLiteral)
		return OPERAND(OPERAND_STATIC, 0);
	if (c.kind != CXCursor_DeclRefExpr)
		return OPERAND_UNKNOWN;
	decl = l->clang->getCursorReferenced(c);
	if (decl.kind != CXCursor_FunctionDecl)
		return OPERAND_UNKNOWN;
	return OPERAND(OPERAND_FUNC, body_func_number(l, decl));
}

/* A field's value outside of a function: only functions matter. */
static void init_static(struct init_visit *v, uint32_t field, CXCursor value)
{
	operand_t o = static_value(v->l, value);

	if (operand_kind(o) == OPERAND_STATIC)
		return;
	if (field)
		body_field_stores(v->l, field, o);
	else
		body_global_stores(v->l, v->global, o);
}

static void init_field(struct init_visit *v, uint32_t field, CXCursor value)
{
	struct lower *l = v->l;
	struct lower_target t = {
		.base = v->base, .field = field, .weak = field == 0};
	CXCursor plain = lower_strip(l, value);
	struct init_visit inner = *v;

	if (plain.kind == CXCursor_InitListExpr) {
		if (l->body)
			inner.base = lower_address(l, t);
		init_list(&inner, plain);
		return;
	}
	if (!l->body) {
		init_static(v, field, value);
		return;
	}
	uint32_t mark = l->ntemps;
	operand_t o = lower_value(l, value);

	if (lower_type(l, value) == CXType_Record) {
		operand_t to = lower_address(l, t);
		struct body_instr *in = lower_emit(l, BODY_MOVE);

		in->a = to;
		in->b = o;
	} else {
		lower_store(l, t, o, lower_is_pointer(l, value));
	}
	l->ntemps = mark;
}

/* `.a.b = value`: false when it is no such thing. */
static bool init_designated(struct init_visit *v, CXCursor c)
{
	struct lower *l = v->l;
	struct lower_children k = lower_children(l, c);
	struct lower_target t = {.base = v->base};
	struct init_visit inner = *v;
	uint32_t i;

	if (c.kind != CXCursor_UnexposedExpr || k.n < 2 ||
	    lower_type(l, c) != CXType_Void)
		return false;
	if (k.at[0].kind != CXCursor_MemberRef) {
		init_field(&inner, 0, k.last); /* [3] = */
		return true;
	}
	for (i = 0; i + 1 < k.n && i < 7; i++) {
		if (k.at[i].kind != CXCursor_MemberRef)
			break;
		if (i > 0 && l->body)
			inner.base = lower_address(l, t);
		t.base = inner.base;
		t.field = body_field_number(
			l, l->clang->getCursorReferenced(k.at[i]));
	}
	init_field(&inner, t.field, k.last);
	/* What comes next is behind the field that was named. */
	for (i = 0; v->record && i < v->record->n; i++)
		if (v->record->fields[i] == t.field)
			v->n = i + 1;
	return true;
}

static enum CXChildVisitResult visit_element(CXCursor c, CXCursor parent,
					     CXClientData data)
{
	struct init_visit *v = data;
	uint32_t field = 0;

	(void)parent;
	if (init_designated(v, c))
		return CXChildVisit_Continue;
	if (v->record && v->n < v->record->n)
		field = v->record->fields[v->n];
	if (++v->n > MAX_ELEMENTS)
		return CXChildVisit_Break;
	init_field(v, field, c);
	return CXChildVisit_Continue;
}

static void init_list(struct init_visit *v, CXCursor list)
{
	if (v->depth >= MAX_NESTING)
		return;
	v->depth++;
	v->n = 0;
	v->record = record_of(v->l, list);
	v->l->clang->visitChildren(list, visit_element, v);
}

void lower_init(struct lower *l, operand_t base, CXCursor init)
{
	struct init_visit v = {.l = l, .base = base};
	CXCursor plain = lower_strip(l, init);
	struct body_instr *in;
	operand_t from;

	if (plain.kind == CXCursor_StringLiteral)
		return;
	if (plain.kind != CXCursor_InitListExpr) {
		from = lower_value(l, init);
		in = lower_emit(l, BODY_MOVE);
		in->a = base;
		in->b = from;
		return;
	}
	in = lower_emit(l, BODY_ZERO);
	in->a = base;
	in->b = lower_const(l, 0);
	init_list(&v, plain);
}

void lower_static_init(struct lower *l, CXCursor decl, uint32_t global)
{
	CXCursor init = l->clang->Cursor_getVarDeclInitializer(decl);
	struct init_visit v = {.l = l, .global = global};
	struct body *body = l->body;
	CXCursor plain;

	if (l->clang->Cursor_isNull(init))
		return;
	/* What is static inside of a function is none of its values. */
	l->body = NULL;
	plain = lower_strip(l, init);
	if (plain.kind == CXCursor_InitListExpr)
		init_list(&v, plain);
	else
		init_static(&v, 0, init);
	l->body = body;
}
