/* SPDX-License-Identifier: MIT */
/*
 * builtins.c - calls of predeclared functions
 *
 * What all have in common is here; what each has of its own is behind its
 * row of builtins.def, in builtins_*.c.
 *
 * A predeclared function has no type, but in a call that is not constant it
 * is recorded with the signature that it has there.  The same signatures
 * come again and again - len of a []byte - so the last ones are kept, as
 * long as the arena is the one that they are in.
 *
 * spec: Built-in functions.  go/types: builtins.go.
 */
#include "types/builtins.h"

#include "base/arena.h"

const struct builtin_row builtin_rows[NBUILTINS] = {
#define BUILTIN(ID, name, nargs, variadic, kind, in_unsafe, check) \
	{name, nargs, variadic, kind, in_unsafe},
#include "types/builtins.def"
#undef BUILTIN
};

static builtin_fn *const functions[NBUILTINS] = {
#define BUILTIN(ID, name, nargs, variadic, kind, in_unsafe, check) check,
#include "types/builtins.def"
#undef BUILTIN
};

enum { NSIGS = 64 };

struct builtin_sigs {
	struct arena *arena; /* where the signatures are */
	struct {
		struct signature *sig;
		struct type *result, *params[MAX_SIG_PARAMS];
	} slots[NSIGS];
};

struct signature *make_builtin_sig(struct checker *c, struct type *result,
				   struct type *const *params, uint32_t nparams,
				   bool variadic)
{
	struct tuple *in = NULL, *out = NULL;
	struct object *obj, **vars;

	if (nparams > 0) {
		vars = ARENA_ARRAY(c->arena, nparams, struct object *);
		for (uint32_t i = 0; i < nparams; i++)
			vars[i] = object_new_var(c->arena, VAR_PARAM, NO_POS,
						 NULL, NO_NAME,
						 type_default(params[i]));
		in = new_tuple(c->arena, vars, nparams);
	}
	if (result) {
		obj = object_new_var(c->arena, VAR_RESULT, NO_POS, NULL,
				     NO_NAME, result);
		out = new_tuple_of(c->arena, obj);
	}
	return new_signature(c->arena, (struct type_list){0}, NULL, in, out,
			     variadic);
}

static uint32_t slot_of(const struct type *result, struct type *const *params,
			uint32_t n)
{
	uint64_t h = (uintptr_t)result;

	for (uint32_t i = 0; i < n; i++)
		h = h * 31 + (uintptr_t)params[i];
	h *= UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h >> 40) % NSIGS;
}

void record_builtin_sig(struct checker *c, struct builtin_call *b,
			struct type *result, struct type *const *params,
			uint32_t nparams)
{
	struct type *key[MAX_SIG_PARAMS] = {0};
	struct builtin_sigs *s = c->builtin_sigs;
	uint32_t i = slot_of(result, params, nparams);

	if (nparams > MAX_SIG_PARAMS) {
		check_record_builtin_type(
			c, b->call->fun,
			make_builtin_sig(c, result, params, nparams, false));
		return;
	}
	for (uint32_t k = 0; k < nparams; k++)
		key[k] = params[k];
	if (!s || s->arena != c->arena) {
		s = ARENA_NEW(c->arena, struct builtin_sigs);
		s->arena = c->arena;
		c->builtin_sigs = s;
	}
	if (!s->slots[i].sig || s->slots[i].result != result ||
	    tuple_len(s->slots[i].sig->params) != nparams ||
	    memcmp(s->slots[i].params, key, sizeof(key)) != 0) {
		s->slots[i].sig =
			make_builtin_sig(c, result, params, nparams, false);
		s->slots[i].result = result;
		memcpy(s->slots[i].params, key, sizeof(key));
	}
	check_record_builtin_type(c, b->call->fun, s->slots[i].sig);
}

/* These look at their arguments themselves. */
static bool takes_expressions(enum builtin_id id)
{
	return id == BUILTIN_MAKE || id == BUILTIN_NEW ||
	       id == BUILTIN_OFFSETOF || id == BUILTIN_TRACE;
}

/* False when an argument is wrong. */
static bool eval_args(struct checker *c, struct operand *x,
		      struct builtin_call *b)
{
	b->args = check_expr_list(c, b->call->args, b->call->nargs, &b->nargs);
	for (uint32_t i = 0; i < b->nargs; i++)
		if (!operand_valid(b->args[i]))
			return false;
	if (b->nargs > 0)
		*x = *b->args[0];
	return true;
}

static bool arg_count_fits(struct checker *c, const struct builtin_call *b)
{
	const struct builtin_row *row = &builtin_rows[b->id];
	bool few = b->nargs < row->nargs;

	if (!few && (row->variadic || b->nargs == row->nargs))
		return true;
	check_error(c, b->call->rparen,
		    INVALID_OP "%s arguments for %s (expected %d, found %u)",
		    few ? "not enough" : "too many", expr_str(c, &b->call->e),
		    row->nargs, b->nargs);
	return false;
}

bool check_builtin(struct checker *c, struct operand *x, struct call_expr *call,
		   enum builtin_id id)
{
	struct builtin_call b = {
		.call = call, .id = id, .name = builtin_rows[id].name};
	bool had_call = c->env.has_call_or_recv;
	bool ok;

	if (has_dots(call) && id != BUILTIN_APPEND) {
		check_error(c, call->ellipsis,
			    INVALID_OP "invalid use of ... with built-in %s",
			    b.name);
		check_use(c, call->args, call->nargs);
		return false;
	}
	/* len and cap ask whether their own argument has a call in it. */
	if (id == BUILTIN_LEN || id == BUILTIN_CAP)
		c->env.has_call_or_recv = false;
	if (takes_expressions(id)) {
		b.nargs = call->nargs;
		ok = true;
	} else {
		ok = eval_args(c, x, &b);
	}
	ok = ok && arg_count_fits(c, &b) && functions[id](c, x, &b);
	if (id == BUILTIN_LEN || id == BUILTIN_CAP)
		c->env.has_call_or_recv = had_call;
	return ok;
}
