/* SPDX-License-Identifier: MIT */
/*
 * builtins.h - the functions behind the rows of builtins.def
 *
 * Each checks a call of its function and makes x the result, but for
 * x->expr.  It gets the operands of the arguments, all of them valid, the
 * first in x as well; make, new, Offsetof and trace look at their arguments
 * themselves.  After an error the result is false.
 */
#ifndef TYPES_BUILTINS_H
#define TYPES_BUILTINS_H

#include "types/expr.h"

struct builtin_call {
	struct call_expr *call;
	enum builtin_id id;
	const char *name;
	struct operand **args; /* NULL: see above */
	uint32_t nargs;
};

typedef bool builtin_fn(struct checker *c, struct operand *x,
			struct builtin_call *b);

#define BUILTIN(ID, name, nargs, variadic, kind, in_unsafe, check) \
	builtin_fn check;
#include "types/builtins.def"
#undef BUILTIN

enum { MAX_SIG_PARAMS = 3 };

/*
 * Records the signature that the function has in this call: nparams types,
 * those of untyped arguments being their default types; result may be NULL.
 */
void record_builtin_sig(struct checker *c, struct builtin_call *b,
			struct type *result, struct type *const *params,
			uint32_t nparams);
struct signature *make_builtin_sig(struct checker *c, struct type *result,
				   struct type *const *params, uint32_t nparams,
				   bool variadic);

static inline void record_sig0(struct checker *c, struct builtin_call *b,
			       struct type *result)
{
	record_builtin_sig(c, b, result, NULL, 0);
}

static inline void record_sig1(struct checker *c, struct builtin_call *b,
			       struct type *result, struct type *p)
{
	record_builtin_sig(c, b, result, &p, 1);
}

static inline void record_sig2(struct checker *c, struct builtin_call *b,
			       struct type *result, struct type *p,
			       struct type *q)
{
	struct type *const params[] = {p, q};

	record_builtin_sig(c, b, result, params, 2);
}

#endif
