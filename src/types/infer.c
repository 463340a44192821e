/* SPDX-License-Identifier: MIT */
/*
 * Inference of type arguments
 *
 * A generic function is used without all its type arguments; what are they?
 * Four sources are asked, in an order that decides what is inferred:
 *
 * 1. Typed arguments of the call: each must unify with its parameter
 *    (unify.c).  For f[P any](p P, q []P) and f(a, b), a's type gives P, and
 *    b's type must be a slice of it.
 *
 * 2. Constraints, as long as they tell something new.  If all types of a
 *    constraint have one underlying type, its core type, what is known of
 *    the parameter must unify with it; if the constraint is one single type,
 *    that is it.  And what is known must have the constraint's methods,
 *    which must unify with those that it has.
 *
 * 3. Untyped constants, for parameters that are still unknown: the default
 *    type of the largest kind among them.
 *
 * 4. What was found may refer to type parameters itself: for
 *    [S ~[]E, E any] it may be []E.  They are substituted by each other
 *    until nothing changes; what refers to itself is taken away before,
 *    since that would not end (kill_cycles).
 *
 * What is unknown then is an error.  Whether the types satisfy their
 * constraints is another question, asked by those who instantiate.
 *
 * The type parameters must not occur in the arguments' types: a function
 * that calls itself has the same ones inside and outside.  So callers rename
 * them first (check_rename_tparams).
 *
 * spec: Type inference; go/types infer.go.
 */
#include "types/check.h"

#include "types/typeset.h"
#include "types/unify.h"

struct inference {
	struct checker *c;
	pos_t pos;
	struct type_list tparams;
	struct unifier u;
	struct tuple *params;
	struct operand **args;
	uint32_t nargs;
	bool reverse; /* a function is assigned: the call is made up */
	struct infer_error *err;
};

static void fail_at(struct inference *in, pos_t at, const char *msg)
{
	in->err->at = at;
	in->err->msg = msg;
}

/* "P", "P and Q", "P, Q, and R" */
static const char *names_of(struct checker *c, struct type_list l)
{
	const char *s = "";

	for (uint32_t i = 0; i < l.n; i++) {
		struct type_param *p = (struct type_param *)l.at[i];
		const char *sep = i == 0	? ""
				  : i + 1 < l.n ? ", "
				  : l.n == 2	? " and "
						: ", and ";

		s = check_sprintf(c, "%s%s%s", s, sep, name_text(p->obj->name));
	}
	return s;
}

static struct type_list inferred_list(struct inference *in)
{
	uint32_t n = in->tparams.n;
	struct type_list l = {ARENA_ARRAY(in->c->arena, n, struct type *), n};

	for (uint32_t i = 0; i < n; i++)
		l.at[i] = unify_at(&in->u, i);
	return l;
}

static struct type *subst_all(struct checker *c, struct type *t,
			      struct type_list from, struct type_list to)
{
	struct subst_map map = {from, to};

	return check_subst(c, NO_POS, t, map, NULL, check_context(c));
}

/* The argument's type does not match its parameter's. */
static void fail_argument(struct inference *in, struct type *par,
			  struct operand *arg)
{
	struct checker *c = in->c;
	pos_t at = operand_pos(arg);
	const char *type = type_str(c, arg->type);
	const char *text = expr_str(c, arg->expr);
	struct type *inferred;

	if (unify_unknowns(&in->u) == in->tparams.n) {
		fail_at(in, at,
			check_sprintf(c,
				      "type %s of %s does not match %s "
				      "(cannot infer %s)",
				      type, text, type_str(c, par),
				      names_of(c, in->tparams)));
		return;
	}
	inferred = subst_all(c, par, in->tparams, inferred_list(in));
	if (inferred == par)
		fail_at(in, at,
			check_sprintf(c, "type %s of %s does not match %s",
				      type, text, type_str(c, par)));
	else if (in->reverse)
		fail_at(in, at,
			check_sprintf(c,
				      "inferred type %s for %s does not "
				      "match type %s of %s",
				      type_str(c, inferred), type_str(c, par),
				      type, text));
	else
		fail_at(in, at,
			check_sprintf(c,
				      "type %s of %s does not match "
				      "inferred type %s for %s",
				      type, text, type_str(c, inferred),
				      type_str(c, par)));
}

/* 1: arguments */

static bool use_arguments(struct inference *in)
{
	for (uint32_t i = 0; i < in->nargs; i++) {
		struct operand *arg = in->args[i];
		struct type *par = in->params->vars[i]->type;

		if (!is_typed(arg->type))
			continue; /* later */
		if (!is_parameterized(in->tparams, par) &&
		    !is_parameterized(in->tparams, arg->type))
			continue;
		if (unify(&in->u, par, arg->type, UNIFY_ASSIGN))
			continue;
		fail_argument(in, par, arg);
		return false;
	}
	return true;
}

