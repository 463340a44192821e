/* SPDX-License-Identifier: MIT */
/*
 * literals.c - literals of basic types, function literals, and the elements
 * of arrays, slices and maps
 *
 * Tables of a hundred thousand elements are found in real programs: what is
 * asked of each element is asked in constant time.
 *
 * spec: Composite literals, Function literals.  go/types: literals.go;
 * struct_lit.c has the structs.
 */
#include "types/expr.h"

#include <stdlib.h>

#include "base/arena.h"

/* What versions before 1.13 did not know of numbers. */
static void check_old_number(struct checker *c, struct basic_lit *e)
{
	const char *what = NULL;
	char radix;

	if (e->len <= 2 || check_allow_version(c, GO_VERSION(13)))
		return;
	radix = (char)(e->text[1] | 0x20);
	if (memchr(e->text, '_', e->len))
		what = "underscore in numeric literal";
	else if (e->text[0] != '0')
		return;
	else if (radix == 'b')
		what = "binary literal";
	else if (radix == 'o')
		what = "0o/0O-style octal literal";
	else if (radix == 'x' && e->e.node.op != TOK_INT)
		what = "hexadecimal floating-point literal";
	if (what)
		check_version_error(c, expr_pos(&e->e), GO_VERSION(13), "%s",
				    what);
}

enum {
	/* A number of so few characters has no more than 512 bits. */
	SHORT_LITERAL = 128,
};

void check_basic_lit(struct checker *c, struct operand *x, struct basic_lit *e)
{
	enum token kind = (enum token)e->e.node.op;
	bool number = kind == TOK_INT || kind == TOK_FLOAT || kind == TOK_IMAG;

	if (number) {
		check_old_number(c, e);
		if (e->len > VALUE_MAX_LITERAL) {
			check_error(c, expr_pos(&e->e),
				    "excessively long constant: %.10s... (%u "
				    "chars)",
				    e->text, e->len);
			operand_invalidate(x);
			return;
		}
	}
	operand_set_const(c, x, kind, e->text, e->len);
	if (!operand_valid(x)) {
		check_error(c, expr_pos(&e->e), "malformed constant: %.*s",
			    (int)e->len, e->text);
		return;
	}
	x->expr = &e->e;
	if (e->len > SHORT_LITERAL)
		check_overflow(c, x, expr_pos(&e->e));
}

/*
 * The body of a function literal, for later.
 *
 * A literal may be evaluated more than once: the left side of x += y is, and
 * what an error message is about.  Its body is checked once, with what the
 * last evaluation made of its type: else nested literals would be checked
 * twice as often with each level.
 */
struct lit_body {
	struct func_lit *lit;
	struct decl_info *decl;
	struct signature *sig;
	const struct value *iota;
};

static void check_lit_body(struct checker *c, void *arg)
{
	struct lit_body *b = arg;

	*ptrmap_at(&c->pending_lits, NULL, b->lit) = NULL;
	check_func_body(c, b->decl, b->sig, b->lit->body, b->iota);
}

/*
 * Not at once: the literal may stand in the declaration of a type that its
 * body uses.  It belongs to the declaration that it stands in.
 */
static void put_off_body(struct checker *c, struct func_lit *e,
			 struct signature *sig)
{
	void **slot = ptrmap_at(&c->pending_lits, NULL, e);
	struct lit_body *b = *slot;

	if (!b) {
		*slot = b = ARENA_NEW(c->arena, struct lit_body);
		check_later(c, check_lit_body, b);
	}
	*b = (struct lit_body){e, c->env.decl, sig, c->env.iota};
}

void check_func_lit(struct checker *c, struct operand *x, struct func_lit *e)
{
	struct type *t = check_typ(c, &e->type->e);
	struct signature *sig = TYPE_AS(SIGNATURE, signature, t);

	if (!sig) {
		check_error(c, expr_pos(&e->e),
			    "invalid syntax tree: invalid function literal %s",
			    expr_str(c, &e->e));
		operand_invalidate(x);
		return;
	}
	sig->scope->pos = expr_pos(&e->e);
	sig->scope->end = expr_end(&e->e);
	/* Within a body that is checked, its literals are. */
	if (!e->body)
		c->has_skipped_bodies = true;
	else if (!c->conf->ignore_func_bodies || c->env.sig)
		put_off_body(c, e, sig);
	x->mode = MODE_VALUE;
	x->type = t;
}

