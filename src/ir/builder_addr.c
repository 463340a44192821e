/* SPDX-License-Identifier: MIT */
/*
 * Addresses: expressions as places, and the receivers of selectors
 *
 * An address escapes when something may keep it: &x, x[:] of an array, the
 * receiver of a method with a pointer receiver, and variables of functions
 * around this one.  Then the variable at the bottom of the expression lives
 * on the heap.
 *
 * In x.f = p() and x[i] = p(), a panic because x is nil or i is out of range
 * comes after p().  So these places are lazy: what they are made of is
 * computed at once, the address at each use.
 *
 * x/tools: builder.go (addr, receiver).
 */
#include "ir/expr.h"

/* A place whose address is computed when it is used. */
struct lazy_field {
	struct ir_value *base;
	uint32_t index;
	pos_t pos;
};

struct lazy_element {
	struct ir_value *x, *index;
	struct type *elem;
	pos_t pos;
};

static struct lvalue bad_place(void)
{
	return (struct lvalue){.kind = LVALUE_BAD, .type = TYP(INVALID)};
}

/* A place that cannot be assigned to, or that has no meaning, as a value. */
static struct lvalue value_place(struct ir_build *f, struct ir_value *v,
				 pos_t pos)
{
	struct ir_instr *at;

	if (ir_is_invalid(v->type))
		return bad_place();
	at = emit_new(f, v->type, pos, "");
	emit_store(f, &at->v, v, pos);
	return lvalue_of_address(f, &at->v, pos);
}

static struct lvalue addr_ident(struct ir_build *f, struct ident *id,
				bool escaping)
{
	pos_t pos = id->e.node.pos;
	struct object *obj;
	struct ir_value *v;

	if (id->name == name_blank)
		return (struct lvalue){.kind = LVALUE_BLANK};
	obj = f_object_of(f, id);
	if (!obj || obj->kind != OBJECT_VAR)
		return bad_place();
	if (obj->var_kind >= VAR_LOCAL && obj->var_kind <= VAR_RESULT)
		v = f_lookup(f, obj, escaping);
	else
		v = ir_package_member(f, obj);
	return v ? lvalue_of_address(f, v, pos) : bad_place();
}

static struct lvalue addr_comp_lit(struct ir_build *f, struct composite_lit *e,
				   bool escaping)
{
	struct type *t = ir_deref_core(f, b_type(f, &e->e));
	struct ir_instr *at;

	if (ir_is_invalid(t)) {
		b_effects(f, e->elts, e->nelts);
		return bad_place();
	}
	at = escaping ? emit_new(f, t, e->lbrace, "complit")
		      : emit_local(f, t, e->lbrace, "complit");
	b_comp_lit(f, &at->v, e);
	return lvalue_of_address(f, &at->v, e->lbrace);
}

static struct ir_value *field_address(struct ir_build *f, void *ctx)
{
	struct lazy_field *l = ctx;

	return emit_field_selection(f, l->base, l->index, true, l->pos);
}

static struct lvalue addr_selector(struct ir_build *f, struct selector_expr *e,
				   bool escaping)
{
	const struct selection *sel = f_selection(f, e);
	pos_t pos = e->sel->e.node.pos;
	struct structure *s;
	struct lazy_field *l;
	struct ir_value *v;
	uint32_t index;

	if (!sel) {
		if (e->sel->obj)
			return addr_ident(f, e->sel, escaping);
		if (is_value(e->x))
			b_expr(f, e->x);
		return bad_place();
	}
	if (sel->kind != SELECT_FIELD)
		return value_place(f, b_selector(f, &e->e), pos);
	v = b_receiver(f, e->x, true, escaping, sel);
	index = sel->index[sel->nindex - 1];
	s = ir_struct_of(f, ir_deref_core(f, v->type));
	if (!s || index >= s->nfields)
		return bad_place();
	if (!ir_is_pointer_core(f, v->type))
		return value_place(
			f, emit_field_selection(f, v, index, false, pos), pos);
	l = ARENA_NEW(f->a, struct lazy_field);
	*l = (struct lazy_field){v, index, pos};
	return (struct lvalue){
		.kind = LVALUE_LAZY,
		.pos = pos,
		.type = s->fields[index]->type,
		.lazy = field_address,
		.ctx = l,
	};
}

