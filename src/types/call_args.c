/* SPDX-License-Identifier: MIT */
/*
 * call_args.c - lists of expressions, and the arguments of calls
 *
 *			 f(a, b, c)		f(a, b...)
 *	not variadic	 nargs == npars		wrong
 *	variadic	 nargs >= npars-1	nargs == npars
 *
 * The arguments may themselves be generic functions: then their type
 * parameters are inferred together with those of the callee.
 *
 * spec: Calls, Passing arguments to ... parameters, Type inference.
 * go/types: call.go (genericExprList, arguments).
 */
#include "types/expr.h"

#include "base/arena.h"
#include "base/diag.h"

const char context_argument[] = "argument";

const char *check_context_str(struct checker *c, const char *context)
{
	if (context != context_argument)
		return context;
	return check_sprintf(c, "argument to %s", expr_str(c, c->callee));
}

struct operand **check_expr_list(struct checker *c, struct expr **list,
				 uint32_t n, uint32_t *ret_n)
{
	struct operand **at, *x;

	*ret_n = n;
	if (n == 0)
		return NULL;
	if (n == 1)
		return check_multi_expr(c, list[0], false, ret_n, NULL);
	at = ARENA_ARRAY(c->arena, n, struct operand *);
	x = ARENA_ARRAY(c->arena, n, struct operand);
	for (uint32_t i = 0; i < n; i++) {
		check_expr(c, NULL, &x[i], list[i]);
		at[i] = &x[i];
	}
	return at;
}

/*
 * An argument f[T] may be partially instantiated: its type arguments are in
 * *ret then, and x is the generic function.  False for other expressions;
 * those that were index expressions are in x, all others are not evaluated.
 */
static bool eval_instance(struct checker *c, struct operand *x, struct expr *e,
			  bool infer, struct type_list *ret)
{
	struct index_expr *ix = AS(INDEX_EXPR, index_expr, e);

	if (!check_index_expr(c, x, ix))
		return false;
	*ret = check_func_inst(c, NULL, operand_pos(x), x, ix, infer);
	if (ret->at)
		x->expr = &ix->e;
	else
		check_record(c, x);
	return true;
}

/* What check_raw_expr() does for an index expression that is in x. */
static void finish_index(struct checker *c, struct operand *x, struct expr *e)
{
	x->expr = e;
	check_record(c, x);
}

static void eval_one(struct checker *c, struct operand *x, struct expr *e,
		     bool infer, struct type_list *ret_targs)
{
	*ret_targs = (struct type_list){0};
	if (e->node.kind == NODE_INDEX_EXPR) {
		if (eval_instance(c, x, e, infer, ret_targs))
			return;
		finish_index(c, x, e);
	} else {
		check_raw_expr(c, NULL, x, e, NULL, true);
	}
	check_exclude(c, x, NOT_A_VALUE);
}

/* f(g()) with a g of several results: they are the arguments. */
static void spread_tuple(struct checker *c, struct arg_list *args,
			 struct operand *x)
{
	args->at = tuple_operands(c, (struct tuple *)x->type, x->expr, false);
	args->n = ((struct tuple *)x->type)->n;
}

static void make_room(struct checker *c, struct arg_list *args, uint32_t n)
{
	struct operand *x = args->room;

	args->n = n;
	args->targs = NULL;
	args->at = args->room_at;
	if (n > MAX_LOCAL_ARGS) {
		x = ARENA_ARRAY(c->arena, n, struct operand);
		args->at = ARENA_ARRAY(c->arena, n, struct operand *);
	}
	for (uint32_t i = 0; i < n; i++)
		args->at[i] = &x[i];
}

void check_eval_args(struct checker *c, struct expr **list, uint32_t n,
		     struct arg_list *args)
{
	struct type_list targs;
	bool infer;

	make_room(c, args, n);
	if (n == 0)
		return;
	/* Before 1.21 an argument had to be instantiated by itself. */
	infer = !check_allow_version(c, GO_VERSION(21));
	for (uint32_t i = 0; i < n; i++) {
		struct operand *x = args->at[i];

		eval_one(c, x, list[i], infer, &targs);
		if (n > 1) {
			check_single_value(c, x);
		} else if (operand_valid(x) && x->type->kind == TYPE_TUPLE) {
			spread_tuple(c, args, x);
			return;
		}
		if (!targs.at)
			continue;
		if (!args->targs)
			args->targs =
				ARENA_ARRAY(c->arena, n, struct type_list);
		args->targs[i] = targs;
	}
}

static void report_arg_count(struct checker *c, struct call_expr *call,
			     struct signature *sig, struct arg_list *args,
			     uint32_t npars)
{
	struct type_list have = {0}, want = {0};
	bool many = args->n > npars;

	have.n = args->n;
	have.at = ARENA_ARRAY(c->arena, have.n + 1, struct type *);
	for (uint32_t i = 0; i < have.n; i++)
		have.at[i] = args->at[i]->type;
	want.n = tuple_len(sig->params);
	want.at = ARENA_ARRAY(c->arena, want.n + 1, struct type *);
	for (uint32_t i = 0; i < want.n; i++)
		want.at[i] = sig->params->vars[i]->type;
	check_error(c, many ? operand_pos(args->at[npars]) : call->rparen,
		    "%s arguments in call to %s\n\thave %s\n\twant %s",
		    many ? "too many" : "not enough", expr_str(c, call->fun),
		    check_types_summary(c, have, false, has_dots(call)),
		    check_types_summary(c, want, sig->variadic, false));
}