/* The indices that the elements of an array literal have had. */
struct index_set {
	uint64_t first;	 /* of those before the first key: 0 ... first - 1 */
	uint64_t *slots; /* index + 1 */
	uint32_t cap;	 /* 0: no key so far */
};

/* Whether it was new. */
static bool index_set_insert(struct index_set *s, uint64_t index)
{
	uint64_t i;

	if (index < s->first)
		return false;
	for (i = index * UINT64_C(0x9e3779b97f4a7c15) >> 20 & (s->cap - 1);
	     s->slots[i]; i = (i + 1) & (s->cap - 1))
		if (s->slots[i] == index + 1)
			return false;
	s->slots[i] = index + 1;
	return true;
}

/*
 * The index of the element e, in *index if it has a key.  False when it
 * is wrong.
 */
static bool element_index(struct checker *c, struct expr *e,
			  struct key_value_expr *kv, int64_t len,
			  int64_t *index)
{
	struct type *t;
	int64_t i;

	if (!kv) {
		if (len < 0 || *index < len)
			return true;
		check_error(c, expr_pos(e),
			    "index %lld is out of bounds (>= %lld)",
			    (long long)*index, (long long)len);
		return false;
	}
	t = check_index(c, kv->key, len, &i);
	if (!is_valid(t))
		return false;
	if (i < 0) {
		check_error(c, expr_pos(e), "index %s must be integer constant",
			    expr_str(c, kv->key));
		return false;
	}
	*index = i;
	return true;
}

static void check_element(struct checker *c, struct expr *e, struct type *t)
{
	struct operand x;

	check_generic_expr(c, &x, e, t);
	check_assignment(c, &x, t, "array or slice literal");
}

/*
 * Checks the elements of an array (of len elements, if that is not negative)
 * or slice.  The result is the largest index, plus 1.
 */
static int64_t indexed_elts(struct checker *c, struct expr **elts, uint32_t n,
			    struct type *elem, int64_t len)
{
	struct index_set seen = {0};
	int64_t index = 0, max = 0;

	for (uint32_t i = 0; i < n; i++) {
		struct expr *e = elts[i];
		struct key_value_expr *kv =
			AS(KEY_VALUE_EXPR, key_value_expr, e);
		int64_t next = index;
		bool valid = element_index(c, e, kv, len, &index);

		if (kv && !seen.cap) {
			seen.first = (uint64_t)next;
			seen.slots = hash_slots(n - i, sizeof(*seen.slots),
						&seen.cap);
		}
		if (valid && seen.cap &&
		    !index_set_insert(&seen, (uint64_t)index))
			check_error(c, expr_pos(e),
				    "duplicate index %lld in array or slice "
				    "literal",
				    (long long)index);
		/* The last index of all may be the largest number there is. */
		index = (int64_t)((uint64_t)index + 1);
		if (index > max)
			max = index;
		check_element(c, kv ? kv->value : e, elem);
	}
	free(seen.slots);
	return max;
}

/* False when the key is wrong: then the value is not looked at. */
static bool map_key(struct checker *c, struct operand *x,
		    struct key_value_expr *kv, struct map *m,
		    struct key_set *seen)
{
	check_generic_expr(c, x, kv->key, m->key);
	check_assignment(c, x, m->key, "map literal");
	if (!operand_valid(x))
		return false;
	if (x->mode != MODE_CONSTANT ||
	    key_set_insert(seen, c->arena, x->val, x->type))
		return true;
	check_error(c, operand_pos(x), "duplicate key %s in map literal",
		    value_string(c->arena, x->val));
	return false;
}

static void map_elts(struct checker *c, struct operand *x,
		     struct composite_lit *e, struct map *m)
{
	struct key_set seen;

