/* SPDX-License-Identifier: MIT */
/*
 * Recording: results go into the syntax tree
 *
 * What go/types keeps in the maps of its Info, and in its map of untyped
 * expressions, stands in the nodes here.  An expression whose type is
 * untyped may still get another one from its context; it has the flag
 * NODE_UNTYPED until then, or for ever if no context gives it one: when
 * checking is done the flag means nothing more, and nobody clears it.
 */
#include "types/check.h"

static inline void set(struct expr *x, enum operand_mode mode, struct type *t,
		       const struct value *val, unsigned flags)
{
	x->node.flags =
		(uint8_t)((x->node.flags & ~(NODE_UNTYPED | NODE_SHIFT_LHS)) |
			  flags);
	x->node.mode = (uint8_t)mode;
	x->type = t;
	x->val = val;
}

void check_record_type_and_value(struct checker *c, struct expr *x,
				 enum operand_mode mode, struct type *t,
				 const struct value *val)
{
	(void)c;
	if (mode != MODE_INVALID)
		set(x, mode, t, val, 0);
}

void check_remember_untyped(struct checker *c, struct expr *x, bool lhs,
			    enum operand_mode mode, struct type *t,
			    const struct value *val)
{
	(void)c;
	set(x, mode, t, val, NODE_UNTYPED | (lhs ? NODE_SHIFT_LHS : 0));
}

void check_record(struct checker *c, struct operand *x)
{
	const struct value *val = NULL;
	struct type *t = x->type;

	switch (x->mode) {
	case MODE_INVALID:
		c->env.saw_invalid = true;
		return;
	case MODE_NO_VALUE:
		t = NULL;
		break;
	case MODE_CONSTANT:
		val = x->val;
		break;
	default:
		break;
	}
	if (t && is_untyped(t))
		check_remember_untyped(c, x->expr, false, x->mode, t, val);
	else
		set(x->expr, x->mode, t, val, 0);
}

void check_record_builtin_type(struct checker *c, struct expr *fun,
			       struct signature *sig)
{
	(void)c;
	for (;;) {
		set(fun, MODE_BUILTIN, &sig->t, NULL, 0);
		if (fun->node.kind != NODE_PAREN_EXPR)
			return;
		fun = ((struct paren_expr *)fun)->x;
	}
}

void check_record_comma_ok_types(struct checker *c, struct expr *x,
				 struct type *t0, struct type *t1)
{
	struct object **vars;
	struct tuple *t;

	if (!t0 || !t1 || !is_valid(t0))
		return;
	vars = ARENA_ARRAY(c->arena, 2, struct object *);
	vars[0] = object_new_var(c->arena, VAR_LOCAL, expr_pos(x), c->pkg,
				 NO_NAME, t0);
	vars[1] = object_new_var(c->arena, VAR_LOCAL, expr_pos(x), c->pkg,
				 NO_NAME, t1);
	t = new_tuple(c->arena, vars, 2);
	for (;;) {
		x->type = &t->t;
		if (x->node.kind != NODE_PAREN_EXPR)
			return;
		x = ((struct paren_expr *)x)->x;
	}
}

/* The identifier that names what an expression instantiates. */
static struct ident *instantiated_ident(struct expr *x)
{
	for (;;) {
		switch (x->node.kind) {
		case NODE_IDENT:
			return (struct ident *)x;
		case NODE_SELECTOR_EXPR:
			return ((struct selector_expr *)x)->sel;
		case NODE_INDEX_EXPR:
			x = ((struct index_expr *)x)->x;
			break;
		case NODE_PAREN_EXPR:
			x = ((struct paren_expr *)x)->x;
			break;
		default:
			return NULL;
		}
	}
}

/*
 * The signature of a method value or expression, with its receiver as the
 * receiver again.
 */
static struct type *with_receiver(struct checker *c, struct type *t)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, t), *copy;

	if (!sig || (!sig->recvold && !sig->method_expr))
		return t;
	copy = ARENA_NEW(c->arena, struct signature);
	*copy = *sig;
	copy->recvold = NULL;
	copy->method_expr = false;
	if (!sig->method_expr) {
		copy->recv = sig->recvold;
		return &copy->t;
	}
	copy->recv = sig->params->vars[0];
	copy->params =
		new_tuple(c->arena, sig->params->vars + 1, sig->params->n - 1);
	return &copy->t;
}

void check_record_instance(struct checker *c, struct expr *x,
			   struct type_list targs, struct type *t)
{
	struct ident *id = instantiated_ident(x);
	struct inst_use *use;

	if (!id)
		return;
	use = ARENA_NEW(c->arena, struct inst_use);
	use->targs = targs;
	use->type = with_receiver(c, t);
	*ptrmap_at(c->instances, lazy_home(c), id) = use;
}

/*
 * The name of an embedded field is a use of the type's name too.  There is
 * room for one object: it is the type's, if there is one; the field is found
 * in the struct.
 */
void check_record_def(struct checker *c, struct ident *id, struct object *obj)
{
	(void)c;
	if (!obj || !id->obj || !(obj->flags & OBJECT_EMBEDDED))
		id->obj = obj;
}

void check_record_use(struct checker *c, struct ident *id, struct object *obj)
{
	(void)c;
	id->obj = obj;
}

void check_record_selection(struct checker *c, struct selector_expr *x,
			    enum selection_kind kind, struct type *recv,
			    struct object *obj, const uint32_t *index,
			    uint32_t nindex, bool indirect)
{
	struct selection *s = ARENA_NEW(c->arena, struct selection);

	x->sel->obj = obj;
	s->kind = (uint8_t)kind;
	s->recv = recv;
	s->obj = obj;
	s->index = index;
	s->nindex = nindex;
	s->indirect = indirect;
	x->selection = s;
}
