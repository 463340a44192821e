/* SPDX-License-Identifier: MIT */
/*
 * call.c - calls, conversions by name, and instances of functions
 *
 * What f(x) is depends on f: a conversion if it is a type, else a call of a
 * predeclared function or of a value.  The signature that is called may be
 * generic; its type arguments come from f[T], from the arguments, or both
 * (call_args.c).
 *
 * spec: Calls, Instantiations.  go/types: call.go.
 */
#include "types/expr.h"

#include "base/arena.h"

bool has_tparams(const struct type *t)
{
	return t->kind == TYPE_SIGNATURE &&
	       ((const struct signature *)t)->tparams.n > 0;
}

/* The verification of an instance, when its constraints are complete. */
struct instance_check {
	pos_t pos;
	struct type_list tparams, targs;
	struct expr **xlist; /* as far as the arguments are written */
	uint32_t nxlist;
};

static void verify_instance(struct checker *c, void *arg)
{
	struct instance_check *in = arg;
	const char *cause = NULL;
	pos_t pos = in->pos;
	int64_t i = check_verify(c, pos, in->tparams, in->targs,
				 check_context(c), &cause);

	if (i < 0) {
		mono_record_instance(c, c->pkg, pos, in->tparams, in->targs,
				     in->xlist, in->nxlist);
		return;
	}
	if (i < in->nxlist)
		pos = expr_pos(in->xlist[i]);
	check_soft_error(c, pos, "%s", cause ? cause : "");
}

struct signature *
check_instantiate_signature(struct checker *c, pos_t pos, struct expr *e,
			    struct signature *sig, struct type_list targs,
			    struct expr **xlist, uint32_t nxlist)
{
	struct type *inst =
		check_instance(c, pos, &sig->t, targs, NULL, check_context(c));
	struct instance_check *in = ARENA_NEW(c->arena, struct instance_check);

	check_record_instance(c, e, targs, inst);
	*in = (struct instance_check){
		.pos = pos,
		.tparams = sig->tparams,
		.targs = targs,
		.xlist = xlist,
		.nxlist = nxlist,
	};
	check_later(c, verify_instance, in);
	return (struct signature *)inst;
}

static void too_old_for_inference(struct checker *c, pos_t pos, bool partial)
{
	check_version_error(c, pos, GO_VERSION(21),
			    "%s instantiated function in assignment",
			    partial ? "partially" : "implicitly");
}

/*
 * Infers what targs lacks.  An assignment `var v sig = x` is taken for a
 * call g(v) of a generic function g that has x's type parameters, and one
 * parameter of x's type; without a target there is no argument.
 */
static bool infer_from_target(struct checker *c, struct target *target,
			      pos_t pos, struct operand *x,
			      struct type_list *targs)
{
	struct signature *sig = (struct signature *)x->type;
	struct operand arg, *args[1] = {&arg};
	struct infer_error err = {0};
	struct tuple *params = NULL;
	struct type_list tparams;
	struct signature *gsig;
	struct object *param;
	struct type *renamed;

	if (target) {
		gsig = new_signature(c->arena, (struct type_list){0}, NULL,
				     sig->params, sig->results, sig->variadic);
		param = object_new_var(c->arena, VAR_PARAM, operand_pos(x),
				       c->pkg, NO_NAME, &gsig->t);
		params = new_tuple_of(c->arena, param);
		arg = (struct operand){
			.mode = MODE_VALUE,
			.expr = dummy_ident(c, operand_pos(x),
					    check_context_str(c, target->desc)),
			.type = &target->sig->t,
		};
	}
	tparams = check_rename_tparams(c, pos, sig->tparams,
				       params ? &params->t : NULL, &renamed);
	if (check_infer(c, pos, tparams, *targs, (struct tuple *)renamed, args,
			target ? 1 : 0, target != NULL, &err, targs))
		return true;
	if (err.msg)
		check_error(c, err.at, "%s", err.msg);
	return false;
}

/*
 * Instantiates the generic function x with the type arguments of e, if it is
 * not NULL, and with those that a target tells.  When infer is false and e
 * does not give all, x stays as it is, and those that are there are the
 * result.
 */
