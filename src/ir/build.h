/* SPDX-License-Identifier: MIT */
/*
 * build.h - the inside of ir/: a function while it is built, and what the
 * files of this folder offer each other
 *
 * The files have the names of x/tools' go/ssa where it has such a file, and
 * so have the functions: emitImplicitSelections is emit_implicit_selections()
 * here.  A reader who looks for a reason finds it in the file of that name.
 *
 * A function is built in a thread's scratch memory and copied, without what
 * building left over, into memory of its own when it is done (keep.c).
 *
 * Nothing here fails: where the trees have no type or object, because the
 * source is wrong, a Bad value stands in and the function is `broken`.
 */
#ifndef IR_BUILD_H
#define IR_BUILD_H

#include "base/arena.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "ir/ir.h"
#include "syntax/ast.h"
#include "syntax/token.h"
#include "types/types.h"

struct subst; /* subst.c */

/* Past this depth of the tree an expression is Bad, a statement left out. */
enum { IR_MAX_DEPTH = 2500 };

/* A thread that builds functions. */
struct ir_builder {
	struct ir_program *prog;
	struct arena *scratch; /* reset after each function */
	struct arena *keep;    /* as long as the program */
	/* Created, not yet built, in order of creation (create.c). */
	struct VEC(struct ir_function *) queue;
	struct ptrmap pointers;	  /* type -> *type, in keep */
	struct ir_const **consts; /* lately kept ones: keep.c */
	struct ptrmap canon;	  /* type -> its representative (canon.c) */
	struct ptrmap free; /* type -> has it free type parameters (canon.c) */
	struct VEC(struct ir_function *) made; /* no source declares them */
	/* Since the last round (reach.c): types that are converted to
	 * interfaces, methods that are called on interfaces. */
	struct VEC(struct type *) runtime;
	struct VEC(struct object *) invoked;
	struct ptrmap runtime_seen, invoked_seen;
	bool has_externals; /* variables of C: they get ids in the end */
	bool check;	    /* verify after each pass */
};

/* Where break, continue and fallthrough lead, innermost first. */
struct targets {
	struct targets *tail;
	struct ir_block *break_, *continue_, *fallthrough;
};

/* A label's blocks. */
struct lblock {
	struct object *label;
	bool resolved; /* the labelled statement was met */
	struct ir_block *goto_, *break_, *continue_;
};

/*
 * Control that leaves the body of a range over a function for a function
 * around it: a return, a jump to a block, or a goto to a label.
 */
struct exit {
	int64_t id;		       /* unique within the source function */
	struct ir_function *from, *to; /* to NULL: not known yet */
	pos_t pos;
	struct ir_block *block; /* to jump to, or NULL */
	struct object *label;	/* to go to, or NULL; both NULL: return */
};

/*
 * A variable of a for loop, of which each iteration has one of its own: the
 * cells of the first iteration and of the next ones.  See builder_for.c.
 */
struct loop_var {
	struct object *obj;
	struct ir_instr *outer, *next, *phi, *load, *store;
};

/*
 * A function while it is built; fn->build.  Every function of the builder
 * takes this one, called f.
 */
struct ir_build {
	struct ir_function *fn;
	struct ir_builder *b;
	struct ir_build *parent; /* of the function around it, or NULL */
	struct arena *a;	 /* = b->scratch */
	struct ir_block *block;	 /* where code goes; NULL: unreachable */
	struct package *package; /* whose trees are built */
	/* ident -> struct inst_use: of the package, or of a single body. */
	struct ptrmap *instances;
	uint32_t
		version; /* of the language: go_version of types/predicates.h */
	struct subst *subst; /* type parameters to arguments, or NULL */
	uint32_t depth;