/* 2: constraints */

/*
 * The core type of a parameter's constraint with what is known of tildes:
 * if it is the type set's one term, *ret_single is set.  False if there is
 * no core type.
 */
static bool core_term(struct checker *c, struct type_param *p, struct term *ret,
		      bool *ret_single)
{
	struct type_set *s = interface_type_set(type_param_iface(p));

	*ret_single = false;
	if (!type_set_has_terms(s))
		return false;
	if (s->terms.n == 1) {
		*ret = s->terms.at[0];
		*ret_single = true;
		return true;
	}
	ret->type = common_under(c, &p->t, NULL, NULL, NULL);
	ret->tilde = false;
	for (uint32_t i = 0; i < s->terms.n; i++)
		ret->tilde |= s->terms.at[i].tilde;
	return ret->type;
}

static void fail_constraint(struct inference *in, struct type_param *p,
			    struct type *t, const char *cause)
{
	struct checker *c = in->c;

	fail_at(in, in->pos,
		check_sprintf(c, "%s (type %s) does not satisfy %s%s%s",
			      name_text(p->obj->name), type_str(c, t),
			      type_str(c, p->bound), *cause ? " " : "", cause));
}

static bool unify_exactly(struct type *x, struct type *y, void *ctx)
{
	return unify(ctx, x, y, UNIFY_EXACT);
}

static bool use_constraint(struct inference *in, uint32_t i)
{
	struct checker *c = in->c;
	struct type_param *p = (struct type_param *)in->tparams.at[i];
	struct type *known = unify_at(&in->u, i);
	const char *cause = "";
	struct interface *iface;
	struct term core;
	bool single;

	if (core_term(c, p, &core, &single)) {
		if (known && !unify(&in->u, known, core.type, 0)) {
			fail_constraint(in, p, known, "");
			return false;
		}
		if (!known && single && !core.tilde)
			unify_set(&in->u, i, core.type);
	}
	if (!known)
		return true;
	iface = type_param_iface(p);
	/* The methods of what is not known in full may change yet. */
	if (interface_nmethods(iface) == 0 ||
	    is_parameterized(in->tparams, known))
		return true;
	if (check_has_all_methods(c, known, &iface->t, true, unify_exactly,
				  &in->u, &cause))
		return true;
	fail_constraint(in, p, known, cause);
	return false;
}

static bool use_constraints(struct inference *in)
{
	uint32_t unknown;

	do {
		unknown = unify_unknowns(&in->u);
		for (uint32_t i = 0; i < in->tparams.n; i++)
			if (!use_constraint(in, i))
				return false;
	} while (unify_unknowns(&in->u) != unknown);
	return true;
}

/* 3: untyped constants */

/*
 * An untyped argument has a basic type by default, so its parameter must be
 * a type parameter by itself; nil has none.
 */
static int64_t untyped_param(struct inference *in, uint32_t i)
{
	struct type *par = in->params->vars[i]->type;

	if (par->kind != TYPE_PARAM || is_typed(in->args[i]->type) ||
	    operand_is_nil(in->args[i]))
		return -1;
	return tparam_index(in->tparams, (struct type_param *)par);
}

static bool use_untyped(struct inference *in)
{
	struct checker *c = in->c;
	struct type **max = NULL; /* by type parameter */

	for (uint32_t i = 0; i < in->nargs; i++) {
		struct operand *arg = in->args[i];
		int64_t p = untyped_param(in, i);
		struct type *m;

		if (p < 0 || unify_at(&in->u, (uint32_t)p))
			continue;
		if (!max)
			max = ARENA_ARRAY(c->arena, in->tparams.n,
					  struct type *);
		m = max[p] ? max_type(max[p], arg->type) : arg->type;
		if (!m) {
			fail_at(in, operand_pos(arg),
				check_sprintf(c,
					      "mismatched types %s and %s "
					      "(cannot infer %s)",
					      type_str(c, max[p]),
					      type_str(c, arg->type),
					      type_str(c, in->tparams.at[p])));
			return false;
		}
		max[p] = m;
	}
	for (uint32_t i = 0; max && i < in->tparams.n; i++)
		if (max[i])
			unify_set(&in->u, i, type_default(max[i]));
	return true;
}

/* 4: simplification */

struct cycle_finder {
	struct type_list tparams;
	struct type **inferred;
};

/* The types that the walk is in. */
struct trail {
	struct type *t;
	uint32_t depth;
	struct trail *outer;
};

static void find_cycles(struct cycle_finder *f, struct type *t,
			struct trail *outer);

