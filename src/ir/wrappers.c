/* SPDX-License-Identifier: MIT */
/*
 * Functions that only call a method
 *
 *	wrapper	a method of T or *T that the source does not declare: it is
 *		promoted from an embedded field, or its receiver is T where
 *		*T's method is asked for
 *	thunk	T.f as a function, whose first parameter is the receiver
 *	bound	x.f as a function, whose one free variable is the receiver
 *
 * and the wrapper of an instance of a generic function that has free type
 * parameters (instantiate.c).  The first two follow pointers and embedded
 * fields; x is evaluated before x.f is bound, so a bound need not.
 *
 * x/tools go/ssa wrappers.go.
 */
#include "ir/create.h"

#include "base/buf.h"
#include "types/construct.h"
#include "types/predicates.h"

enum { MAX_TYPE_TEXT = 1 << 16 };

/* Creating */

static const struct package *id_package(const struct object *method)
{
	return name_exported(method->name) ? NULL : method->pkg;
}

static struct selection *keep_selection(struct ir_builder *b,
					const struct selection *sel)
{
	struct selection *s = ARENA_NEW(b->keep, struct selection);

	*s = *sel;
	s->recv = ir_canon(b, sel->recv);
	s->index =
		vec_copy(b->keep, sel->index, sel->nindex, sizeof(*sel->index));
	return s;
}

/* The name and signature with type arguments of a generic method. */
static const char *instantiate(struct ir_builder *b, const char *name,
			       struct signature **sig, struct type_list targs)
{
	struct type *t;

	if (targs.n == 0)
		return name;
	t = construct_instance(&(*sig)->t, targs);
	if (t && t->kind == TYPE_SIGNATURE)
		*sig = (struct signature *)t;
	return arena_printf(b->keep, "%s%s", name,
			    ir_targs_text(b->scratch, targs));
}

static struct ir_function *create_wrapper(struct ir_builder *b,
					  struct selection *sel,
					  struct type_list targs)
{
	struct signature *sig =
		(struct signature *)selection_type(sel, b->keep);
	const char *name =
		instantiate(b, name_text(sel->obj->name), &sig, targs);
	bool thunk = sel->kind == SELECT_METHOD_EXPR;
	struct ir_function *fn;

	if (thunk)
		name = arena_printf(b->keep, "%s$thunk", name);
	fn = ir_new_function(b, thunk ? IR_THUNK : IR_WRAPPER, name, sig,
			     sel->obj);
	fn->selection = sel;
	fn->targs = targs.at;
	fn->ntargs = targs.n;
	return fn;
}

static struct ir_function *wrapper(struct ir_builder *b,
				   const struct selection *sel,
				   struct type_list targs)
{
	struct ir_key key = {
		.kind = sel->kind == SELECT_METHOD_EXPR ? IR_THUNK : IR_WRAPPER,
		.recv = ir_canon(b, sel->recv),
		.name = sel->obj->name,
		.pkg = id_package(sel->obj),
		.targs = ir_canon_list(b, targs),
	};
	struct ir_function *fn = ir_find(b->prog, &key);

	if (fn)
		return fn;
	key.targs.at = vec_copy(b->keep, key.targs.at, key.targs.n,
				sizeof(*key.targs.at));
	return ir_add(b, &key,
		      create_wrapper(b, keep_selection(b, sel), key.targs));
}

struct ir_function *ir_wrapper(struct ir_builder *b,
			       const struct selection *sel)
{
	return wrapper(b, sel, (struct type_list){0});
}

struct ir_function *ir_thunk(struct ir_build *f, const struct selection *sel,
			     struct type_list targs)
{
	return wrapper(f->b, sel, targs);
}