	struct VEC(struct ir_block *) blocks;
	struct VEC(struct ir_param *) params;
	struct VEC(struct ir_free_var *) free_vars;
	struct VEC(struct ir_instr *) locals;
	struct VEC(struct ir_function *) anons;
	struct ptrmap vars; /* struct object * -> address of the local */
	struct VEC(struct ir_instr *) results; /* Allocs */
	struct VEC(struct object *) return_vars;
	struct targets *targets;
	struct ptrmap lblocks; /* label object -> struct lblock * */
	/* The same in the order they were made, for range over functions. */
	struct VEC(struct lblock *) lblock_list;
	struct object *jump;	    /* state variable of a yield function */
	struct object *deferstack;  /* variable of the defer stack */
	struct ir_function *source; /* nearest function that is no yield */
	struct VEC(struct exit *) exits;
	int64_t uniq;
	/* Of loops whose variables are one per iteration: builder_for.c. */
	struct VEC(struct loop_var) loop_vars;
};

/* value.c: makes values; constants live in f->a, types come from f_type */
struct ir_instr *ir_new_instr(struct ir_build *f, enum ir_op op,
			      struct type *type, uint32_t nargs);
struct ir_value *ir_const(struct ir_build *f, const struct value *val,
			  struct type *type);
struct ir_value *ir_zero_const(struct ir_build *f, struct type *type);
struct ir_value *ir_int_const(struct ir_build *f, int64_t i); /* int */
struct ir_value *ir_string_const(struct ir_build *f, const char *s);
struct ir_value *ir_bool_const(struct ir_build *f, bool b);
struct ir_value *ir_builtin(struct ir_build *f, uint32_t id, const char *name,
			    struct type *sig);
/* A value where the source is wrong; marks the function broken. */
struct ir_value *ir_bad(struct ir_build *f, struct type *type, pos_t pos);

/* func.c: the life of a function's body */
struct ir_build *f_begin(struct ir_builder *b, struct ir_function *fn,
			 struct ir_build *parent);
void f_start_body(struct ir_build *f);
void f_create_syntactic_params(struct ir_build *f, struct field_list *recv,
			       struct func_type *type);
struct ir_param *f_add_param(struct ir_build *f, struct object *var);
void f_add_spilled_param(struct ir_build *f, struct object *var);
void f_add_result(struct ir_build *f, struct object *var);
void f_create_defer_stack(struct ir_build *f);
/* Passes of passes.def in their order, then keep.c; f is gone after it. */
void f_finish_body(struct ir_build *f);
/* Parameters only: no body. */
void f_finish_external(struct ir_build *f);
struct ir_block *f_new_block(struct ir_build *f, const char *comment);
struct ir_value *f_emit(struct ir_build *f, struct ir_instr *in);
/* The address of a local variable, captured on the way if need be. */
struct ir_value *f_lookup(struct ir_build *f, struct object *var,
			  bool escaping);
struct lblock *f_lblock_of(struct ir_build *f, struct object *label);
/* Where break, continue leads with this label; also in functions around a
 * yield function: then *ret_f is that one. */
struct ir_block *f_labelled_block(struct ir_build *f, struct object *label,
				  enum token tok);
struct ir_block *f_targeted_block(struct ir_build *f, enum token tok);
/* A variable that the source does not have. */
struct object *f_new_var(struct ir_build *f, const char *name,
			 struct type *type);
void f_store_var(struct ir_build *f, struct object *var, struct ir_value *v,
		 pos_t pos);
struct exit *f_label_exit(struct ir_build *f, struct object *label, pos_t pos);
struct exit *f_block_exit(struct ir_build *f, struct ir_block *block,
			  pos_t pos);
struct exit *f_return_exit(struct ir_build *f, pos_t pos);

/* emit.c */
struct ir_instr *emit_alloc(struct ir_build *f, struct type *type, pos_t pos,
			    const char *comment, bool heap);
struct ir_instr *emit_new(struct ir_build *f, struct type *type, pos_t pos,
			  const char *comment);
struct ir_instr *emit_local(struct ir_build *f, struct type *type, pos_t pos,
			    const char *comment);
struct ir_instr *emit_local_var(struct ir_build *f, struct object *var);
struct ir_value *emit_load(struct ir_build *f, struct ir_value *addr,
			   pos_t pos);