struct type_list check_func_inst(struct checker *c, struct target *target,
				 pos_t pos, struct operand *x,
				 struct index_expr *e, bool infer)
{
	const struct type_list none = {0};
	struct signature *sig = (struct signature *)x->type;
	struct type_list targs = {0};
	uint32_t want = sig->tparams.n;
	pos_t at = e ? e->lbrack : pos;
	bool old;

	if (e)
		x->expr = &e->e;
	old = !check_verify_version(c, at, GO_VERSION(18),
				    "function instantiation");
	if (e) {
		targs.n = e->nindices;
		targs.at = check_type_list(c, e->indices, e->nindices);
		if (!targs.at) {
			operand_invalidate(x);
			return none;
		}
	}
	if (targs.n > want) {
		check_error(c, expr_pos(e->indices[targs.n - 1]),
			    "got %u type arguments but want %u", targs.n, want);
		operand_invalidate(x);
		return none;
	}
	if (targs.n < want) {
		if (!infer)
			return targs;
		if (target && !old && !check_allow_version(c, GO_VERSION(21)))
			too_old_for_inference(c, at, e != NULL);
		if (!infer_from_target(c, target, pos, x, &targs)) {
			operand_invalidate(x);
			return none;
		}
	}
	sig = check_instantiate_signature(c, operand_pos(x), x->expr, sig,
					  targs, e ? e->indices : NULL,
					  e ? e->nindices : 0);
	x->type = &sig->t;
	x->mode = MODE_VALUE;
	return none;
}

static void convert_arg(struct checker *c, struct operand *x,
			struct call_expr *call, struct type *t)
{
	struct expr *arg = call->args[0];
	struct interface *iface;

	check_expr(c, check_new_target(c, t, "conversion"), x, arg);
	if (!operand_valid(x))
		return;
	if (has_dots(call)) {
		check_error(c, expr_pos(arg),
			    "invalid use of ... in conversion to %s",
			    type_str(c, t));
		return;
	}
	iface = TYPE_AS(INTERFACE, interface, under(t));
	if (iface && !is_type_param(t) &&
	    !type_set_is_method_set(interface_type_set(iface))) {
		check_error(c, expr_pos(&call->e),
			    "cannot use interface %s in conversion (contains "
			    "specific type constraints or is comparable)",
			    type_str(c, t));
		return;
	}
	check_conversion(c, x, t);
}

static void call_type(struct checker *c, struct operand *x,
		      struct call_expr *call)
{
	struct type *t;

	check_non_generic(c, NULL, x);
	if (!operand_valid(x))
		return;
	t = x->type;
	operand_invalidate(x);
	if (!check_is_complete(c, t)) {
		x->expr = &call->e;
		return;
	}
	if (call->nargs == 1) {
		convert_arg(c, x, call, t);
	} else if (call->nargs == 0) {
		check_error(c, call->rparen,
			    "missing argument in conversion to %s",
			    type_str(c, t));
	} else {
		check_use(c, call->args, call->nargs);
		check_error(c, expr_pos(call->args[call->nargs - 1]),
			    "too many arguments in conversion to %s",
			    type_str(c, t));
	}
	x->expr = &call->e;
}

static enum expr_kind call_builtin(struct checker *c, struct operand *x,
				   struct call_expr *call)
{
	enum builtin_id id = (enum builtin_id)x->builtin;

	if (!check_builtin(c, x, call, id))
		operand_invalidate(x);
	x->expr = &call->e;
	/* What is not constant is a call at run time. */
	if (operand_valid(x) && x->mode != MODE_CONSTANT)
		c->env.has_call_or_recv = true;
	return (enum expr_kind)builtin_rows[id].kind;
}

static const char *function_cond(struct checker *c, struct type *t,
				 struct type *u, void *ctx)
{
	(void)ctx;
	if (u && u->kind != TYPE_SIGNATURE)
		return check_sprintf(c, "%s is not a function", type_str(c, t));
	return NULL;
}

/* The signature that x has, or all types of its type set; else NULL. */
static struct signature *called_signature(struct checker *c, struct operand *x)
{
	const char *cause = NULL;
	struct type *u;

