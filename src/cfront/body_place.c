/* SPDX-License-Identifier: MIT */
/*
 * What can be assigned to: a slot, or a field behind an address.
 *
 * A variable with a simple type is its slot.  One that is a struct, a union
 * or an array is memory at the slot's address; a parameter of such a type is
 * memory at the address that the slot holds.  The members of a union do not
 * share memory here: which one is used is not known before types are, and a
 * union of pointers is nearly always told apart by a tag.
 */
#include "cfront/body_lower.h"

#include <string.h>

#include "base/arena.h"

static enum CXChildVisitResult visit_child(CXCursor c, CXCursor parent,
					   CXClientData data)
{
	struct lower_children *k = data;

	(void)parent;
	if (k->n < sizeof(k->at) / sizeof(*k->at))
		k->at[k->n] = c;
	k->n++;
	k->last = c;
	return CXChildVisit_Continue;
}

struct lower_children lower_children(struct lower *l, CXCursor c)
{
	struct lower_children k = {.n = 0};

	l->clang->visitChildren(c, visit_child, &k);
	return k;
}

static bool is_expr(CXCursor c)
{
	return c.kind >= CXCursor_FirstExpr && c.kind <= CXCursor_LastExpr;
}

CXCursor lower_strip(struct lower *l, CXCursor c)
{
	for (;;) {
		struct lower_children k;

		if (c.kind != CXCursor_ParenExpr &&
		    c.kind != CXCursor_UnexposedExpr &&
		    c.kind != CXCursor_CStyleCastExpr)
			return c;
		k = lower_children(l, c);
		if (k.n == 0 || !is_expr(k.last) ||
		    (c.kind == CXCursor_UnexposedExpr && k.n != 1))
			return c;
		c = k.last;
	}
}

enum CXTypeKind lower_type(struct lower *l, CXCursor c)
{
	return l->clang->getCanonicalType(l->clang->getCursorType(c)).kind;
}

bool lower_is_pointer(struct lower *l, CXCursor c)
{
	return lower_type(l, c) == CXType_Pointer;
}

bool lower_is_number(struct lower *l, CXType type)
{
	CXString s = l->clang->getTypeSpelling(type);
	bool is = strcmp(l->clang->getCString(s), "uintptr_t") == 0;

	l->clang->disposeString(s);
	return is;
}

bool lower_is_address(struct lower *l, CXCursor c)
{
	return lower_is_pointer(l, c) ||
	       lower_is_number(l, l->clang->getCursorType(c));
}

/* What a variable is, in a slot's number: see slot_of(). */
enum { SLOT_SIMPLE, SLOT_MEMORY, SLOT_BEHIND, SLOT_NOTHING, SLOT_KINDS };

static bool is_memory(enum CXTypeKind kind)
{
	return kind == CXType_Record || kind == CXType_ConstantArray ||
	       kind == CXType_IncompleteArray || kind == CXType_VariableArray ||
	       kind == CXType_Complex;
}

static uint32_t variable_kind(struct lower *l, CXCursor decl)
{
	CXType type = l->clang->getCursorType(decl);
	enum CXTypeKind kind = l->clang->getCanonicalType(type).kind;
	CXString s;
	bool va;

	if (!is_memory(kind) && kind != CXType_Pointer)
		return SLOT_SIMPLE;
	s = l->clang->getTypeSpelling(type);
	va = strstr(l->clang->getCString(s), "va_list") != NULL;
	l->clang->disposeString(s);
	if (va)
		return SLOT_NOTHING;
	if (!is_memory(kind))
		return SLOT_SIMPLE;
	return decl.kind == CXCursor_ParmDecl ? SLOT_BEHIND : SLOT_MEMORY;
}

/* The slot of a variable, made when it is met; and what it is. */
static uint32_t slot_of(struct lower *l, CXCursor decl, uint32_t *ret_kind)
{
	void **at = ptrmap_at(&l->slots, l->arena, decl.data[0]);
	uint32_t *n;

	if (!*at) {
		n = ARENA_NEW(l->arena, uint32_t);
		if (l->body->nnamed >= BODY_MAX_SLOTS)
			l->body->cut = true;
		*n = (++l->body->nnamed) * SLOT_KINDS + variable_kind(l, decl);
		*at = n;
	}
	n = *at;
	*ret_kind = *n % SLOT_KINDS;
	return *n / SLOT_KINDS;
}

static struct lower_target memory_at(operand_t base)
{
	return (struct lower_target){.base = base};
}

static struct lower_target variable(struct lower *l, CXCursor decl)
{
	enum CX_StorageClass storage = l->clang->Cursor_getStorageClass(decl);
	uint32_t kind, slot;

	if (decl.kind == CXCursor_VarDecl &&
	    (l->clang->getCursorLinkage(decl) != CXLinkage_NoLinkage ||
	     storage == CX_SC_Static || storage == CX_SC_Extern))
		return memory_at(OPERAND(OPERAND_GLOBAL_ADDR,
					 body_global_number(l, decl)));
	slot = slot_of(l, decl, &kind);
	if (kind == SLOT_SIMPLE)
		return (struct lower_target){.is_slot = true, .slot = slot};
	if (kind == SLOT_MEMORY)
		return memory_at(OPERAND(OPERAND_SLOT_ADDR, slot));
	if (kind == SLOT_BEHIND)
		return memory_at(OPERAND(OPERAND_SLOT, slot));
	return memory_at(OPERAND_UNKNOWN);
}