struct ir_instr *emit_store(struct ir_build *f, struct ir_value *addr,
			    struct ir_value *val, pos_t pos);
struct ir_value *emit_arith(struct ir_build *f, enum token op,
			    struct ir_value *x, struct ir_value *y,
			    struct type *type, pos_t pos);
struct ir_value *emit_compare(struct ir_build *f, enum token op,
			      struct ir_value *x, struct ir_value *y,
			      pos_t pos);
void emit_jump(struct ir_build *f, struct ir_block *target);
void emit_if(struct ir_build *f, struct ir_value *cond, struct ir_block *yes,
	     struct ir_block *no);
struct ir_value *emit_extract(struct ir_build *f, struct ir_value *tuple,
			      uint32_t index);
struct ir_value *emit_type_assert(struct ir_build *f, struct ir_value *x,
				  struct type *t, pos_t pos);
struct ir_value *emit_type_test(struct ir_build *f, struct ir_value *x,
				struct type *t, pos_t pos);
struct ir_value *emit_type_coercion(struct ir_build *f, struct ir_value *v,
				    struct type *t);
void emit_tail_call(struct ir_build *f, struct ir_instr *call);
struct ir_value *emit_call(struct ir_build *f, struct ir_instr *call);
void emit_return(struct ir_build *f, struct ir_value **results, uint32_t n,
		 pos_t pos);
void emit_panic(struct ir_build *f, struct ir_value *x, pos_t pos);
void emit_run_defers(struct ir_build *f);
struct ir_value *emit_implicit_selections(struct ir_build *f,
					  struct ir_value *v,
					  const uint32_t *index, uint32_t n,
					  pos_t pos);
struct ir_value *emit_field_selection(struct ir_build *f, struct ir_value *v,
				      uint32_t index, bool want_addr,
				      pos_t pos);
/* A register of one operand: Range, MakeInterface, ... */
struct ir_value *emit_unary(struct ir_build *f, enum ir_op op,
			    struct ir_value *x, struct type *type, pos_t pos);
void create_recover_block(struct ir_build *f);

/* emit_conv.c: implicit and explicit conversions */
struct ir_value *emit_conv(struct ir_build *f, struct ir_value *v,
			   struct type *t);

/* lvalue.c: what can be assigned to; lives in f->a */
enum lvalue_kind {
	LVALUE_ADDRESS,
	LVALUE_ELEMENT, /* m[k] */
	LVALUE_LAZY,	/* an address that is computed at each use */
	LVALUE_BLANK,
	LVALUE_BAD,
};

struct lvalue {
	uint8_t kind;
	pos_t pos;
	struct type *type;
	struct ir_value *addr; /* ADDRESS; ELEMENT: the map */
	struct ir_value *key;  /* ELEMENT */
	struct ir_value *(*lazy)(struct ir_build *f, void *ctx); /* LAZY */
	void *ctx;
};

void lvalue_store(struct ir_build *f, const struct lvalue *l,
		  struct ir_value *v);
struct ir_value *lvalue_load(struct ir_build *f, const struct lvalue *l);
struct ir_value *lvalue_address(struct ir_build *f, const struct lvalue *l);
struct lvalue lvalue_of_address(struct ir_build *f, struct ir_value *addr,
				pos_t pos);

/* typeset.c, coretype.c, util.c: questions about types, after substitution */
struct type *ir_core_type(struct ir_build *f, struct type *t); /* or NULL */
bool ir_is_bytestring(struct ir_build *f, struct type *t);
struct type *ir_must_deref(struct ir_build *f, struct type *t);
/* *t when t is a pointer (not named); else t; *ret_was. */
struct type *ir_deref(struct type *t, bool *ret_was);
bool ir_is_pointer(struct type *t); /* underlying type */
bool ir_is_pointer_core(struct ir_build *f, struct type *t);
bool ir_type_set_is_empty(struct type *t);
struct type *ir_pointer_to(struct ir_build *f, struct type *t);	    /* cached */
struct structure *ir_struct_of(struct ir_build *f, struct type *t); /* core */
struct type *ir_recv_type(struct object *method); /* of its signature */
struct tuple *ir_tuple(struct ir_build *f, struct type **types, uint32_t n);
struct type *ir_any(void);	    /* interface{} */
bool ir_is_invalid(struct type *t); /* or NULL */
/* Whether a zero value is false (INFO_BOOLEAN), 0 (INFO_INTEGER) or ""
 * (INFO_STRING) for all types of the type set; 0: for none, or not for all. */