static void find_in_objects(struct cycle_finder *f, struct object **list,
			    uint32_t n, struct trail *trail)
{
	for (uint32_t i = 0; i < n; i++)
		find_cycles(f, list[i]->type, trail);
}

static void find_in_tuple(struct cycle_finder *f, struct tuple *t,
			  struct trail *trail)
{
	if (t)
		find_in_objects(f, t->vars, t->n, trail);
}

static void find_in_list(struct cycle_finder *f, struct type_list l,
			 struct trail *trail)
{
	for (uint32_t i = 0; i < l.n; i++)
		find_cycles(f, l.at[i], trail);
}

static void find_in_interface(struct cycle_finder *f, struct interface *t,
			      struct trail *trail)
{
	struct type_list embeddeds = {t->embeddeds, t->nembeddeds};

	find_in_objects(f, t->methods, t->nmethods, trail);
	find_in_list(f, embeddeds, trail);
}

static void find_in_param(struct cycle_finder *f, struct type_param *p,
			  struct trail *trail)
{
	int64_t i = tparam_index(f->tparams, p);

	if (i >= 0 && f->inferred[i])
		find_cycles(f, f->inferred[i], trail);
}

static void find_inside(struct cycle_finder *f, struct type *t,
			struct trail *trail)
{
	struct signature *sig = (struct signature *)t;
	struct structure *st = (struct structure *)t;
	struct union_type *u = (struct union_type *)t;

	switch ((enum type_kind)t->kind) {
	case TYPE_ARRAY:
		find_cycles(f, ((struct array *)t)->elem, trail);
		break;
	case TYPE_SLICE:
		find_cycles(f, ((struct slice *)t)->elem, trail);
		break;
	case TYPE_POINTER:
		find_cycles(f, ((struct pointer *)t)->base, trail);
		break;
	case TYPE_CHAN:
		find_cycles(f, ((struct chan *)t)->elem, trail);
		break;
	case TYPE_MAP:
		find_cycles(f, ((struct map *)t)->key, trail);
		find_cycles(f, ((struct map *)t)->elem, trail);
		break;
	case TYPE_STRUCT:
		find_in_objects(f, st->fields, st->nfields, trail);
		break;
	case TYPE_SIGNATURE:
		find_in_tuple(f, sig->params, trail);
		find_in_tuple(f, sig->results, trail);
		break;
	case TYPE_UNION:
		for (uint32_t i = 0; i < u->nterms; i++)
			find_cycles(f, u->terms[i].type, trail);
		break;
	case TYPE_INTERFACE:
		find_in_interface(f, (struct interface *)t, trail);
		break;
	case TYPE_NAMED:
		find_in_list(f, named_targs((struct named *)t), trail);
		break;
	case TYPE_PARAM:
		find_in_param(f, (struct type_param *)t, trail);
		break;
	case TYPE_BASIC:
	case TYPE_TUPLE:
	case TYPE_ALIAS:
		break;
	}
}

static void find_cycles(struct cycle_finder *f, struct type *t,
			struct trail *outer)
{
	struct trail here = {unalias(t), outer ? outer->depth + 1 : 0, outer};

	if (!here.t || here.t->kind == TYPE_BASIC ||
	    here.depth >= CHECK_MAX_DEPTH)
		return;
	for (struct trail *at = outer; at; at = at->outer) {
		struct type_param *p = TYPE_AS(PARAM, type_param, here.t);
		int64_t i;

		if (at->t != here.t)
			continue;
		/* Any other cycle is an ordinary recursive type. */
		i = p ? tparam_index(f->tparams, p) : -1;
		if (i >= 0)
			f->inferred[i] = NULL;
		return;
	}
	find_inside(f, here.t, &here);
}

/* Forgets of the inferred types those that lead back to themselves. */
static void kill_cycles(struct type_list tparams, struct type **inferred)
{
	struct cycle_finder f = {tparams, inferred};

	for (uint32_t i = 0; i < tparams.n; i++)
		find_cycles(&f, tparams.at[i], NULL);
}

/* One round; false when nothing changed. */
static bool simplify_once(struct inference *in, struct type_list inferred,
			  bool *dirty)
{
	/* In a round, all see the same state. */
	struct type_list to = {vec_copy(in->c->arena, inferred.at, inferred.n,
					sizeof(*inferred.at)),
			       inferred.n};
	bool changed = false;

	for (uint32_t i = 0; i < inferred.n; i++) {
		struct type *t;
		struct signature *sig;

		if (!dirty[i])
			continue;
		t = subst_all(in->c, inferred.at[i], in->tparams, to);
		dirty[i] = t != inferred.at[i];
		if (!dirty[i])
			continue;
		/*
		 * A generic function's signature is not generic any more
		 * when its type parameters are gone.
		 */
		sig = TYPE_AS(SIGNATURE, signature, t);
		if (sig && sig->tparams.n > 0 &&
		    !is_parameterized(in->tparams, t))
			sig->tparams = (struct type_list){0};
		inferred.at[i] = t;
		changed = true;
	}
	return changed;
}

