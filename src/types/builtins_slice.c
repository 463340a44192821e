/* SPDX-License-Identifier: MIT */
/*
 * builtins_slice.c - what is done with slices, maps and channels: append,
 * cap, clear, close, copy, delete, len, make
 */
#include "types/builtins.h"

#include "base/arena.h"

/* The element type that all slices of a type set have. */
struct elem_of {
	struct checker *c;
	struct operand *x;
	struct type *elem;
	const char *cause;
};

static bool slice_elem_term(struct type *t, struct type *u, void *ctx)
{
	struct elem_of *e = ctx;
	struct checker *c = e->c;
	struct slice *s = TYPE_AS(SLICE, slice, u);

	(void)t;
	if (!s) {
		e->cause = check_sprintf(c, "argument must be a slice; have %s",
					 operand_is_nil(e->x)
						 ? "untyped nil"
						 : operand_str(c, e->x));
		return false;
	}
	if (!e->elem)
		e->elem = s->elem;
	if (identical(e->elem, s->elem))
		return true;
	e->cause = check_sprintf(
		c, "mismatched slice element types %s and %s in %s",
		type_str(c, e->elem), type_str(c, s->elem),
		operand_str(c, e->x));
	return false;
}

/* NULL, and *ret_cause, when x is no slice. */
static struct type *slice_elem(struct checker *c, struct operand *x,
			       const char **ret_cause)
{
	struct elem_of e = {.c = c, .x = x};

	if (x->type->kind == TYPE_SLICE)
		return ((struct slice *)x->type)->elem;
	if (typeset_each(x->type, slice_elem_term, &e))
		return e.elem;
	*ret_cause = e.cause;
	return NULL;
}

/* Whether all types of a type set are strings or byte slices. */
struct bytes_or_string {
	bool has_string;
};

static bool bytes_or_string_term(struct type *t, struct type *u, void *ctx)
{
	struct bytes_or_string *b = ctx;
	struct slice *s = TYPE_AS(SLICE, slice, u);

	(void)t;
	if (s && identical(s->elem, universe_byte))
		return true;
	if (!u || !is_string(u))
		return false;
	b->has_string = true;
	return true;
}

/* Whether x may be taken for a []byte, to be filled with y's bytes. */
static bool takes_bytes(struct checker *c, struct operand *x, struct operand *y,
			bool *ret_has_string)
{
	struct bytes_or_string b = {false};
	struct slice bytes = {.t.kind = TYPE_SLICE, .elem = universe_byte};
	bool ok = operand_assignable_to(c, x, &bytes.t, NULL) &&
		  typeset_each(y->type, bytes_or_string_term, &b);

	*ret_has_string = b.has_string;
	return ok;
}

/* The operands as the arguments of an ordinary call. */
static void assign_elements(struct checker *c, struct builtin_call *b,
			    struct signature *sig)
{
	struct arg_list args = {.at = b->args, .n = b->nargs};

	/* What it makes of sig is known. */
	check_arguments(c, b->call, sig, (struct type_list){0}, NULL, 0, &args);
}

/*
 * append(s S, x ...E) S; as a special case append(s []byte, x string...).
 * S must be a slice, not nil, although nil could be assigned to one.
 */
bool builtin_append(struct checker *c, struct operand *x,
		    struct builtin_call *b)
{
	const char *cause = NULL;
	struct type *elem = slice_elem(c, x, &cause), *params[2] = {x->type};
	struct signature *sig;
	bool has_string;

	if (!elem) {
		check_error(c, operand_pos(x), "invalid append: %s", cause);
		return false;
	}
	if (b->nargs == 2 && has_dots(b->call) &&
	    takes_bytes(c, x, b->args[1], &has_string) && has_string) {
		params[1] = b->args[1]->type;
		sig = make_builtin_sig(c, x->type, params, 2, true);
	} else {
		params[1] = new_slice(c->arena, elem);
		sig = make_builtin_sig(c, x->type, params, 2, true);
		assign_elements(c, b, sig);
	}
	check_record_builtin_type(c, b->call->fun, sig);
	x->mode = MODE_VALUE;
	return true;
}