unsigned ir_sole_kind(struct type *t);

/* ir_types.c: types that no source has */
struct type *ir_range_iter_type(void);
struct type *ir_defer_stack_type(void);
/* (ok bool, k K): as x/tools names the parts; a name may be "". */
struct tuple *ir_named_tuple(struct ir_build *f, const char *const *names,
			     struct type *const *types, uint32_t n);

/* subst.c: what the trees say, for the instance that is built */
struct type *f_type(struct ir_build *f, struct type *t);
struct type *f_expr_type(struct ir_build *f, const struct expr *e);
/* The type of an identifier where it is instantiated, else its own. */
struct type *f_instance_type(struct ir_build *f, struct ident *id);
/* Type arguments of this use of a generic function, substituted. */
struct type_list f_targs(struct ir_build *f, struct ident *id);
/* NULL: a qualified identifier. */
const struct selection *f_selection(struct ir_build *f,
				    struct selector_expr *e);
/* A field or variable's object is the declared one; see info.c */
struct object *f_object_of(struct ir_build *f, struct ident *id);

/* create.c, instantiate.c, methods.c, wrappers.c: functions on demand.
 * Each gives one function per identity, program-wide, under locks; whoever
 * created it has it in its queue. */
struct ir_value *ir_package_member(struct ir_build *f, struct object *obj);
struct ir_function *ir_new_anon(struct ir_build *f, const char *name,
				struct type *sig, struct node *syntax,
				pos_t pos);
struct ir_function *ir_instance(struct ir_build *f, struct ir_function *origin,
				struct type_list recv_targs,
				struct type_list targs);
/* The function of a concrete method, instantiated as its receiver says. */
struct ir_function *ir_object_method(struct ir_build *f, struct object *method,
				     struct type_list targs);
struct ir_function *ir_thunk(struct ir_build *f, const struct selection *sel,
			     struct type_list targs);
struct ir_function *ir_bound(struct ir_build *f, struct object *method,
			     struct type_list targs);
void ir_add_runtime_type(struct ir_build *f, struct type *t);

/* builder_*.c: expressions */
struct ir_value *b_expr(struct ir_build *f, struct expr *e);
struct ir_value *b_expr_n(struct ir_build *f, struct expr *e); /* a tuple */
struct lvalue b_addr(struct ir_build *f, struct expr *e, bool escaping);
void b_cond(struct ir_build *f, struct expr *e, struct ir_block *yes,
	    struct ir_block *no);
struct ir_value *b_builtin(struct ir_build *f, struct object *builtin,
			   struct call_expr *call, struct type *type);
/* A Call, Go or Defer, complete but not emitted. */
struct ir_instr *b_call(struct ir_build *f, struct call_expr *e, enum ir_op op);
void b_comp_lit(struct ir_build *f, struct ir_value *addr,
		struct composite_lit *e);
struct ir_value *b_receiver(struct ir_build *f, struct expr *e, bool want_addr,
			    bool escaping, const struct selection *sel);
/* Stores that wait until all of a statement is computed (storebuf). */
struct stores {
	struct VEC(struct {
		struct lvalue to;
		struct ir_value *v;
	}) list;
};
void stores_add(struct ir_build *f, struct stores *s, struct lvalue to,
		struct ir_value *v);
void stores_emit(struct ir_build *f, struct stores *s);
/* loc = e, without a temporary where it can be; stores may be NULL. */
void b_assign(struct ir_build *f, struct lvalue loc, struct expr *e,
	      struct stores *s);

