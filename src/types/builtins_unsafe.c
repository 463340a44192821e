/* SPDX-License-Identifier: MIT */
/*
 * builtins_unsafe.c - the functions of package unsafe
 *
 * Sizes are constants unless they depend on type parameters.
 *
 * spec: Package unsafe.  go/types: builtins.go.
 */
#include "types/builtins.h"

#include "base/arena.h"

static void verify(struct checker *c, const struct builtin_call *b,
		   go_version v, const char *what)
{
	check_verify_version(c, expr_pos(b->call->fun), v, what);
}

/* Makes x a constant uintptr, or a value if t has no size that is known. */
static void size_result(struct checker *c, struct operand *x,
			struct builtin_call *b, bool var_size, int64_t n,
			struct type *t)
{
	if (var_size) {
		x->mode = MODE_VALUE;
		record_sig1(c, b, TYP(UINTPTR), t);
	} else {
		x->mode = MODE_CONSTANT;
		x->val = value_make_int64(c->arena, n);
	}
	x->type = TYP(UINTPTR);
}

static void too_large(struct checker *c, struct operand *x)
{
	check_error(c, operand_pos(x), "%s is too large", operand_str(c, x));
}

/* unsafe.Add(ptr Pointer, len IntegerType) Pointer */
bool builtin_add(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct operand *y = b->args[1];

	verify(c, b, GO_VERSION(17), "unsafe.Add");
	check_assignment(c, x, TYP(UNSAFE_POINTER), "argument to unsafe.Add");
	if (!operand_valid(x) || !check_is_valid_index(c, y, "length", true))
		return false;
	x->mode = MODE_VALUE;
	x->type = TYP(UNSAFE_POINTER);
	record_sig2(c, b, x->type, x->type, y->type);
	return true;
}

/* unsafe.Alignof(x T) uintptr */
bool builtin_alignof(struct checker *c, struct operand *x,
		     struct builtin_call *b)
{
	struct type *t;
	bool var_size;

	check_assignment(c, x, NULL, "argument to unsafe.Alignof");
	if (!operand_valid(x))
		return false;
	t = x->type;
	var_size = check_has_var_size(c, t);
	size_result(c, x, b, var_size,
		    var_size ? 0 : sizes_alignof(check_sizes(c), t), t);
	return true;
}

/* unsafe.Sizeof(x T) uintptr */
bool builtin_sizeof(struct checker *c, struct operand *x,
		    struct builtin_call *b)
{
	struct type *t;
	int64_t n = 0;
	bool var_size;

	check_assignment(c, x, NULL, "argument to unsafe.Sizeof");
	if (!operand_valid(x))
		return false;
	t = x->type;
	var_size = check_has_var_size(c, t);
	if (!var_size) {
		n = sizes_sizeof(check_sizes(c), t);
		if (n < 0) {
			too_large(c, x);
			return false;
		}
	}
	size_result(c, x, b, var_size, n, t);
	return true;
}

/* The field that Offsetof is asked about. */
struct offset_field {
	struct type *base; /* struct that the offset is in */
	struct object *obj;
	const uint32_t *index;
	uint32_t nindex;
};

/* x holds the evaluated operand of e; false after an error. */
static bool find_offset_field(struct checker *c, struct operand *x,
			      struct expr *arg, struct selector_expr *e,
			      struct offset_field *f)
{
	const char *sel = name_text(e->sel->name);
	bool indirect;

	f->base = deref_struct_ptr(x->type);
	f->obj = check_lookup_field_or_method(c, f->base, false, c->pkg,
					      e->sel->name, false, &f->index,
					      &f->nindex, &indirect);
	if (!f->obj) {
		check_error(c, operand_pos(x),
			    INVALID_ARG "%s has no single field %s",
			    type_str(c, f->base), sel);
		return false;
	}
	if (f->obj->kind == OBJECT_FUNC) {
		check_error(c, expr_pos(arg),
			    INVALID_ARG "%s is a method value",
			    expr_str(c, arg));
		return false;
	}
	if (indirect) {
		check_error(c, operand_pos(x),
			    INVALID_ARG "field %s is embedded via a pointer "
					"in %s",
			    sel, type_str(c, f->base));
		return false;
	}
	return true;
}

/* unsafe.Offsetof(x.f) uintptr */
bool builtin_offsetof(struct checker *c, struct operand *x,
		      struct builtin_call *b)
{
	struct expr *arg = b->call->args[0];
	struct selector_expr *e =
		AS(SELECTOR_EXPR, selector_expr, ast_unparen(arg));
	struct offset_field f;
	struct operand sel;
	int64_t n = 0;
	bool var_size;

	if (!e) {
		check_error(c, expr_pos(arg),
			    INVALID_ARG "%s is not a selector expression",
			    expr_str(c, arg));
		check_use(c, &arg, 1);
		return false;
	}
	check_expr(c, NULL, x, e->x);
	if (!operand_valid(x) || !find_offset_field(c, x, arg, e, &f))
		return false;
	check_record_selection(c, e, SELECT_FIELD, f.base, f.obj, f.index,
			       f.nindex, false);
	sel = (struct operand){.mode = x->mode == MODE_VARIABLE ? MODE_VARIABLE
								: MODE_VALUE,
			       .expr = &e->e,
			       .type = f.obj->type};
	check_record(c, &sel);
	/* Even of a field before the part that makes the size unknown. */
	var_size = check_has_var_size(c, f.base);
	if (!var_size) {
		n = sizes_offsetof(check_sizes(c), f.base, f.index, f.nindex);
		if (n < 0) {
			too_large(c, x);
			return false;
		}
	}
	size_result(c, x, b, var_size, n, f.obj->type);
	return true;
}