/* The array behind a pointer that has no name, else t itself. */
static struct type *array_ptr_deref(struct type *t)
{
	struct pointer *p = TYPE_AS(POINTER, pointer, unalias(t));
	struct type *u = p ? under(p->base) : NULL;

	return u && u->kind == TYPE_ARRAY ? u : t;
}

static bool has_len(struct type *u, enum builtin_id id)
{
	switch (u->kind) {
	case TYPE_BASIC:
		return id == BUILTIN_LEN && is_string(u);
	case TYPE_ARRAY:
	case TYPE_SLICE:
	case TYPE_CHAN:
		return true;
	case TYPE_MAP:
		return id == BUILTIN_LEN;
	default:
		return false;
	}
}

static bool term_has_len(struct type *u, void *ctx)
{
	return u && has_len(array_ptr_deref(u), *(enum builtin_id *)ctx);
}

/*
 * spec: the length of an array "is constant if the expression does not
 * contain channel receives or function calls", that of a string if it is.
 */
static enum operand_mode len_mode(struct checker *c, struct operand *x,
				  struct builtin_call *b,
				  const struct value **ret_val)
{
	struct type *t = array_ptr_deref(under(x->type));
	int64_t len;

	if (t->kind == TYPE_INTERFACE)
		return is_type_param(x->type) &&
				       under_is(x->type, term_has_len, &b->id)
			       ? MODE_VALUE
			       : MODE_INVALID;
	if (!has_len(t, b->id))
		return MODE_INVALID;
	if (t->kind == TYPE_BASIC && x->mode == MODE_CONSTANT) {
		len = value_string_len(x->val);
	} else if (t->kind == TYPE_ARRAY && !c->env.has_call_or_recv) {
		len = ((struct array *)t)->len;
	} else {
		return MODE_VALUE;
	}
	*ret_val = len >= 0 ? value_make_int64(c->arena, len)
			    : value_make_unknown();
	return MODE_CONSTANT;
}

/* len(x) int, cap(x) int */
bool builtin_len(struct checker *c, struct operand *x, struct builtin_call *b)
{
	const struct value *val = NULL;
	enum operand_mode mode = len_mode(c, x, b, &val);

	if (mode == MODE_INVALID) {
		if (is_valid(under(x->type)))
			check_error(c, operand_pos(x),
				    INVALID_ARG "%s for built-in %s",
				    operand_str(c, x), b->name);
		return false;
	}
	if (mode != MODE_CONSTANT)
		record_sig1(c, b, TYP(INT), x->type);
	x->mode = (uint8_t)mode;
	x->type = TYP(INT);
	x->val = val;
	return true;
}

struct term_test {
	struct checker *c;
	struct operand *x;
	struct type *key; /* delete: of the maps so far */
};

static bool can_clear(struct type *u, void *ctx)
{
	struct term_test *test = ctx;

	if (u && (u->kind == TYPE_MAP || u->kind == TYPE_SLICE))
		return true;
	check_error(test->c, operand_pos(test->x),
		    INVALID_ARG "cannot clear %s: argument must be (or "
				"constrained by) map or slice",
		    operand_str(test->c, test->x));
	return false;
}

/* clear(m) */
bool builtin_clear(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct term_test test = {.c = c, .x = x};

	check_verify_version(c, expr_pos(b->call->fun), GO_VERSION(21),
			     "clear");
	if (!under_is(x->type, can_clear, &test))
		return false;
	x->mode = MODE_NO_VALUE;
	record_sig1(c, b, NULL, x->type);
	return true;
}

static bool can_close(struct type *u, void *ctx)
{
	struct term_test *test = ctx;
	struct chan *ch = TYPE_AS(CHAN, chan, u);

	if (ch && ch->dir != CHAN_RECV)
		return true;
	check_error(test->c, operand_pos(test->x),
		    INVALID_OP "cannot close %schannel %s",
		    ch ? "receive-only " : "non-",
		    operand_str(test->c, test->x));
	return false;
}

/* close(c) */
bool builtin_close(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct term_test test = {.c = c, .x = x};

	if (!under_is(x->type, can_close, &test))
		return false;
	x->mode = MODE_NO_VALUE;
	record_sig1(c, b, NULL, x->type);
	return true;
}