static struct lower_target member(struct lower *l, CXCursor c)
{
	struct lower_children k = lower_children(l, c);
	struct lower_target t = {0};

	if (k.n == 0)
		return t;
	if (lower_is_pointer(l, k.at[0]))
		t.base = lower_value(l, k.at[0]);
	else
		t.base = lower_address(l, lower_target(l, k.at[0]));
	t.field = body_field_number(l, l->clang->getCursorReferenced(c));
	return t;
}

static struct lower_target element(struct lower *l, CXCursor c)
{
	struct lower_children k = lower_children(l, c);
	struct lower_target t = {0};
	struct body_instr *in;
	operand_t base, index;
	int64_t n;
	uint32_t dst;

	if (k.n < 2)
		return t;
	base = lower_value(l, k.at[0]);
	index = lower_value(l, k.at[1]);
	t.base = base;
	if (lower_is_const(l, index, &n) && n == 0)
		return t;
	dst = lower_temp(l);
	in = lower_emit(l, BODY_INDEX);
	in->a = base;
	in->dst = dst;
	t.base = OPERAND(OPERAND_SLOT, dst);
	t.weak = true;
	return t;
}

/* A struct that is written in place: (struct s){...}. */
static struct lower_target literal(struct lower *l, CXCursor c)
{
	struct lower_children k = lower_children(l, c);
	operand_t base = OPERAND(OPERAND_SLOT_ADDR, ++l->body->nnamed);

	lower_init(l, base, k.last);
	return memory_at(base);
}

static struct lower_target any_target(struct lower *l, CXCursor c)
{
	CXCursor decl;

	switch (c.kind) {
	case CXCursor_DeclRefExpr:
		decl = l->clang->getCursorReferenced(c);
		if (decl.kind == CXCursor_VarDecl ||
		    decl.kind == CXCursor_ParmDecl)
			return variable(l, decl);
		return memory_at(OPERAND_UNKNOWN);
	case CXCursor_VarDecl:
	case CXCursor_ParmDecl:
		return variable(l, c);
	case CXCursor_MemberRefExpr:
		return member(l, c);
	case CXCursor_ArraySubscriptExpr:
		return element(l, c);
	case CXCursor_CompoundLiteralExpr:
		return literal(l, c);
	case CXCursor_UnaryOperator:
		if (l->clang->getCursorUnaryOperatorKind(c) ==
		    CXUnaryOperator_Deref)
			return memory_at(
				lower_value(l, lower_children(l, c).last));
		break;
	default:
		break;
	}
	/* A struct as a value is the address of it. */
	if (lower_type(l, c) == CXType_Record)
		return memory_at(lower_value(l, c));
	lower_value(l, c);
	return memory_at(OPERAND_UNKNOWN);
}

struct lower_target lower_target(struct lower *l, CXCursor c)
{
	struct lower_target t = {0};

	c = lower_strip(l, c);
	if (++l->depth > BODY_MAX_DEPTH)
		l->body->cut = true;
	else
		t = any_target(l, c);
	l->depth--;
	return t;
}

operand_t lower_load(struct lower *l, struct lower_target t, bool pointer)
{
	uint32_t dst;
	struct body_instr *in;

	if (t.is_slot)
		return OPERAND(OPERAND_SLOT, t.slot);
	dst = lower_temp(l);
	in = lower_emit(l, BODY_LOAD);
	in->a = t.base;
	in->field = t.field;
	in->dst = dst;
	in->pointer = pointer;
	return OPERAND(OPERAND_SLOT, dst);
}

void lower_store(struct lower *l, struct lower_target t, operand_t value,
		 bool pointer)
{
	struct body_instr *in;

	if (t.is_slot) {
		in = lower_emit(l, BODY_COPY);
		in->dst = t.slot;
		in->a = value;
		return;
	}
	body_field_stores(l, t.field, value);
	if (operand_kind(t.base) == OPERAND_GLOBAL_ADDR && t.field == 0)
		body_global_stores(l, operand_number(t.base), value);
	in = lower_emit(l, BODY_STORE);
	in->a = t.base;
	in->field = t.field;
	in->b = value;
	in->pointer = pointer;
	in->weak = t.weak;
}

operand_t lower_address(struct lower *l, struct lower_target t)
{
	uint32_t dst;
	struct body_instr *in;

	if (t.is_slot)
		return OPERAND(OPERAND_SLOT_ADDR, t.slot);
	if (t.field == 0)
		return t.base;
	dst = lower_temp(l);
	in = lower_emit(l, BODY_FIELD);
	in->a = t.base;
	in->field = t.field;
	in->dst = dst;
	return OPERAND(OPERAND_SLOT, dst);
}