static struct type *only_under(struct checker *c, struct type *t)
{
	return is_type_param(t) ? common_under(c, t, NULL, NULL, NULL)
				: under(t);
}

/* unsafe.Slice(ptr *T, len IntegerType) []T */
bool builtin_slice(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct operand *y = b->args[1];
	struct pointer *p;

	verify(c, b, GO_VERSION(17), "unsafe.Slice");
	p = TYPE_AS(POINTER, pointer, only_under(c, x->type));
	if (!p) {
		check_error(c, operand_pos(x),
			    INVALID_ARG "%s is not a pointer",
			    operand_str(c, x));
		return false;
	}
	if (!check_is_valid_index(c, y, "length", false))
		return false;
	x->mode = MODE_VALUE;
	x->type = new_slice(c->arena, p->base);
	record_sig2(c, b, x->type, &p->t, y->type);
	return true;
}

/* unsafe.SliceData(slice []T) *T */
bool builtin_slice_data(struct checker *c, struct operand *x,
			struct builtin_call *b)
{
	struct slice *s;

	verify(c, b, GO_VERSION(20), "unsafe.SliceData");
	s = TYPE_AS(SLICE, slice, only_under(c, x->type));
	if (!s) {
		check_error(c, operand_pos(x), INVALID_ARG "%s is not a slice",
			    operand_str(c, x));
		return false;
	}
	x->mode = MODE_VALUE;
	x->type = new_pointer(c->arena, s->elem);
	record_sig1(c, b, x->type, &s->t);
	return true;
}

/* unsafe.String(ptr *byte, len IntegerType) string */
bool builtin_string(struct checker *c, struct operand *x,
		    struct builtin_call *b)
{
	struct type *byte_ptr = new_pointer(c->arena, universe_byte);
	struct operand *y = b->args[1];

	verify(c, b, GO_VERSION(20), "unsafe.String");
	check_assignment(c, x, byte_ptr, "argument to unsafe.String");
	if (!operand_valid(x) || !check_is_valid_index(c, y, "length", false))
		return false;
	x->mode = MODE_VALUE;
	x->type = TYP(STRING);
	record_sig2(c, b, x->type, byte_ptr, y->type);
	return true;
}

/* unsafe.StringData(str string) *byte */
bool builtin_string_data(struct checker *c, struct operand *x,
			 struct builtin_call *b)
{
	verify(c, b, GO_VERSION(20), "unsafe.StringData");
	check_assignment(c, x, TYP(STRING), "argument to unsafe.StringData");
	if (!operand_valid(x))
		return false;
	x->mode = MODE_VALUE;
	x->type = new_pointer(c->arena, universe_byte);
	record_sig1(c, b, x->type, TYP(STRING));
	return true;
}

/* The vectors of package simd are made to fit the machine. */
static bool is_simd_vector(const struct object *obj)
{
	return obj->pkg && strcmp(obj->pkg->path, "simd") == 0 &&
	       strcmp(name_text(obj->name), "_simd") == 0;
}

/* The named types of other packages that are being looked at. */
struct size_path {
	struct named *n;
	struct size_path *prev;
};

static bool has_var_size(struct checker *c, struct type *t,
			 struct size_path *path);

/*
 * Objects of other packages may be read by many threads: they are not put on
 * the path of the objects that are being checked, but on one of their own.
 */
static bool foreign_has_var_size(struct checker *c, struct named *n,
				 struct size_path *path)
{
	struct size_path here = {n, path};

	for (; path; path = path->prev)
		if (path->n == n)
			return true;
	return has_var_size(c, named_rhs(n), &here);
}

static bool named_has_var_size(struct checker *c, struct named *n,
			       struct size_path *path)
{
	struct object *obj = n->obj;
	uint32_t i = obj->path_index;
	bool var_size;

	if (atomic_load_explicit(&n->state, memory_order_acquire) &
	    NAMED_HAS_VAR_SIZE)
		return n->var_size;
	if (i > 0) {
		/* A type of infinite size, that is not yet known to be. */
		check_cycle_error(c, c->obj_path.at + i - 1,
				  c->obj_path.len - (i - 1),
				  first_in_src(c->obj_path.at + i - 1,
					       c->obj_path.len - (i - 1)));
		return true;
	}
	named_unpack(n);
	if (obj->pkg == c->pkg && !c->on_demand) {
		check_push(c, obj);
		var_size = has_var_size(c, named_rhs(n), path);
		check_pop(c);
	} else {
		var_size = foreign_has_var_size(c, n, path);
	}
	var_size = var_size || is_simd_vector(obj);
	named_set_var_size(n, var_size);
	return var_size;
}

static bool has_var_size(struct checker *c, struct type *t,
			 struct size_path *path)
{
	struct structure *s;

	for (t = unalias(t); t->kind == TYPE_ARRAY; t = unalias(t))
		t = ((struct array *)t)->elem;
	switch (t->kind) {
	case TYPE_NAMED:
		return named_has_var_size(c, (struct named *)t, path);
	case TYPE_STRUCT:
		s = (struct structure *)t;
		for (uint32_t i = 0; i < s->nfields; i++)
			if (has_var_size(c, s->fields[i]->type, path))
				return true;
		return false;
	case TYPE_PARAM:
		return true;
	default:
		return false;
	}
}

/* Whether the size of a type depends on type parameters. */
bool check_has_var_size(struct checker *c, struct type *t)
{
	return has_var_size(c, t, NULL);
}