/* Whether the arguments are as many as sig wants, and dots where they may. */
static bool arg_count_fits(struct checker *c, struct call_expr *call,
			   struct signature *sig, struct arg_list *args)
{
	uint32_t npars = tuple_len(sig->params);

	if (has_dots(call) && !sig->variadic) {
		check_error(c, call->ellipsis,
			    "cannot use ... in call to non-variadic %s",
			    expr_str(c, call->fun));
		return false;
	}
	if (has_dots(call) && call->nargs == 1 && args->n > 1) {
		check_error(c, call->ellipsis,
			    "cannot use ... with %u-valued %s", args->n,
			    expr_str(c, call->args[0]));
		return false;
	}
	if (sig->variadic && !has_dots(call)) {
		npars--;
		if (args->n >= npars)
			return true;
	}
	if (args->n == npars)
		return true;
	report_arg_count(c, call, sig, args, npars);
	return false;
}

/* The parameters one by one, as many as there are arguments. */
static struct tuple *spread_params(struct checker *c, struct signature *sig,
				   uint32_t nargs)
{
	uint32_t nfixed = sig->params->n - 1;
	struct object *last = sig->params->vars[nfixed];
	struct type *elem = ((struct slice *)last->type)->elem;
	struct object **vars =
		ARENA_ARRAY(c->arena, nargs + 1, struct object *);

	for (uint32_t i = 0; i < nargs; i++)
		vars[i] = i < nfixed ? sig->params->vars[i]
				     : object_new_var(c->arena, VAR_PARAM,
						      last->pos, last->pkg,
						      last->name, elem);
	return nargs > 0 ? new_tuple(c->arena, vars, nargs) : NULL;
}

/* What is inferred together: type parameters, and arguments as far known. */
struct inference {
	struct type_list tparams, targs;
	uint32_t cap;
};

static void add_tparams(struct checker *c, struct inference *in,
			struct type_list tparams, struct type_list targs)
{
	uint32_t want = in->tparams.n + tparams.n;
	struct type **at;

	if (want > in->cap) {
		in->cap = want * 2;
		at = ARENA_ARRAY(c->arena, in->cap, struct type *);
		if (in->tparams.n)
			memcpy(at, in->tparams.at, in->tparams.n * sizeof(*at));
		in->tparams.at = at;
		at = ARENA_ARRAY(c->arena, in->cap, struct type *);
		if (in->targs.n)
			memcpy(at, in->targs.at, in->targs.n * sizeof(*at));
		in->targs.at = at;
	}
	for (uint32_t i = 0; i < tparams.n; i++) {
		in->tparams.at[in->tparams.n++] = tparams.at[i];
		in->targs.at[in->targs.n++] = i < targs.n ? targs.at[i] : NULL;
	}
}

static void too_old_to_infer(struct checker *c, struct call_expr *call)
{
	struct index_expr *e = AS(INDEX_EXPR, index_expr, call->fun);

	if (check_allow_version(c, GO_VERSION(18)))
		return;
	if (e)
		check_version_error(c, e->lbrack, GO_VERSION(18),
				    "function instantiation");
	else
		check_version_error(c, call->lparen, GO_VERSION(18),
				    "implicit function instantiation");
}

/*
 * Gives an argument that is a generic function type parameters of its own:
 * in f(g, g) the two are inferred apart.  The signature is copied, since it
 * is that of the function's object.
 */
static void rename_arg(struct checker *c, struct call_expr *call,
		       struct operand *arg, struct inference *in,
		       struct type_list targs)
{
	struct signature *sig = ARENA_NEW(c->arena, struct signature);
	struct type_list tparams;
	struct type *renamed;

	*sig = *(struct signature *)arg->type;
	tparams = check_rename_tparams(c, expr_pos(&call->e), sig->tparams,
				       &sig->t, &renamed);
	((struct signature *)renamed)->tparams = tparams;
	arg->type = renamed;
	add_tparams(c, in, tparams, targs);
}

/* Instantiates the arguments that are generic, targs[j...] being theirs. */
static void instantiate_args(struct checker *c, struct arg_list *args,
			     struct type_list targs, uint32_t j)
{
	for (uint32_t i = 0; i < args->n; i++) {
		struct operand *arg = args->at[i];
		struct signature *sig = (struct signature *)arg->type;
		struct type_list own;

		if (!has_tparams(arg->type))
			continue;
		own.at = targs.at + j;
		own.n = sig->tparams.n;
		j += own.n;
		sig = check_instantiate_signature(c, operand_pos(arg),
						  arg->expr, sig, own, NULL, 0);
		arg->type = &sig->t;
		check_record(c, arg);
	}
}