static struct ir_function *create_bound(struct ir_builder *b,
					struct object *method,
					struct type_list targs)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, method->type);
	const char *name = instantiate(b, name_text(method->name), &sig, targs);
	struct ir_free_var *recv = ARENA_NEW(b->keep, struct ir_free_var);
	struct ir_function *fn;

	name = arena_printf(b->keep, "%s$bound", name);
	sig = new_signature(b->keep, (struct type_list){0}, NULL, sig->params,
			    sig->results, sig->variadic);
	fn = ir_new_function(b, IR_BOUND, name, sig, method);
	fn->targs = targs.at;
	fn->ntargs = targs.n;
	recv->v.op = OP_FREE_VAR;
	recv->v.type = ir_recv_type(method);
	recv->name = name_of("recv");
	recv->fn = fn;
	fn->free_vars = ARENA_NEW(b->keep, struct ir_free_var *);
	fn->free_vars[0] = recv;
	fn->nfree_vars = 1;
	return fn;
}

struct ir_function *ir_bound(struct ir_build *f, struct object *method,
			     struct type_list targs)
{
	struct ir_builder *b = f->b;
	struct type_list recv_targs = ir_recv_targs(method);
	struct ir_key key = {.kind = IR_BOUND};
	struct ir_function *fn;

	if (recv_targs.n > 0) {
		recv_targs.at = vec_copy(f->a, recv_targs.at, recv_targs.n,
					 sizeof(*recv_targs.at));
		for (uint32_t i = 0; i < recv_targs.n; i++)
			recv_targs.at[i] = f_type(f, recv_targs.at[i]);
		method = ir_instantiate_method(b, method,
					       ir_canon_list(b, recv_targs));
	}
	key.recv = ir_canon(b, ir_recv_type(method));
	key.name = method->name;
	key.pkg = id_package(method);
	key.targs = ir_canon_list(b, targs);
	fn = ir_find(b->prog, &key);
	if (fn)
		return fn;
	key.targs.at = vec_copy(b->keep, key.targs.at, key.targs.n,
				sizeof(*key.targs.at));
	return ir_add(b, &key, create_bound(b, method, key.targs));
}

/* Building */

static struct signature *sig_of(const struct ir_function *fn)
{
	return (struct signature *)fn->v.type;
}

static void add_params(struct ir_build *f, uint32_t start)
{
	const struct tuple *params = sig_of(f->fn)->params;

	for (uint32_t i = start; i < tuple_len(params); i++)
		f_add_param(f, params->vars[i]);
}

/*
 * A call of the method with recv, and with the parameters from start on.
 * The receiver of an interface's method is what the call is made on.
 */
static void call_method(struct ir_build *f, struct ir_value *recv,
			uint32_t start)
{
	struct ir_function *fn = f->fn;
	bool invoke = type_is_interface(ir_recv_type(fn->object));
	uint32_t n = f->params.len - start, at = 0;
	struct ir_instr *call = ir_new_instr(f, OP_CALL, NULL, n + 1 + !invoke);
	struct type_list targs = {fn->targs, fn->ntargs};

	if (invoke) {
		call->v.flags |= IR_INVOKE;
		call->method = fn->object;
	} else {
		call->args[at++] = &ir_method_of(f->b, fn->object, targs)->v;
	}
	if (sig_of(fn)->variadic)
		call->v.flags |= IR_SPREAD;
	call->args[at++] = recv;
	for (uint32_t i = start; i < f->params.len; i++)
		call->args[at++] = &f->params.at[i]->v;
	emit_tail_call(f, call);
}

/* "value method (T).f called using nil *T pointer" */
static struct ir_value *check_nil(struct ir_build *f, struct ir_value *v)
{
	const struct selection *sel = f->fn->selection;
	struct arena *a = f->b->keep;
	struct type *params[] = {sel->recv, TYP(STRING), TYP(STRING)};
	struct signature *sig = new_signature(a, (struct type_list){0}, NULL,
					      ir_tuple(f, params, 3),
					      ir_tuple(f, params, 1), false);
	struct ir_instr *call = ir_new_instr(f, OP_CALL, v->type, 4);
	struct buf b;