	if (x->type->kind == TYPE_SIGNATURE)
		return (struct signature *)x->type;
	u = common_under(c, x->type, function_cond, NULL, &cause);
	if (!u)
		check_error(c, operand_pos(x), INVALID_OP "cannot call %s: %s",
			    operand_str(c, x), cause ? cause : "");
	return (struct signature *)u;
}

/*
 * The type arguments that e gives to the generic function sig.  When they
 * are all there, *sig is instantiated at once, so that it is known even if
 * the arguments are wrong.  False after an error.
 */
static bool explicit_targs(struct checker *c, struct index_expr *e,
			   struct signature **sig, struct type_list *targs)
{
	uint32_t want = (*sig)->tparams.n;

	targs->n = e->nindices;
	targs->at = check_type_list(c, e->indices, e->nindices);
	if (!targs->at)
		return false;
	if (targs->n > want) {
		check_error(c, expr_pos(e->indices[want]),
			    "got %u type arguments but want %u", targs->n,
			    want);
		return false;
	}
	if (targs->n == want && want > 0) {
		check_verify_version(c, e->lbrack, GO_VERSION(18),
				     "function instantiation");
		*sig = check_instantiate_signature(c, expr_pos(&e->e), &e->e,
						   *sig, *targs, e->indices,
						   e->nindices);
		*targs = (struct type_list){0};
	}
	return true;
}

/* Makes x the result of the call; it is called through sig. */
static void call_result(struct checker *c, struct operand *x,
			struct signature *sig)
{
	bool cgo = x->mode == MODE_CGO_FUNC;
	struct type *t;

	c->env.has_call_or_recv = true;
	switch (tuple_len(sig->results)) {
	case 0:
		x->mode = MODE_NO_VALUE;
		return;
	case 1:
		t = sig->results->vars[0]->type;
		if (!check_is_complete(c, t)) {
			operand_invalidate(x);
			return;
		}
		x->mode = cgo ? MODE_COMMA_ERR : MODE_VALUE;
		break;
	default:
		t = &sig->results->t;
		x->mode = MODE_VALUE;
	}
	x->type = t;
	/* After a failed inference the result may be of no type at all. */
	if (x->mode == MODE_VALUE && sig->tparams.n > 0 &&
	    is_parameterized(sig->tparams, t))
		operand_invalidate(x);
}

/* x is what is called; e is its index expression if it is f[T]. */
static void call_value(struct checker *c, struct operand *x,
		       struct call_expr *call, struct index_expr *e)
{
	struct signature *sig = called_signature(c, x);
	struct type_list targs = {0};
	struct arg_list args;
	bool generic;

	if (!sig) {
		operand_invalidate(x);
		return;
	}
	generic = sig->tparams.n > 0;
	if (e && !explicit_targs(c, e, &sig, &targs)) {
		check_use(c, call->args, call->nargs);
		operand_invalidate(x);
		return;
	}
	check_eval_args(c, call->args, call->nargs, &args);
	sig = check_arguments(c, call, sig, targs,
			      targs.n > 0 ? e->indices : NULL, targs.n, &args);
	if (generic && sig->tparams.n == 0)
		check_record_type_and_value(c, call->fun, MODE_VALUE, &sig->t,
					    NULL);
	call_result(c, x, sig);
}

enum expr_kind check_call_expr(struct checker *c, struct operand *x,
			       struct call_expr *call)
{
	struct index_expr *e = AS(INDEX_EXPR, index_expr, call->fun);

	if (e) {
		/* Its type arguments are looked at with the arguments. */
		if (!check_index_expr(c, x, e))
			e = NULL;
		x->expr = call->fun;
		check_record(c, x);
	} else {
		c->env.callee = ast_unparen(call->fun);
		check_expr_or_type(c, x, call->fun, true);
		c->env.callee = NULL;
	}
	switch (x->mode) {
	case MODE_INVALID:
		check_use(c, call->args, call->nargs);
		break;
	case MODE_TYPEXPR:
		call_type(c, x, call);
		return EXPR_CONVERSION;
	case MODE_BUILTIN:
		return call_builtin(c, x, call);
	default:
		call_value(c, x, call, e);
	}
	x->expr = &call->e;
	return EXPR_STATEMENT;
}
