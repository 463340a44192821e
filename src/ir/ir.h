/* SPDX-License-Identifier: MIT */
/*
 * ir.h - functions of a Go program in static single assignment form
 *
 * Comes in: a typed program (program/program.h).  Goes out: functions made
 * of basic blocks, blocks made of instructions, each of which names the
 * values it uses; a value is made in one place.  Local variables whose
 * address is not needed are values, the rest are memory: Alloc, Load,
 * Store.  What Go does implicitly is there: conversions, copies, method
 * wrappers, closures' captures, runs of defers, loop variables of each
 * iteration, instances of generic functions.  doc/ir.md is the
 * specification; names and shapes are those of golang.org/x/tools/go/ssa,
 * with these differences:
 *
 * - operands stand in one array, args[], named in op.def; so do those of a
 *   call, whose first one is the function, or the receiver of an interface
 *   method (IR_INVOKE);
 * - a load and a receive are instructions of their own, not UnOps;
 * - uses of a value are not listed in it; ir_uses() makes the list;
 * - code with type errors is built all the same, a Bad value standing for
 *   what has no meaning.
 *
 * Ownership: everything lives in arenas of the ir_program, and goes with it.
 * It points into the trees and types of the program, which must live longer.
 *
 * Threads: ir_build() starts its own.  A function that is IR_BUILT is
 * read-only for all.
 */
#ifndef IR_IR_H
#define IR_IR_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "base/position.h"

struct arena;
struct buf;
struct ir_block;
struct ir_build; /* a function while it is built: build.h */
struct ir_function;
struct ir_global;
struct ir_instr;
struct ir_package;
struct ir_program;
struct node;
struct object;
struct package;
struct program;
struct program_package;
struct selection;
struct type;
struct value;

enum ir_op {
#define OP(NAME, name, class, operands) OP_##NAME,
#include "ir/op.def"
#undef OP
	NOPS
};

enum ir_class { CLASS_VALUE, CLASS_REGISTER, CLASS_EFFECT, CLASS_END };

struct ir_op_info {
	const char *name;     /* "MakeClosure" */
	const char *operands; /* as in op.def */
	uint8_t class;	      /* enum ir_class */
};

extern const struct ir_op_info ir_ops[NOPS];

/* Bits of struct ir_value, flags; each for the ops that it names. */
enum ir_flags {
	IR_HEAP = 1 << 0,	  /* Alloc: outlives the function, or may */
	IR_COMMA_OK = 1 << 0,	  /* Recv, Lookup, TypeAssert: gives (v, ok) */
	IR_INVOKE = 1 << 0,	  /* Call, Go, Defer: args[] has the receiver */
	IR_COMMA_ERR = 1 << 1,	  /* Call of C: gives (v, errno) */
	IR_SPREAD = 1 << 2,	  /* Call, Go, Defer: the last one is s... */
	IR_NON_BLOCKING = 1 << 0, /* Select: has a default */
	IR_STRING = 1 << 0,	  /* Next: of a string, not a map */
	IR_IMPLICIT = 1 << 7,	  /* an instruction: nothing in the source */
};

/*
 * What every value and instruction begins with.
 *
 * num: of a register, its number, t0, t1 ... in the order of the blocks; of
 * a Parameter or FreeVar, its index; of a Builtin, enum builtin_id.
 */
struct ir_value {
	uint8_t op;    /* enum ir_op */
	uint8_t flags; /* enum ir_flags */
	uint8_t tok;   /* BinOp, UnOp: enum token */
	uint8_t spare;
	uint32_t num;
	struct type *type; /* NULL: an instruction without a result */
};

/* val NULL: the zero value of the type (nil, 0, "", T{}). */
struct ir_const {
	struct ir_value v;
	const struct value *val;
};

struct ir_param { /* Parameter */
	struct ir_value v;
	struct object *object; /* of a receiver or parameter */
	struct ir_function *fn;
};

/*
 * A variable of the enclosing function; its value is the one that the
 * MakeClosure has for it: the address of the variable, as a rule.
 */
struct ir_free_var {
	struct ir_value v;
	name_t name;
	pos_t pos;
	struct ir_function *fn;
	struct ir_value *outer; /* while the closure is built, else NULL */
};

struct ir_global { /* its value is the address: the type is a pointer */
	struct ir_value v;
	const char *name;
	struct object *object; /* NULL: init$guard */
	struct ir_package *pkg;
	pos_t pos;
	uint32_t id; /* dense in the program, deterministic */
};

struct ir_builtin {
	struct ir_value v; /* type: the signature at this call, or NULL */
	const char *name;  /* "append", "ssa:wrapnilchk" */
};

