/* SPDX-License-Identifier: MIT */
/*
 * expr.h - what the files about expressions offer each other only
 *
 * expr*.c, call*.c, selector.c, builtins*.c, conversions.c, const.c,
 * index.c and literals.c; what the rest of types/ may use is in check.h.
 */
#ifndef TYPES_EXPR_H
#define TYPES_EXPR_H

#include <string.h>

#include "types/check.h"

/* The beginnings of many messages. */
#define INVALID_OP "invalid operation: "
#define INVALID_ARG "invalid argument: "

static inline bool operand_valid(const struct operand *x)
{
	return x->mode != MODE_INVALID;
}

static inline void operand_invalidate(struct operand *x)
{
	x->mode = MODE_INVALID;
}

/* isUntyped without a call: aliases and names cannot be of untyped types. */
static inline bool untyped(const struct type *t)
{
	return t->kind == TYPE_BASIC &&
	       ((const struct basic *)t)->info & INFO_UNTYPED;
}

/*
 * The underlying type without a call for what is its own.  Not for a type
 * that may be incomplete, no more than type_under().
 */
static inline struct type *under(struct type *t)
{
	return t->kind < TYPE_NAMED ? t : type_under(t);
}

static inline bool is_pointer_type(struct type *t)
{
	return under(t)->kind == TYPE_POINTER;
}

/* type_identical() without a call where the pointers tell. */
static inline bool identical(struct type *x, struct type *y)
{
	return x == y || type_identical(x, y);
}

static inline bool is_shift(enum token op)
{
	return op == TOK_SHL || op == TOK_SHR;
}

static inline bool is_comparison(enum token op)
{
	return op == TOK_EQL || op == TOK_NEQ || op == TOK_LSS ||
	       op == TOK_LEQ || op == TOK_GTR || op == TOK_GEQ;
}

static inline bool has_dots(const struct call_expr *call)
{
	return call->ellipsis != NO_POS;
}

/* expr.c */
static inline unsigned mode_bit(enum operand_mode mode)
{
	return 1u << mode;
}

#define NOT_A_VALUE                                         \
	(mode_bit(MODE_NO_VALUE) | mode_bit(MODE_BUILTIN) | \
	 mode_bit(MODE_TYPEXPR))

/* An identifier to stand for a value in messages. */
struct expr *dummy_ident(struct checker *c, pos_t pos, const char *text);
/* The operands of a call's results, or one for anything else. */
struct operand **tuple_operands(struct checker *c, struct tuple *t,
				struct expr *e, bool named);

/* expr_unary.c */
void check_unary(struct checker *c, struct operand *x, struct unary_expr *e);
/* Whether an operator's operands may have x's type, which is reported. */
bool check_op_defined(struct checker *c, struct operand *x, unsigned info,
		      enum token op);

/* expr_shift.c; e may be NULL when the shift is not constant */
void check_shift(struct checker *c, struct operand *x, struct operand *y,
		 struct expr *e, enum token op);

/* expr_untyped.c */
void check_update_expr_val(struct expr *x, const struct value *val);

/* const.c */
pos_t op_pos_of(const struct expr *x);

/* call_args.c */
enum { MAX_LOCAL_ARGS = 6 };

/*
 * The operands of a call's arguments.  Most calls have few: these have room
 * in the caller's frame, and nothing is taken from the arena for them.
 */
struct arg_list {
	struct operand **at;
	uint32_t n;
	/*
	 * The type arguments of an argument that is a partially instantiated
	 * generic function; NULL when no argument is one.
	 */
	struct type_list *targs;
	struct operand room[MAX_LOCAL_ARGS];
	struct operand *room_at[MAX_LOCAL_ARGS];
};

void check_eval_args(struct checker *c, struct expr **list, uint32_t n,
		     struct arg_list *args);
struct signature *check_arguments(struct checker *c, struct call_expr *call,
				  struct signature *sig, struct type_list targs,
				  struct expr **xlist, uint32_t nxlist,
				  struct arg_list *args);

/* call.c */
struct signature *
check_instantiate_signature(struct checker *c, pos_t pos, struct expr *e,
			    struct signature *sig, struct type_list targs,
			    struct expr **xlist, uint32_t nxlist);
bool has_tparams(const struct type *t);

/* index.c */
/* The one index, or NULL after an error. */
struct expr *check_single_index(struct checker *c, struct index_expr *e);

/* struct_lit.c */
void check_struct_elts(struct checker *c, struct operand *x,
		       struct composite_lit *e, struct structure *u,
		       struct type *base);

/* keyset.c: the constant keys of a map literal, or a switch */
/* Zeroed slots for n keys, to be given to free(). */
void *hash_slots(uint32_t n, size_t size, uint32_t *ret_cap);

struct key_slot;
struct key_set {
	struct key_slot *slots;
	uint32_t cap, used;
	bool typed; /* keys of different types are different */
};
/* n: how many keys are expected, or 0. */
void key_set_init(struct key_set *s, uint32_t n, bool typed);
void key_set_finish(struct key_set *s);
/* Whether it was new.  a is for the bytes of joined strings. */
bool key_set_insert(struct key_set *s, struct arena *a, const struct value *val,
		    struct type *t);

#endif