/* builder_*.c: statements and bodies */
void b_stmt(struct ir_build *f, stmt *s, struct lblock *label);
void b_stmt_list(struct ir_build *f, stmt **list, uint32_t n);
/* The same; what a statement has in braces is no level of depth. */
void b_body(struct ir_build *f, struct block_stmt *s);
void b_switch(struct ir_build *f, struct switch_stmt *s, struct lblock *label);
void b_type_switch(struct ir_build *f, struct type_switch_stmt *s,
		   struct lblock *label);
void b_select(struct ir_build *f, struct select_stmt *s, struct lblock *label);
void b_for(struct ir_build *f, struct for_stmt *s, struct lblock *label);
void b_range(struct ir_build *f, struct range_stmt *s, struct lblock *label);
/* False, and nothing was done: x is no iterator. */
bool b_range_func(struct ir_build *f, struct ir_value *x, struct range_stmt *s,
		  struct lblock *label);
void b_assign_stmt(struct ir_build *f, struct expr **lhs, uint32_t nlhs,
		   struct expr **rhs, uint32_t nrhs, bool define);
/* Where the left side is to be stored; new variables are made on the way. */
struct lvalue *b_assign_lhs(struct ir_build *f, struct expr **lhs, uint32_t n,
			    bool define);
/* The variable that the identifier defines; NULL: none, or it is blank. */
struct object *b_defined_var(struct expr *e);
/* A new local of the variable that e, a name, stands for, unless blank. */
void b_local_var(struct ir_build *f, struct expr *e);
bool b_is_blank(const struct expr *e); /* the name "_" */
/* The type of a range clause's key or value; NULL: not wanted. */
struct type *b_range_type(struct ir_build *f, struct expr *e);
/* Stores what an iteration has: NULL where it is not wanted. */
void b_range_vars(struct ir_build *f, struct range_stmt *s, struct ir_value *k,
		  struct ir_value *v);
void b_assign_op(struct ir_build *f, struct lvalue loc, struct ir_value *v,
		 enum token op, pos_t pos);
void b_local_value_spec(struct ir_build *f, struct value_spec *spec);
void b_return(struct ir_build *f, struct return_stmt *s);
/* Runs what is deferred and returns what the results are then. */
void b_emit_leave(struct ir_build *f, pos_t pos);
/* Makes one cell of a loop variable's cells where that is all the same. */
void b_fuse_loop_vars(struct ir_build *f);
/* Control falls off the end of the body. */
bool b_falls_off(const struct ir_build *f);
/* Ends what the builder left open, then f_finish_body(). */
void b_finish(struct ir_build *f);
/* The algorithms that make a body (fn->build of x/tools). */
void build_from_syntax(struct ir_builder *b, struct ir_function *fn,
		       struct ir_build *parent);
void build_yield_func(struct ir_build *f); /* f is the yield function's */
void build_package_init(struct ir_builder *b, struct ir_function *fn);
void build_wrapper(struct ir_builder *b, struct ir_function *fn);
void build_bound(struct ir_builder *b, struct ir_function *fn);
void build_instantiation_wrapper(struct ir_builder *b, struct ir_function *fn);
void build_params_only(struct ir_builder *b, struct ir_function *fn);
/* Builds it by the algorithm that is its own; idempotent. */
void ir_build_function(struct ir_builder *b, struct ir_function *fn);

/* Passes, in the order of passes.def */
typedef void ir_pass(struct ir_build *f);
#define PASS(name, function) ir_pass function;
#include "ir/passes.def"
#undef PASS

/* keep.c: what is left of a built function goes to memory that stays */
void keep_function(struct ir_build *f);
/* sanity.c: the verifier after so many passes; one more for keep.c */
bool sanity_at(const struct ir_function *fn, unsigned passes, struct buf *b);

/* block.c, util of passes */
void block_add_edge(struct ir_build *f, struct ir_block *from,
		    struct ir_block *to);
void block_remove_pred(struct ir_block *b, struct ir_block *p);
struct ir_instr *block_last(const struct ir_block *b); /* or NULL */

#endif