	buf_init(&b, MAX_TYPE_TEXT);
	type_print(&b, ir_must_deref(f, sel->recv), qualify_path);
	call->args[0] = ir_builtin(f, NBUILTINS, "ssa:wrapnilchk", &sig->t);
	call->args[1] = v;
	call->args[2] = ir_string_const(f, arena_strdup(a, buf_text(&b)));
	call->args[3] = ir_string_const(f, name_text(sel->obj->name));
	buf_finish(&b);
	return f_emit(f, call);
}

/*
 * The receiver, spilled, gives a pointer; the way to the method's own
 * receiver goes by addresses, for a field of a value would be copied.
 */
void build_wrapper(struct ir_builder *b, struct ir_function *fn)
{
	const struct selection *sel = fn->selection;
	bool thunk = sel->kind == SELECT_METHOD_EXPR;
	struct signature *sig = sig_of(fn);
	struct type *recv = ir_recv_type(fn->object);
	struct ir_build *f = f_begin(b, fn, NULL);
	struct ir_value *v;

	f_start_body(f);
	f_add_spilled_param(f, thunk ? sig->params->vars[0] : sig->recv);
	add_params(f, thunk);
	v = &f->locals.at[0]->v;
	if (ir_is_pointer(sel->recv)) {
		v = emit_load(f, v, NO_POS);
		if (sel->nindex == 1 && !ir_is_pointer(recv))
			v = check_nil(f, v);
	}
	v = emit_implicit_selections(f, v, sel->index, sel->nindex - 1, NO_POS);
	if (type_is_interface(recv) || !ir_is_pointer(recv))
		v = emit_load(f, v, NO_POS);
	call_method(f, v, 1);
	f_finish_body(f);
}

void build_bound(struct ir_builder *b, struct ir_function *fn)
{
	struct ir_build *f = f_begin(b, fn, NULL);
	struct ir_value *recv = &fn->free_vars[0]->v;

	vec_push_in(f->a, &f->free_vars, fn->free_vars[0]);
	f_start_body(f);
	add_params(f, 0);
	call_method(f, recv, 0);
	f_finish_body(f);
}

static struct type *param_type(struct signature *origin, uint32_t i)
{
	if (origin->recv && i == 0)
		return origin->recv->type;
	return origin->params->vars[i - (origin->recv != NULL)]->type;
}

/* The results of the call, as the instance has them. */
static void return_coerced(struct ir_build *f, struct ir_value *call)
{
	const struct tuple *results = sig_of(f->fn)->results;
	uint32_t n = tuple_len(results);
	struct ir_value **list = ARENA_ARRAY(f->a, n, struct ir_value *);

	for (uint32_t i = 0; i < n; i++) {
		struct ir_value *v = n == 1 ? call : emit_extract(f, call, i);

		list[i] = emit_type_coercion(f, v, results->vars[i]->type);
	}
	emit_return(f, list, n, NO_POS);
	f->block = NULL;
}

void build_instantiation_wrapper(struct ir_builder *b, struct ir_function *fn)
{
	struct signature *origin = sig_of(fn->origin), *sig = sig_of(fn);
	const struct tuple *results = origin->results;
	struct ir_build *f = f_begin(b, fn, NULL);
	struct ir_instr *call;
	struct type *type = (struct type *)origin->results;

	f_start_body(f);
	if (sig->recv)
		f_add_param(f, sig->recv);
	add_params(f, 0);
	if (tuple_len(results) == 1)
		type = results->vars[0]->type;
	else if (!type)
		type = &ir_tuple(f, NULL, 0)->t;
	call = ir_new_instr(f, OP_CALL, type, f->params.len + 1);
	call->args[0] = &fn->origin->v;
	if (sig->variadic)
		call->v.flags |= IR_SPREAD;
	for (uint32_t i = 0; i < f->params.len; i++)
		call->args[i + 1] = emit_type_coercion(f, &f->params.at[i]->v,
						       param_type(origin, i));
	ir_enqueue(b, fn->origin);
	return_coerced(f, f_emit(f, call));
	f_finish_body(f);
}