/* Renames the generic arguments' parameters; whether there are any. */
static bool rename_args(struct checker *c, struct call_expr *call,
			struct arg_list *args, struct inference *in)
{
	bool found = false;

	for (uint32_t i = 0; i < args->n; i++) {
		struct type_list targs = {0};

		if (!args->at[i]->type || !has_tparams(args->at[i]->type))
			continue;
		if (args->targs)
			targs = args->targs[i];
		rename_arg(c, call, args->at[i], in, targs);
		if (!found)
			check_verify_version(c, operand_pos(args->at[i]),
					     GO_VERSION(21),
					     "implicitly instantiated "
					     "function as argument");
		found = true;
	}
	return found;
}

static bool infer_all(struct checker *c, struct call_expr *call,
		      struct inference *in, struct tuple *params,
		      struct arg_list *args)
{
	struct infer_error err = {0};

	if (check_infer(c, expr_pos(&call->e), in->tparams, in->targs, params,
			args->at, args->n, false, &err, &in->targs))
		return true;
	if (err.msg)
		check_error(c, err.at, "in call to %s, %s",
			    expr_str(c, call->fun), err.msg);
	return false;
}

/*
 * Infers and instantiates callee and arguments as needed.  *params becomes
 * the parameters that the arguments are assigned to, one for each.  NULL
 * after an error.
 */
static struct signature *
instantiate_call(struct checker *c, struct call_expr *call,
		 struct signature *sig, struct type_list targs,
		 struct expr **xlist, uint32_t nxlist, struct arg_list *args,
		 struct tuple **params)
{
	bool adjusted = *params != sig->params;
	uint32_t n = sig->tparams.n;
	struct inference in = {0};
	struct type_list own;
	struct type *renamed;

	if (n > 0) {
		too_old_to_infer(c, call);
		own = check_rename_tparams(c, expr_pos(&call->e), sig->tparams,
					   *params ? &(*params)->t : NULL,
					   &renamed);
		*params = (struct tuple *)renamed;
		add_tparams(c, &in, own, targs);
	}
	rename_args(c, call, args, &in);
	if (!infer_all(c, call, &in, *params, args))
		return NULL;
	if (n > 0) {
		own = (struct type_list){in.targs.at, n};
		sig = check_instantiate_signature(c, expr_pos(&call->e),
						  call->fun, sig, own, xlist,
						  nxlist);
		if (!adjusted)
			*params = sig->params;
		else if (*params)
			*params = (struct tuple *)check_subst(
				c, expr_pos(&call->e), &(*params)->t,
				(struct subst_map){{in.tparams.at, n}, own},
				NULL, check_context(c));
	}
	instantiate_args(c, args, in.targs, n);
	return sig;
}

static bool has_generic_arg(const struct arg_list *args)
{
	for (uint32_t i = 0; i < args->n; i++)
		if (args->at[i]->type && has_tparams(args->at[i]->type))
			return true;
	return false;
}

/* A typed value of the parameter's very type needs no look. */
static inline bool is_plain_value(const struct operand *x, const struct type *t)
{
	return x->type == t && x->mode >= MODE_CONSTANT &&
	       x->mode <= MODE_VALUE && !untyped(t);
}

static void assign_args(struct checker *c, struct call_expr *call,
			struct signature *sig, struct tuple *params,
			struct arg_list *args)
{
	uint32_t nfixed = args->n;
	struct type *rest = NULL;

	if (sig->variadic && !has_dots(call) && params == sig->params &&
	    params) {
		nfixed = params->n - 1;
		rest = ((struct slice *)params->vars[nfixed]->type)->elem;
	}
	for (uint32_t i = 0; i < args->n; i++) {
		struct type *t =
			i < nfixed && params ? params->vars[i]->type : rest;

		if (!t)
			BUG("an argument without a parameter");
		if (is_plain_value(args->at[i], t))
			continue;
		c->callee = call->fun;
		check_assignment(c, args->at[i], t, context_argument);
	}
}

/*
 * Checks the arguments of a call of sig.  The result is sig, instantiated if
 * it was generic and that was possible.  targs are the type arguments that
 * are written (xlist), fewer than there are type parameters.
 */
struct signature *check_arguments(struct checker *c, struct call_expr *call,
				  struct signature *sig, struct type_list targs,
				  struct expr **xlist, uint32_t nxlist,
				  struct arg_list *args)
{
	struct tuple *params = sig->params;
	struct signature *inst = sig;

	if (!arg_count_fits(c, call, sig, args))
		return sig;
	if (sig->tparams.n > 0 || has_generic_arg(args)) {
		if (sig->variadic && !has_dots(call))
			params = spread_params(c, sig, args->n);
		inst = instantiate_call(c, call, sig, targs, xlist, nxlist,
					args, &params);
		if (!inst)
			return sig;
	}
	assign_args(c, call, inst, params, args);
	return inst;
}