/* One case of a Select; args[] has the channel and what is sent, or NULL. */
struct ir_select_state {
	uint8_t dir; /* CHAN_SEND or CHAN_RECV */
	pos_t pos;
};

/*
 * An instruction.  What aux holds depends on the op:
 *
 *	Alloc, Phi		comment: the variable's name, or a purpose
 *	Call, Go, Defer		method: what is invoked (IR_INVOKE)
 *	TypeAssert		asserted: the type
 *	MultiConvert		from: the type converted
 *	Select			states: nargs / 2 of them
 *
 * index: FieldAddr, Field: the field; Extract: the component; Alloc, while
 * the function is lifted: its place.
 */
struct ir_instr {
	struct ir_value v;
	struct ir_block *block;
	pos_t pos; /* as x/tools gives it, or NO_POS */
	uint32_t nargs;
	uint32_t index;
	uint32_t id; /* dense in the function, in the order of the blocks */
	union {
		const char *comment;
		struct object *method;
		struct type *asserted, *from;
		struct ir_select_state *states;
		void *aux;
	};
	struct ir_value *args[];
};

struct ir_block {
	struct ir_function *fn;
	const char *comment; /* "for.body" */
	struct ir_instr **instrs;
	struct ir_block **preds, **succs;
	struct ir_block *idom; /* NULL: entry, recover */
	struct ir_block **dominees;
	uint32_t ninstrs, npreds, nsuccs, ndominees;
	uint32_t instrs_cap, preds_cap, succs_cap; /* while it is built */
	uint32_t index;
	uint32_t dom_pre, dom_post; /* numbers of the dominator tree */
};

enum ir_state { IR_DECLARED, IR_BUILDING, IR_BUILT };

/* How a function came to be that no declaration or literal is. */
enum ir_synthetic {
	IR_SOURCE,		  /* a declaration or a literal */
	IR_PACKAGE_INIT,	  /* p.init */
	IR_WRAPPER,		  /* a promoted or indirect method */
	IR_THUNK,		  /* T.f as a function */
	IR_BOUND,		  /* x.f as a function */
	IR_INSTANCE,		  /* of a generic function, with its body */
	IR_INSTANTIATION_WRAPPER, /* of one, that calls the generic one */
	IR_YIELD,		  /* the body of a range over a function */
	IR_FROM_TYPE,		  /* declared only: no syntax */
};

struct ir_function {
	struct ir_value v; /* type: the signature, with receiver */
	uint8_t synthetic; /* enum ir_synthetic */
	bool broken;	   /* its source has type errors: Bad values inside */
	_Atomic uint8_t state;	     /* enum ir_state */
	const char *name;	     /* "f", "f$1", "init#1", "M$bound" */
	struct object *object;	     /* declared function or method, or NULL */
	struct selection *selection; /* of a wrapper, thunk */
	struct node *syntax; /* func_decl, func_lit, range_stmt, or NULL */
	pos_t pos;
	struct ir_program *prog;
	struct ir_package *pkg;	    /* NULL: shared (wrappers, instances) */
	struct ir_function *parent; /* of a literal or yield function */
	uint32_t anon_index;	    /* among the parent's */
	uint32_t id; /* dense in the program once built; deterministic */

	struct ir_param **params; /* with the receiver */
	uint32_t nparams;
	struct ir_free_var **free_vars;
	uint32_t nfree_vars;
	struct ir_instr **locals; /* Allocs that are not on the heap */
	uint32_t nlocals;
	struct ir_block **blocks; /* none: external (C, assembly) */
	uint32_t nblocks;
	struct ir_block *recover; /* where a recovered panic goes, or NULL */
	struct ir_function **anons;
	uint32_t nanons;
	uint32_t nregisters, ninstrs;

	/* Generics: see instantiate.c. */
	struct ir_function *origin; /* of an instance, or NULL */
	struct type **targs;	    /* of the receiver, then its own */
	uint32_t nrecv_targs, ntargs;
	struct ir_generic *generic; /* its instances, if it is generic */

	struct ir_build *build;	  /* while it is built */
	struct arena *arena;	  /* its instructions live here */
	struct ir_package *home;  /* whose source it is, also when shared */
	struct ptrmap *instances; /* private: body.c */
};

struct ir_package {
	struct ir_program *prog;
	const struct program_package *source;
	struct package *types;
	struct ir_function *init;
	/* In source order, by file: functions, then methods among them. */
	struct ir_function **funcs;
	uint32_t nfuncs;
	struct ir_global **globals;
	uint32_t nglobals;
	struct ptrmap *members; /* struct object * -> function, global */
	bool named;		/* a pattern names it: all of it is built */
};

