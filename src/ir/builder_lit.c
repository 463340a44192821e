/* SPDX-License-Identifier: MIT */
/*
 * Composite literals: stores into a variable that is new and zero
 *
 *	T{f: x}		FieldAddr, x, Store; of each field that is given
 *	[3]T{2: x}	IndexAddr, x, Store; of each element that is given
 *	[]T{x, y}	the same in a new array, then a slice of it
 *	map[K]V{k: v}	MakeMap, then k, v, MapUpdate
 *
 * Nothing in the literal can see the variable, so the stores need not wait
 * for the rest of it.  A key of a struct literal may be a promoted field;
 * the address of each field before it is taken on the way.
 *
 * x/tools: builder.go (compLit, arrayLen).
 */
#include "ir/expr.h"

#include "types/constant.h"

static void store_elt(struct ir_build *f, struct ir_value *at, struct expr *e,
		      pos_t pos)
{
	b_assign(f, lvalue_of_address(f, at, pos), e, NULL);
}

/* Up to so many fields are searched without an index. */
enum { FEW_FIELDS = 16 };

struct field_finder {
	struct structure *s;
	uint32_t at;	     /* the field that probably comes */
	struct ptrmap index; /* name -> 1 + index; once it is needed */
};

static bool is_named(struct ir_build *f, const struct object *field,
		     name_t name)
{
	return field->name == name &&
	       (name_exported(name) || field->pkg == f->package);
}

static uint32_t index_of(struct ir_build *f, struct field_finder *ff,
			 name_t name)
{
	struct structure *s = ff->s;

	if (ff->index.used == 0)
		for (uint32_t i = 0; i < s->nfields; i++)
			*ptrmap_at_key(&ff->index, f->a, s->fields[i]->name) =
				(void *)(uintptr_t)(i + 1);
	return (uint32_t)(uintptr_t)ptrmap_get_key(&ff->index, name) - 1;
}

/* A field of the struct itself, which ff->at is then. */
static bool own_field(struct ir_build *f, struct field_finder *ff, name_t name)
{
	struct structure *s = ff->s;
	uint32_t i = ff->at;

	if (i < s->nfields && is_named(f, s->fields[i], name))
		return true;
	if (s->nfields > FEW_FIELDS) {
		i = index_of(f, ff, name);
	} else {
		for (i = 0; i < s->nfields; i++)
			if (is_named(f, s->fields[i], name))
				break;
	}
	if (i >= s->nfields || !is_named(f, s->fields[i], name))
		return false;
	ff->at = i;
	return true;
}

/* The path to the field; 0: there is none, and that was told. */
static uint32_t find_field(struct ir_build *f, struct field_finder *ff,
			   struct expr *key, const uint32_t **ret_index)
{
	struct ident *id = AS(IDENT, ident, key);
	struct object *obj;
	uint32_t n = 0;
	bool indirect;

	*ret_index = &ff->at;
	if (!id || id->name == name_blank)
		return 0;
	if (own_field(f, ff, id->name))
		return 1;
	obj = lookup_field_or_method(&ff->s->t, true, f->package, id->name,
				     f->a, ret_index, &n, &indirect);
	return obj && obj->kind == OBJECT_VAR ? n : 0;
}

static void struct_lit(struct ir_build *f, struct ir_value *addr,
		       struct composite_lit *lit, struct structure *s)
{
	struct field_finder ff = {.s = s};
	const uint32_t *index;
	struct ir_value *v;
	uint32_t n;

	for (uint32_t i = 0; i < lit->nelts; i++, ff.at++) {
		struct expr *e = lit->elts[i];
		struct key_value_expr *kv =
			AS(KEY_VALUE_EXPR, key_value_expr, e);
		pos_t pos = kv ? kv->colon : expr_pos(e);

		index = &ff.at;
		if (kv) {
			n = find_field(f, &ff, kv->key, &index);
			e = kv->value;
		} else {
			n = ff.at < s->nfields;
		}
		if (n == 0) {
			f->fn->broken = true;
			b_effects(f, &e, 1);
			continue;
		}
		v = emit_implicit_selections(f, addr, index, n - 1, pos);
		v = emit_field_selection(f, v, index[n - 1], true, pos);
		store_elt(f, v, e, pos);
	}
}

