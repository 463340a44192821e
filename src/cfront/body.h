/* SPDX-License-Identifier: MIT */
/*
 * body.h - bodies of C functions, lowered to what the effects need
 *
 * Comes in: a parsed C source.  Goes out: for each function with a body a
 * graph of blocks.  Values live in slots (parameters first, then variables,
 * then what expressions need on the way); memory is reached by address and
 * field.  Types are gone but for "is a pointer"; what an expression computes
 * is kept only as far as it decides about pointers: comparisons with
 * constants, adding and masking constants.
 *
 * Functions, fields and variables are numbered over all sources of a body
 * set.  A function with internal linkage is the same one wherever the same
 * line of the same file defines it.
 *
 * Ownership: all of it is the arena's.
 *
 * Threads: one at a time per set.
 */
#ifndef CFRONT_BODY_H
#define CFRONT_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "base/ptrmap.h"
#include "base/vec.h"

struct arena;
struct buf;
struct c_unit;

/* More arguments of one call are not looked at. */
enum { BODY_MAX_ARGS_OF_CALL = 32 };

/*
 * An operand: what kind it is in the upper bits, and a number.  0 is
 * "nothing known".
 */
typedef uint32_t operand_t;

enum operand_kind {
	OPERAND_UNKNOWN,
	OPERAND_SLOT,	     /* the value in a slot */
	OPERAND_SLOT_ADDR,   /* the address of a slot */
	OPERAND_GLOBAL_ADDR, /* of a variable with static storage */
	OPERAND_FUNC,	     /* a function's address */
	OPERAND_CONST,	     /* consts[n] */
	OPERAND_STATIC,	     /* a string: static memory without a name */
};

#define OPERAND(kind, n) ((operand_t)(kind) << 28 | (n))

static inline enum operand_kind operand_kind(operand_t o)
{
	return (enum operand_kind)(o >> 28);
}

static inline uint32_t operand_number(operand_t o)
{
	return o & 0xfffffff;
}

/*
 * X(name): what a to c are
 *
 * Field 0 is what a pointer points to.  Conditions are values: CMP's result
 * is 1 or 0.  JUMP, BRANCH, SWITCH, RETURN and STOP end a block.
 */
#define BODY_OPS(X)                                                      \
	X(COPY)	  /* dst = a */                                          \
	X(LOAD)	  /* dst = a->field */                                   \
	X(STORE)  /* a->field = b; weak: one of several */               \
	X(FIELD)  /* dst = &a->field */                                  \
	X(INDEX)  /* dst = a + something */                              \
	X(ADD)	  /* dst = a + constant c */                             \
	X(MASK)	  /* dst = a & constant c */                             \
	X(CMP)	  /* dst = a relation c */                               \
	X(MOVE)	  /* *a = *b, a whole object */                          \
	X(ZERO)	  /* *a = 0, a whole object */                           \
	X(OPAQUE) /* dst = something, other each time */                 \
	X(CALL)	  /* dst = a(args) */                                    \
	X(JUMP)	  /* to[0] */                                            \
	X(BRANCH) /* a != 0: to[0], else to[1] */                        \
	X(SWITCH) /* to the first case that a is in; the last has all */ \
	X(RETURN) /* a, or nothing */                                    \
	X(STOP)	  /* does not go on */

enum body_op {
#define X(name) BODY_##name,
	BODY_OPS(X)
#undef X
};

struct body_case {
	int64_t low, high;
	uint32_t block;
};

struct body_instr {
	uint8_t op;
	bool pointer;	  /* the value is a pointer */
	bool weak;	  /* STORE, INDEX */
	uint8_t relation; /* CMP: enum effect_relation */
	uint32_t line;
	uint32_t dst; /* a slot; 0 is nobody's: slots begin at 1 */
	operand_t a, b;
	union {
		uint32_t field;
		uint32_t nargs;
		uint32_t ncases;
		uint32_t to[2];
		int64_t c;
	};
	union {
		const operand_t *args;
		const struct body_case *cases;
	};
};

struct body_block {
	struct body_instr *at;
	uint32_t len, cap;
	uint32_t nlive; /* slots up to here may hold something on entry */
};

struct body {
	struct body_block *blocks; /* the first one is the entry */
	uint32_t nblocks, blocks_cap;
	uint32_t nslots; /* slot 0 is not used */
	uint32_t nnamed; /* of these, parameters and variables */
	uint32_t ninstrs;
	const int64_t *consts;
	bool cut; /* too large or nested too deep: not all is here */
};

/* What a declaration promises (attributes, comments), as text of rows. */
struct body_claim {
	const char *rows; /* what effect_parse() reads */
	const char *text; /* as it is written */
	const char *path;
	uint32_t line;
	bool comment;
};

struct body_func {
	name_t name;
	uint32_t file; /* files[file]; where it is defined or declared */
	uint32_t line;
	uint16_t nparams;
	bool internal; /* linkage */
	bool declared;
	bool variadic, returns_pointer, returns_void;
	uint64_t pointers; /* a bit for each parameter that is one */
	uint64_t numbers;  /* for each that may be one: a uintptr_t */
	const name_t *params;
	struct body *body; /* NULL: none here */
	struct body_claim *claims;
	uint32_t nclaims, claims_cap;
};

struct body_field {
	name_t name; /* as it is written */
	name_t full; /* with its struct; equal for the same field anywhere */
	/* Functions that are stored in it somewhere. */
	uint32_t *funcs;
	uint32_t nfuncs, funcs_cap;
	bool open;     /* something unknown is stored in it as well */
	bool embedded; /* a struct or union: its address is the struct's */
	bool first;    /* at the struct's start: its address, too */
};

struct body_global {
	name_t name;
	bool pointer;
	uint32_t *funcs;
	uint32_t nfuncs, funcs_cap;
	bool open;
};

struct body_set {
	struct arena *arena;
	struct VEC_body_funcs {
		struct body_func *at;
		uint32_t len, cap;
	} funcs;
	struct {
		struct body_field *at;
		uint32_t len, cap;
	} fields; /* [0] is what is pointed to */
	struct {
		struct body_global *at;
		uint32_t len, cap;
	} globals;
	struct {
		const char **at;
		uint32_t len, cap;
	} files;
	struct ptrmap func_by_key, field_by_name, global_by_key, file_by_name;
};

struct body_set *body_set_create(struct arena *a);

/* Lowers every function of the source, and the tables it initialises. */
void body_add_unit(struct body_set *s, const struct c_unit *u);

/* The function with external linkage, or any; NULL when there is none. */
struct body_func *body_find(const struct body_set *s, const char *name);

/* For tests and the curious. */
void body_dump(const struct body_set *s, const struct body_func *f,
	       struct buf *out);

#endif