struct ir_config {
	unsigned jobs; /* threads; 0: as the program's */
	/* Build the bodies of packages that no pattern names, as far as calls
	 * from those that a pattern names reach them; else only these. */
	bool reach;
	bool check; /* run the verifier after each pass */
	void (*progress)(void *ctx, uint32_t done, uint32_t of);
	void *ctx;
};

struct ir_program {
	struct program *source;
	struct ir_package *packages; /* dependencies first */
	uint32_t npackages;
	/*
	 * Every function that was built or is referred to, in an order that
	 * depends on nothing but the source: packages in order, then shared
	 * ones by name.  Literals follow the function that has them.
	 */
	struct ir_function **functions;
	uint32_t nfunctions;
	uint32_t nglobals;
	/* Types that are converted to interfaces anywhere, each once. */
	struct type **runtime_types;
	uint32_t nruntime_types;
	struct ir_shared *shared; /* private: create.h */
};

/* Builds what config says.  Never NULL. */
struct ir_program *ir_build(struct program *p, const struct ir_config *config);
void ir_program_destroy(struct ir_program *p); /* NULL is fine */

/* The function of a declared function or method; NULL: not in the program. */
struct ir_function *ir_function_of(struct ir_program *p, struct object *func);
struct ir_global *ir_global_of(struct ir_program *p, struct object *var);

/*
 * The function that a call of this method on a value of type t runs: the
 * method itself or a wrapper, made on demand (methods.c).  NULL when the
 * method belongs to an interface, or is generic.
 */
struct ir_function *ir_method_value(struct ir_program *p,
				    const struct selection *sel);

/* Names as x/tools prints them: "fmt.Println", "(*os.File).Close$bound". */
void ir_function_print_name(const struct ir_function *fn, struct buf *b);
void ir_value_print_name(const struct ir_value *v, struct buf *b);
/* An instruction, or a function, as `belay dump ir` does. */
void ir_instr_print(const struct ir_instr *in, struct buf *b);
void ir_function_print(const struct ir_function *fn, struct buf *b);

/*
 * The verifier: every rule of doc/ir.md that can be checked.  The first one
 * that is broken is printed into b; true when there is none.
 */
bool ir_sanity(const struct ir_function *fn, struct buf *b);

/* Uses of each register, parameter and free variable: see uses.c. */
struct ir_uses {
	/* Uses of a value are at[first[i]] ... at[first[i + 1] - 1], where i
	 * is its ir_value_index(). */
	struct ir_instr **at;
	uint32_t *first;
	uint32_t n; /* of values */
};
struct ir_uses ir_uses(const struct ir_function *fn, struct arena *a);

/* Dense: parameters, then free variables, then registers; else -1. */
static inline int64_t ir_value_index(const struct ir_function *fn,
				     const struct ir_value *v)
{
	if (v->op == OP_PARAM)
		return v->num;
	if (v->op == OP_FREE_VAR)
		return (int64_t)fn->nparams + v->num;
	if (v->op >= OP_ALLOC && v->type)
		return (int64_t)fn->nparams + fn->nfree_vars + v->num;
	return -1;
}

static inline bool ir_is_instr(const struct ir_value *v)
{
	return v->op >= OP_ALLOC;
}

/* The value as a struct name, or NULL when it is NULL or of another op. */
#define IR_AS(OP, name, x)                                    \
	((x) && ((const struct ir_value *)(x))->op == OP_##OP \
		 ? (struct name *)(x)                         \
		 : NULL)

/* Calls: Call, Go, Defer. */
static inline bool ir_is_call(const struct ir_instr *in)
{
	return in->v.op == OP_CALL || in->v.op == OP_GO || in->v.op == OP_DEFER;
}

/* Where args[] has the function or receiver: 1 in a Defer, else 0. */
static inline uint32_t ir_callee_at(const struct ir_instr *call)
{
	return call->v.op == OP_DEFER;
}

/* The function that is called for certain, or NULL. */
struct ir_function *ir_static_callee(const struct ir_instr *call);

/* A function of C: C.f, whose object is in package "C". */
bool ir_is_c(const struct ir_function *fn);

/* The value behind conversions and interfaces. */
const struct ir_value *ir_bare(const struct ir_value *v);

/* The function that a value is for certain, or a closure of, or NULL. */
struct ir_function *ir_as_function(const struct ir_value *v);

/* The name of the field of a Field or FieldAddr; NO_NAME: there is none. */
name_t ir_field_name(const struct ir_instr *in);

/* The block a dominates the block b (or is it). */
static inline bool ir_dominates(const struct ir_block *a,
				const struct ir_block *b)
{
	return a->dom_pre <= b->dom_pre && b->dom_post <= a->dom_post;
}

#endif