/* The constant index of a key; false: it is none. */
static bool const_index(struct ir_build *f, struct expr *key, int64_t *ret)
{
	const struct value *val = unparen(key)->val;

	if (!val || value_is_unknown(val))
		return false;
	*ret = value_int64_val(value_to_int(f->a, val), NULL);
	return true;
}

static int64_t array_len(struct ir_build *f, struct composite_lit *lit)
{
	int64_t max = -1, at = -1;

	for (uint32_t i = 0; i < lit->nelts; i++) {
		struct key_value_expr *kv =
			AS(KEY_VALUE_EXPR, key_value_expr, lit->elts[i]);

		if (!kv || !const_index(f, kv->key, &at))
			at = (int64_t)((uint64_t)at + 1);
		if (at > max)
			max = at;
	}
	return max + 1;
}

static void array_elts(struct ir_build *f, struct ir_value *array,
		       struct composite_lit *lit, struct type *elem)
{
	struct ir_value *index, *v;
	int64_t at = -1;

	for (uint32_t i = 0; i < lit->nelts; i++) {
		struct expr *e = lit->elts[i];
		struct key_value_expr *kv =
			AS(KEY_VALUE_EXPR, key_value_expr, e);
		pos_t pos = kv ? kv->colon : expr_pos(e);

		if (kv && const_index(f, kv->key, &at)) {
			index = b_expr(f, kv->key);
		} else {
			at = (int64_t)((uint64_t)at + 1);
			index = ir_int_const(f, at);
		}
		if (kv)
			e = kv->value;
		v = b_index_addr(f, array, index, elem, NO_POS);
		store_elt(f, v, e, pos);
	}
}

static void slice_lit(struct ir_build *f, struct ir_value *addr,
		      struct composite_lit *lit, struct type *t,
		      struct type *elem)
{
	struct type *array = new_array(f->b->keep, elem, array_len(f, lit));
	struct ir_instr *at = emit_new(f, array, lit->lbrace, "slicelit");
	struct ir_instr *in;

	array_elts(f, &at->v, lit, elem);
	in = ir_new_instr(f, OP_SLICE, t, 4);
	in->args[0] = &at->v;
	in->pos = lit->lbrace;
	emit_store(f, addr, f_emit(f, in), lit->lbrace);
}

static void map_lit(struct ir_build *f, struct ir_value *addr,
		    struct composite_lit *lit, struct type *t, struct map *m)
{
	struct ir_value *map = emit_unary(
		f, OP_MAKE_MAP, ir_int_const(f, lit->nelts), t, lit->lbrace);

	for (uint32_t i = 0; i < lit->nelts; i++) {
		struct key_value_expr *kv =
			AS(KEY_VALUE_EXPR, key_value_expr, lit->elts[i]);
		struct lvalue to;

		if (!kv) {
			f->fn->broken = true;
			b_effects(f, &lit->elts[i], 1);
			continue;
		}
		to = (struct lvalue){
			.kind = LVALUE_ELEMENT,
			.pos = kv->colon,
			.type = m->elem,
			.addr = map,
			.key = emit_conv(f, b_expr(f, kv->key), m->key),
		};
		b_assign(f, to, kv->value, NULL);
	}
	emit_store(f, addr, map, lit->lbrace);
}

/* addr: of a new variable of the literal's type, or what it points to. */
void b_comp_lit(struct ir_build *f, struct ir_value *addr,
		struct composite_lit *e)
{
	struct type *t = ir_deref_core(f, b_type(f, &e->e));
	struct type *u = ir_core_type(f, t);

	switch (u ? u->kind : TYPE_BASIC) {
	case TYPE_STRUCT:
		struct_lit(f, addr, e, (struct structure *)u);
		break;
	case TYPE_ARRAY:
		array_elts(f, addr, e, ((struct array *)u)->elem);
		break;
	case TYPE_SLICE:
		slice_lit(f, addr, e, t, ((struct slice *)u)->elem);
		break;
	case TYPE_MAP:
		map_lit(f, addr, e, t, (struct map *)u);
		break;
	default:
		f->fn->broken = true;
		b_effects(f, e->elts, e->nelts);
	}
}