struct ir_value *b_index_addr(struct ir_build *f, struct ir_value *x,
			      struct ir_value *index, struct type *elem,
			      pos_t pos)
{
	struct ir_instr *in =
		ir_new_instr(f, OP_INDEX_ADDR, ir_pointer_to(f, elem), 2);

	in->args[0] = x;
	in->args[1] = index;
	in->pos = pos;
	return f_emit(f, in);
}

static struct ir_value *element_address(struct ir_build *f, void *ctx)
{
	struct lazy_element *l = ctx;

	return b_index_addr(f, l->x, l->index, l->elem, l->pos);
}

static struct lvalue addr_map_element(struct ir_build *f, struct index_expr *e,
				      struct map *m)
{
	struct ir_value *x = b_expr(f, e->x);
	struct ir_value *key = emit_conv(f, b_expr(f, e->indices[0]), m->key);

	return (struct lvalue){
		.kind = LVALUE_ELEMENT,
		.pos = e->lbrack,
		.type = m->elem,
		.addr = x,
		.key = key,
	};
}

static struct lvalue addr_index(struct ir_build *f, struct index_expr *e,
				bool escaping)
{
	struct type *t = b_type(f, e->x), *elem;
	enum index_mode mode = ir_index_type(t, &elem);
	struct lazy_element *l;
	struct lvalue base;
	struct ir_value *x;

	switch (mode) {
	case INDEX_ARRAY:
		base = b_addr(f, e->x, escaping);
		x = lvalue_address(f, &base);
		break;
	case INDEX_VARIABLE:
		x = b_expr(f, e->x);
		break;
	case INDEX_MAP:
		return addr_map_element(f, e, (struct map *)ir_core_type(f, t));
	case INDEX_VALUE:
		return value_place(f, b_expr(f, &e->e), e->lbrack);
	default:
		if (is_value(e->x))
			b_expr(f, e->x);
		b_effects(f, e->indices, e->nindices);
		return bad_place();
	}
	l = ARENA_NEW(f->a, struct lazy_element);
	*l = (struct lazy_element){x, b_index(f, e->indices[0]), elem,
				   e->lbrack};
	return (struct lvalue){
		.kind = LVALUE_LAZY,
		.pos = e->lbrack,
		.type = elem,
		.lazy = element_address,
		.ctx = l,
	};
}

static struct lvalue addr_star(struct ir_build *f, struct star_expr *e)
{
	struct ir_value *v = b_expr(f, e->x);

	if (!ir_is_pointer_core(f, v->type))
		return bad_place();
	return lvalue_of_address(f, v, e->e.node.pos);
}

static struct lvalue addr(struct ir_build *f, struct expr *e, bool escaping)
{
	switch (e->node.kind) {
	case NODE_IDENT:
		return addr_ident(f, (struct ident *)e, escaping);
	case NODE_COMPOSITE_LIT:
		return addr_comp_lit(f, (struct composite_lit *)e, escaping);
	case NODE_SELECTOR_EXPR:
		return addr_selector(f, (struct selector_expr *)e, escaping);
	case NODE_INDEX_EXPR:
		return addr_index(f, (struct index_expr *)e, escaping);
	case NODE_STAR_EXPR:
		return addr_star(f, (struct star_expr *)e);
	default:
		return value_place(f, b_expr(f, e), expr_pos(e));
	}
}

struct lvalue b_addr(struct ir_build *f, struct expr *e, bool escaping)
{
	struct lvalue l;

	e = unparen(e);
	if (!b_enter(f)) {
		f->fn->broken = true;
		return bad_place();
	}
	l = addr(f, e, escaping);
	b_leave(f);
	if (l.kind == LVALUE_BAD)
		f->fn->broken = true;
	return l;
}

struct ir_value *b_receiver(struct ir_build *f, struct expr *e, bool want_addr,
			    bool escaping, const struct selection *sel)
{
	struct ir_value *v;
	struct lvalue l;

	if (want_addr && !sel->indirect &&
	    !ir_is_pointer_core(f, b_type(f, e))) {
		l = b_addr(f, e, escaping);
		v = lvalue_address(f, &l);
	} else {
		v = b_expr(f, e);
	}
	if (ir_is_invalid(v->type))
		return v;
	v = emit_implicit_selections(f, v, sel->index, sel->nindex - 1,
				     expr_pos(e));
	/* A method of an interface is invoked on it as it is. */
	if (!want_addr && !type_is_interface(v->type) &&
	    ir_is_pointer_core(f, v->type))
		v = emit_load(f, v, NO_POS);
	return v;
}