	key_set_init(&seen, e->nelts, is_non_type_param_interface(m->key));
	for (uint32_t i = 0; i < e->nelts; i++) {
		struct key_value_expr *kv =
			AS(KEY_VALUE_EXPR, key_value_expr, e->elts[i]);

		if (!kv) {
			check_error(c, expr_pos(e->elts[i]),
				    "missing key in map literal");
			continue;
		}
		if (!map_key(c, x, kv, m, &seen))
			continue;
		check_generic_expr(c, x, kv->value, m->elem);
		check_assignment(c, x, m->elem, "map literal");
	}
	key_set_finish(&seen);
}

static bool is_open_array(const struct array_type *e)
{
	const struct ellipsis *dots = AS(ELLIPSIS, ellipsis, e->len);

	return dots && !dots->elt;
}

/*
 * The type of the literal, in *base without the pointer that a hint *T may
 * have: {...} is &T{...} then.
 */
static struct type *literal_type(struct checker *c, struct composite_lit *e,
				 struct type *hint, struct type **base)
{
	struct array_type *a = AS(ARRAY_TYPE, array_type, e->type);
	struct type *t, *u;
	bool pointer;

	if (!e->type && hint) {
		*base = hint;
		u = is_type_param(hint)
			    ? common_under(c, hint, NULL, NULL, NULL)
			    : under(hint);
		if (u) {
			u = deref(u, &pointer);
			if (pointer)
				*base = u;
		}
		return hint;
	}
	if (a && is_open_array(a)) {
		/* Its length comes with its elements. */
		t = new_array(c->arena, check_var_type(c, a->elt), -1);
	} else if (e->type) {
		t = check_typ(c, e->type);
	} else {
		check_error(c, expr_pos(&e->e),
			    "missing type in composite literal");
		t = TYP(INVALID);
	}
	*base = t;
	return t;
}

static void array_elts(struct checker *c, struct composite_lit *e,
		       struct array *a)
{
	int64_t n = indexed_elts(c, e->elts, e->nelts, a->elem, a->len);

	if (a->len >= 0)
		return;
	/* [...]T, or [n]T with a wrong n, for which n is a good guess. */
	a->len = n;
	if (e->type)
		check_record_type_and_value(c, e->type, MODE_TYPEXPR, &a->t,
					    NULL);
}

/* Evaluates what is in a literal of no known type. */
static void use_elts(struct checker *c, struct composite_lit *e)
{
	for (uint32_t i = 0; i < e->nelts; i++) {
		struct key_value_expr *kv =
			AS(KEY_VALUE_EXPR, key_value_expr, e->elts[i]);

		/* The key may be a field's name. */
		check_use(c, kv ? &kv->value : &e->elts[i], 1);
	}
}

void check_composite_lit(struct checker *c, struct operand *x,
			 struct composite_lit *e, struct type *hint)
{
	struct type *base, *t = literal_type(c, e, hint, &base), *u;

	if (!check_is_complete(c, base)) {
		operand_invalidate(x);
		return;
	}
	u = is_type_param(base) ? common_under(c, base, NULL, NULL, NULL)
				: under(base);
	switch (u ? u->kind : TYPE_BASIC) {
	case TYPE_STRUCT:
		check_struct_elts(c, x, e, (struct structure *)u, base);
		break;
	case TYPE_ARRAY:
		array_elts(c, e, (struct array *)u);
		break;
	case TYPE_SLICE:
		indexed_elts(c, e->elts, e->nelts, ((struct slice *)u)->elem,
			     -1);
		break;
	case TYPE_MAP:
		map_elts(c, x, e, (struct map *)u);
		break;
	default:
		use_elts(c, e);
		if (u && !is_valid(u))
			break; /* it was reported */
		check_error(c, expr_pos(&e->e),
			    "invalid composite literal%s type %s%s",
			    e->type ? "" : " element", type_str(c, t),
			    u ? "" : " (no common underlying type)");
		operand_invalidate(x);
		return;
	}
	x->mode = MODE_VALUE;
	x->type = t;
}