/* copy(x, y []E) int; as a special case copy(x []byte, y string) int. */
bool builtin_copy(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct operand *y = b->args[1];
	const char *cause = NULL;
	struct type *to = slice_elem(c, x, &cause), *from;
	bool has_string;

	if (!to) {
		check_error(c, operand_pos(x), "invalid copy: %s", cause);
		return false;
	}
	if (!takes_bytes(c, x, y, &has_string)) {
		from = slice_elem(c, y, &cause);
		if (!from && !all_string(y->type)) {
			check_error(c, operand_pos(y), "invalid copy: %s",
				    cause);
			return false;
		}
		/* A string is taken for bytes in the message. */
		if (!from)
			from = universe_byte;
		if (!identical(to, from)) {
			check_error(c, operand_pos(x),
				    "invalid copy: arguments %s and %s have "
				    "different element types %s and %s",
				    operand_str(c, x), operand_str(c, y),
				    type_str(c, to), type_str(c, from));
			return false;
		}
	}
	record_sig2(c, b, TYP(INT), x->type, y->type);
	x->mode = MODE_VALUE;
	x->type = TYP(INT);
	return true;
}

static bool can_delete(struct type *u, void *ctx)
{
	struct term_test *test = ctx;
	struct map *m = TYPE_AS(MAP, map, u);

	if (!m) {
		check_error(test->c, operand_pos(test->x),
			    INVALID_ARG "%s is not a map",
			    operand_str(test->c, test->x));
		return false;
	}
	if (test->key && !identical(m->key, test->key)) {
		check_error(test->c, operand_pos(test->x),
			    INVALID_ARG "maps of %s must have identical key "
					"types",
			    operand_str(test->c, test->x));
		return false;
	}
	test->key = m->key;
	return true;
}

/* delete(m, key) */
bool builtin_delete(struct checker *c, struct operand *x,
		    struct builtin_call *b)
{
	struct term_test test = {.c = c, .x = x};
	struct type *m = x->type;

	if (!under_is(m, can_delete, &test))
		return false;
	*x = *b->args[1];
	check_assignment(c, x, test.key, "argument to delete");
	if (!operand_valid(x))
		return false;
	x->mode = MODE_NO_VALUE;
	record_sig2(c, b, NULL, m, test.key);
	return true;
}

static const char *make_cond(struct checker *c, struct type *t, struct type *u,
			     void *ctx)
{
	(void)c;
	(void)t;
	(void)ctx;
	if (!u)
		return "no specific type";
	switch (u->kind) {
	case TYPE_SLICE:
	case TYPE_MAP:
	case TYPE_CHAN:
		return NULL;
	default:
		return "type must be slice, map, or channel";
	}
}

/* make(T, n), make(T, n, m) */
bool builtin_make(struct checker *c, struct operand *x, struct builtin_call *b)
{
	struct expr **args = b->call->args;
	struct type *t = check_var_type(c, args[0]), *u, *params[3] = {t};
	const char *cause = NULL;
	int64_t size[2] = {-1, -1};
	uint32_t min;

	if (!is_valid(t))
		return false;
	u = common_under(c, t, make_cond, NULL, &cause);
	if (!u) {
		check_error(c, expr_pos(args[0]),
			    INVALID_ARG "cannot make %s: %s",
			    expr_str(c, args[0]), cause ? cause : "");
		return false;
	}
	min = u->kind == TYPE_SLICE ? 2 : 1;
	if (b->nargs < min || b->nargs > min + 1) {
		check_error(c, expr_pos(&b->call->e),
			    INVALID_OP
			    "%s expects %u or %u arguments; found %u",
			    expr_str(c, &b->call->e), min, min + 1, b->nargs);
		return false;
	}
	for (uint32_t i = 1; i < b->nargs; i++)
		params[i] = check_index(c, args[i], -1, &size[i - 1]);
	if (size[1] >= 0 && size[0] > size[1])
		check_error(c, expr_pos(args[1]),
			    INVALID_ARG "length and capacity swapped");
	x->mode = MODE_VALUE;
	x->type = t;
	record_builtin_sig(c, b, t, params, b->nargs);
	return true;
}