static void simplify(struct inference *in, struct type_list targs,
		     struct type_list inferred)
{
	bool *dirty = NULL;

	for (uint32_t i = 0; i < inferred.n; i++) {
		if (!inferred.at[i] || (i < targs.n && targs.at[i]))
			continue;
		if (!dirty)
			dirty = ARENA_ARRAY(in->c->arena, inferred.n, bool);
		dirty[i] = true;
	}
	while (dirty && simplify_once(in, inferred, dirty))
		;
}

static bool all_known(struct inference *in, struct type_list l)
{
	for (uint32_t i = 0; i < l.n; i++) {
		struct checker *c = in->c;
		struct object *obj;

		if (l.at[i] && !is_parameterized(in->tparams, l.at[i]))
			continue;
		obj = ((struct type_param *)in->tparams.at[i])->obj;
		fail_at(in, in->pos,
			check_sprintf(c, "cannot infer %s (declared at %s)",
				      name_text(obj->name),
				      check_pos_text(c, obj->pos)));
		return false;
	}
	return true;
}

static bool infer(struct inference *in, struct type_list targs,
		  struct type_list *ret)
{
	struct type_list inferred;

	if (!use_arguments(in) || !use_constraints(in) || !use_untyped(in))
		return false;
	inferred = inferred_list(in);
	if (any_parameterized(in->tparams, inferred)) {
		kill_cycles(in->tparams, inferred.at);
		simplify(in, targs, inferred);
	}
	if (!all_known(in, inferred))
		return false;
	*ret = inferred;
	return true;
}

/* All type arguments are given. */
static bool complete(struct type_list targs, uint32_t n)
{
	if (targs.n != n)
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (!targs.at[i])
			return false;
	return true;
}

/* Parameters that are known become what they stand for, in messages. */
static struct tuple *known_params(struct inference *in, struct type_list targs)
{
	struct type_list to = {NULL, in->tparams.n};
	bool known = false;

	for (uint32_t i = 0; i < targs.n; i++)
		known |= targs.at[i] != NULL;
	if (!known)
		return in->params;
	to.at = ARENA_ARRAY(in->c->arena, to.n, struct type *);
	for (uint32_t i = 0; i < targs.n; i++)
		to.at[i] = targs.at[i];
	return (struct tuple *)subst_all(in->c, &in->params->t, in->tparams,
					 to);
}

bool check_infer(struct checker *c, pos_t pos, struct type_list tparams,
		 struct type_list targs, struct tuple *params,
		 struct operand **args, uint32_t nargs, bool reverse,
		 struct infer_error *ret_err, struct type_list *ret)
{
	struct inference in = {
		.c = c,
		.pos = pos,
		.tparams = tparams,
		.params = params,
		.args = args,
		.nargs = nargs,
		.reverse = reverse,
		.err = ret_err,
	};

	*ret_err = (struct infer_error){0};
	if (complete(targs, tparams.n)) {
		*ret = targs;
		return true;
	}
	for (uint32_t i = 0; i < nargs; i++)
		if (args[i]->mode == MODE_INVALID)
			return false; /* reported */
	if (nargs > 0)
		in.params = known_params(&in, targs);
	unifier_init(&in.u, c, tparams, targs);
	return infer(&in, targs, ret);
}

/*
 * The new parameters are of no checker: what is wrong with their constraints
 * is told for the old ones.
 */
struct type_list check_rename_tparams(struct checker *c, pos_t pos,
				      struct type_list tparams, struct type *t,
				      struct type **ret)
{
	struct type_list fresh = {NULL, tparams.n};
	struct context *ctxt = check_context(c);
	struct subst_map map;

	*ret = t;
	if (tparams.n == 0)
		return fresh;
	fresh.at = ARENA_ARRAY(c->arena, fresh.n, struct type *);
	for (uint32_t i = 0; i < fresh.n; i++)
		fresh.at[i] =
			&type_param_twin(c->arena,
					 (struct type_param *)tparams.at[i])
				 ->t;
	map = (struct subst_map){tparams, fresh};
	for (uint32_t i = 0; i < tparams.n; i++) {
		struct type_param *p = (struct type_param *)tparams.at[i];

		/* It becomes an interface once, and not for each twin. */
		if (type_under(p->bound)->kind != TYPE_INTERFACE)
			type_param_iface(p);
		((struct type_param *)fresh.at[i])->bound =
			check_subst(c, pos, p->bound, map, NULL, ctxt);
	}
	*ret = check_subst(c, pos, t, map, NULL, ctxt);
	return fresh;
}
