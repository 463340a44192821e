/* SPDX-License-Identifier: MIT */
/*
 * check.h - the inside of types/: the checker, and what its files offer
 * each other
 *
 * The files have the names of go/types, and so have the functions: the
 * method exprList of its Checker is check_expr_list() here, a function
 * isTypeParam is is_type_param(), a method typeSet of Interface is
 * interface_type_set().  A reader who looks for a reason finds it in the
 * file of the same name there.
 *
 * What Go does with closures is done with a function and a pointer; what
 * Go gives back in several values goes to out parameters, which come last.
 * A `cause` out parameter may be NULL: then no text is made.  Texts live in
 * the checker's arena and are made only for errors.
 *
 * Functions that take a checker which may be NULL work on checked packages
 * and hold the lock of lazy.c while they make anything.
 */
#ifndef TYPES_CHECK_H
#define TYPES_CHECK_H

#include "base/arena.h"
#include "base/vec.h"
#include "types/constant.h"
#include "types/construct.h"
#include "types/operand.h"
#include "types/predicates.h"
#include "types/types.h"
#include "syntax/token.h"

/*
 * Recursion on input is bounded: past this depth an expression or type is
 * reported once and taken for invalid.
 */
enum { CHECK_MAX_DEPTH = 10000 };

/* What a package-level declaration consists of (resolver.c). */
struct decl_info {
	struct scope *file; /* of the file that has the declaration */
	struct ast_file *ast;
	go_version version;
	struct object **lhs; /* of an n:1 variable declaration, or NULL */
	uint32_t nlhs;
	struct expr *vtyp, *init; /* of const and var, or NULL */
	bool inherited;		  /* init is of an earlier constant */
	bool ordered;		  /* init is in the order (initorder.c) */
	struct type_spec *tdecl;
	struct func_decl *fdecl;
	/*
	 * Package-level objects that the initialization expression or body
	 * refers to, in order of first use; an object may be there twice.
	 */
	struct VEC(struct object *) dep_list;
	uint32_t serial; /* for dep_marks of the checker, from 1 */
};

struct action {
	go_version version;
	struct arena *arena; /* what c->arena was: a body's, or not */
	void (*run)(struct checker *c, void *arg);
	void *arg;
};

/* What changes from one object to the next while checking. */
struct environment {
	struct decl_info *decl;
	struct scope *scope;
	go_version version;
	const struct value *iota; /* in a constant declaration */
	pos_t errpos; /* of a constant with an inherited initializer */
	bool in_tparam_list;
	struct signature *sig; /* of the function whose body this is */
	bool has_label;
	bool has_call_or_recv;
	bool saw_invalid;	   /* an operand was invalid */
	const struct expr *callee; /* what is about to be called */
};

enum cleaner_kind { CLEAN_NAMED, CLEAN_INTERFACE, CLEAN_PARAM };

struct builtin_sigs;
struct mono_graph;
struct objset;

struct checker {
	const struct types_config *conf;
	struct context *ctxt;	   /* instances that declarations reach */
	struct context *body_ctxt; /* and those of bodies; context.c */
	struct package *pkg;
	struct arena *arena;	  /* what lives as long as the package */
	struct arena *body_arena; /* not used for what a declaration reaches */
	uint32_t next_order;
	uint32_t next_serial; /* of decl_info */
	uint32_t depth;	      /* of recursion; CHECK_MAX_DEPTH */
	uint32_t nstacks;     /* that recursion has moved to (deep_stack.c) */
	bool too_deep;	      /* that was reported */
	bool has_skipped_bodies;
	/*
	 * A body of a checked package is checked on demand: pkg is shared
	 * with other threads, and nothing of it may be written but what is
	 * made under the lock of lazy.c.
	 */
	bool on_demand;
	struct ptrmap *instances; /* where uses of generic things go */
	uint32_t *dep_marks;	  /* by order: serial of the decl that has it */

	struct VEC(struct object *) obj_list; /* with decl, source order */
	struct VEC(struct object *) imports;  /* pkg names */
	struct ptrmap imported; /* name of an import path -> package */
	/* file scope -> struct ptrmap *: name -> pkg name (resolver.c) */
	struct ptrmap dot_imports;
	struct ptrmap methods;	  /* type name -> struct method_list * */
	struct ptrmap union_sets; /* union -> type set */
	struct mono_graph *mono;

	struct VEC(struct action) delayed;
	struct ptrmap pending_lits; /* function literals in it (literals.c) */
	struct VEC(struct object *) obj_path;
	struct VEC(struct type *) cleaners;
	struct VEC(struct arena *) arenas; /* to go back to (lazy.c) */
	struct VEC(struct type_error) errors;
	struct expr *callee;		   /* see context_argument */
	struct builtin_sigs *builtin_sigs; /* builtins.c */

	/* Names of packages in messages (format.c): name -> path. */
	struct ptrmap package_names;

	/* A text for a message speaks of a type that C has not told yet. */
	bool speaks_of_c;

	struct environment env;
};

/* check.c */
void check_later(struct checker *c, void (*run)(struct checker *, void *),
		 void *arg);
void check_process_delayed(struct checker *c, uint32_t top);
void check_push(struct checker *c, struct object *obj);
struct object *check_pop(struct checker *c);
void check_needs_cleanup(struct checker *c, struct type *t);
void check_add_decl_dep(struct checker *c, struct object *to);
struct object *check_lookup(struct checker *c, name_t name);
struct scope *check_lookup_scope(struct checker *c, name_t name,
				 struct object **ret);
/*
 * Marks a local variable, package name or label as used.  It writes only
 * when it must: a package that many threads read is not written.
 */
static inline void object_mark_used(struct object *obj)
{
	if (!(obj->flags & OBJECT_USED))
		obj->flags |= OBJECT_USED;
}

/* "file:line:column", for the later lines of a message. */
const char *check_pos_text(struct checker *c, pos_t pos);
/* A package without objects. */
struct package *check_new_package(struct arena *a, const char *path,
				  name_t name);
/* False, with one error, when recursion is too deep; else call leave. */
bool check_enter(struct checker *c, pos_t pos);
void check_leave(struct checker *c);

/* deep_stack.c: recursion that a valid program may take far */
bool check_is_deep(const struct checker *c);
/* Runs f on a stack of its own, with a new depth; false: it could not. */
bool check_on_new_stack(struct checker *c,
			void (*f)(struct checker *c, void *arg), void *arg);

/* errors.c; the text ends without a full stop */
void check_error(struct checker *c, pos_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void check_soft_error(struct checker *c, pos_t at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* fmt says what needs the version: "%s requires go1.N or later" */
void check_version_error(struct checker *c, pos_t at, go_version v,
			 const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));
bool check_has_errors(const struct checker *c);

/* The errors so far, with their texts in a: what outlives the checker. */
struct type_error *check_keep_errors(struct checker *c, struct arena *a,
				     uint32_t *ret_n);

/* format.c: texts for messages, in the checker's arena */
const char *type_str(struct checker *c, struct type *t);
const char *types_str(struct checker *c, struct type_list list); /* [A B] */
const char *expr_str(struct checker *c, const struct expr *x);
const char *operand_str(struct checker *c, const struct operand *x);
const char *object_str(struct checker *c, struct object *obj);
const char *check_sprintf(struct checker *c, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* "pkg." or "", as messages name a package (packagePrefix). */
const char *package_prefix(struct checker *c, const struct package *pkg);
/* Name and signature of a function or method (funcString). */
const char *func_str(struct checker *c, struct object *func, bool pkg_info);
/* Sets *cause when it is wanted. */
#define CAUSE(cause, ...)                       \
	do {                                    \
		if (cause)                      \
			*(cause) = __VA_ARGS__; \
	} while (0)

/* version.c */
go_version go_version_parse(const char *text); /* "go1.21", 0 for junk */
const char *go_version_str(struct checker *c, go_version v); /* "go1.21" */
bool check_allow_version(struct checker *c, go_version want);
/* Reports and returns false when the version does not allow it. */
bool check_verify_version(struct checker *c, pos_t at, go_version want,
			  const char *what);

bool object_is_dependency(const struct object *obj); /* const, var, func */
bool object_same_id(const struct object *obj, const struct package *pkg,
		    name_t name, bool fold_case); /* sameId */
/* Order of unique ids (object.Id), for method lists: less(a, b). */
int object_compare(const struct object *a, const struct object *b);
bool type_name_is_alias(const struct object *obj); /* IsAlias */
const char *object_kind_text(struct object *obj);  /* "type parameter" */
bool is_valid_name(name_t name); /* a Go identifier, not a repaired one */

/* objset.c: objects by unique id */
struct objset {
	struct object *few[8];
	uint32_t n;
	struct ptrmap by_name; /* once there are more */
};
/* The object that was there before, or NULL and obj is in. */
struct object *objset_insert(struct objset *s, struct arena *a,
			     struct object *obj);

/* scope.c */
struct scope *scope_new(struct arena *a, struct scope *parent, pos_t pos,
			pos_t end);
/* The object that is in its way, or NULL; sets parent unless it has one. */
struct object *scope_insert(struct arena *a, struct scope *s,
			    struct object *obj);
/* Looks in s and its parents; *ret_scope (or NULL) is where it was found. */
struct object *scope_lookup_parent(const struct scope *s, name_t name,
				   struct scope **ret_scope);
/* Objects whose name is the same but for case, by name; *ret_n of them. */
struct object **scope_lookup_fold(const struct scope *s, name_t name,
				  bool exported, struct arena *a,
				  uint32_t *ret_n);

/* operand.c: the constant of a literal; invalid when it is malformed. */
void operand_set_const(struct checker *c, struct operand *x, enum token kind,
		       const char *text, uint32_t len);

/* typeset.c, termlist.c, typeterm.c, union.c, interface.c */
/* Errors are told to c, if it is not NULL. */
struct type_set *compute_interface_type_set(struct checker *c,
					    struct interface *t);
/* The type set of the predeclared comparable; for universe.c. */
struct type_set *type_set_of_comparable(struct arena *a);
struct interface *check_new_interface(struct checker *c);
struct type *parse_union(struct checker *c, struct expr *x);
void check_interface_type(struct checker *c, struct interface *t,
			  struct interface_type *e, struct object *def);

/* typeparam.c */
struct type_param *check_new_type_param(struct checker *c, struct object *obj,
					struct type *bound);
/* Of the same name and index as p, and yet without a constraint. */
struct type_param *type_param_twin(struct arena *a, const struct type_param *p);
struct interface *type_param_iface(struct type_param *t);
/* Sets index, and reports nothing. */
struct type_list bind_tparams(struct arena *a, struct type **list, uint32_t n);

/* alias.c */
struct alias *check_new_alias(struct checker *c, struct object *obj,
			      struct type *rhs);
/* unalias() by pointer, remembering: for types that are being checked. */
struct type *alias_actual(struct alias *a);

/* The alias orig[targs]; its right-hand side is substituted now. */
struct alias *check_new_alias_instance(struct checker *c, pos_t pos,
				       struct alias *orig,
				       struct type_list targs,
				       struct named *expanding,
				       struct context *ctxt);

/* named.c */
struct named *check_new_named(struct checker *c, struct object *obj,
			      struct type *rhs);
struct named *check_new_named_instance(struct checker *c, pos_t pos,
				       struct named *orig,
				       struct type_list targs,
				       struct named *expanding);
struct named *named_unpack(struct named *n);
void named_cleanup(struct named *n);
void named_set_underlying(struct named *n, struct type *u);
void named_add_method(struct checker *c, struct named *n, struct object *func);
struct object *named_lookup_method(struct named *n, struct package *pkg,
				   name_t name, bool fold_case,
				   uint32_t *ret_index);
/* methodIndex among the declared ones; -1 when there is none. */
int64_t named_method_index(struct named *n, name_t name, bool fold_case);
struct type *named_rhs(struct named *n);
struct type *safe_underlying(struct type *t);
/* Remembers whether a type of this name has a size that may vary. */
void named_set_var_size(struct named *n, bool var_size);
bool named_has(const struct named *n, enum named_state bit);
struct context *check_context(struct checker *c);

/*
 * lazy.c: what is made on demand.  Between enter and leave c->arena is the
 * one for what declarations reach; with c NULL the lock is held, and the
 * arena is the one that it guards.  Nests.
 */
struct arena *lazy_enter(struct checker *c);
void lazy_leave(struct checker *c);
/* lazy_enter() with an arena of choice; not for a c of NULL. */
void lazy_switch(struct checker *c, struct arena *a);
struct arena *lazy_home(struct checker *c); /* what lazy_enter() gives */

/*
 * context.c: instances by generic type and type arguments.  What a context
 * has not, its parent (or NULL) is asked for.
 */
struct context {
	struct arena *arena; /* where its instances live */
	struct context *parent;
	struct context_entry *entries;
	uint32_t used, cap;
};
struct context *context_new(struct arena *a);
uint32_t context_hash(struct type *orig, struct type_list targs);
/* The instance, or NULL. */
struct type *context_lookup(const struct context *ctxt, uint32_t hash,
			    struct type *orig, struct type_list targs);
void context_add(struct context *ctxt, uint32_t hash, struct type *orig,
		 struct type_list targs, struct type *inst);

/* subst.c */
struct subst_map {
	struct type_list from, to; /* TYPE_PARAMs, and what they become */
};
struct type *check_subst(struct checker *c, pos_t pos, struct type *t,
			 struct subst_map map, struct named *expanding,
			 struct context *ctxt);
struct object *subst_clone_var(struct arena *a, struct object *v,
			       struct type *t);
struct object *subst_clone_func(struct arena *a, struct object *f,
				struct type *t);
/* *ret_list is list itself when nothing had to be replaced. */
bool replace_recv_type(struct arena *a, struct object **list, uint32_t n,
		       struct type *old, struct type *new_,
		       struct object ***ret_list);

/* instantiate.c; orig is TYPE_NAMED, TYPE_ALIAS or TYPE_SIGNATURE */
struct type *check_instance(struct checker *c, pos_t pos, struct type *orig,
			    struct type_list targs, struct named *expanding,
			    struct context *ctxt);
bool check_validate_targ_len(struct checker *c, pos_t pos, const char *name,
			     uint32_t want, uint32_t got);
/* Index of the first argument that fails its constraint, or -1. */
int64_t check_verify(struct checker *c, pos_t pos, struct type_list tparams,
		     struct type_list targs, struct context *ctxt,
		     const char **cause);
bool check_implements(struct checker *c, struct type *v, struct type *t,
		      bool constraint, const char **cause);

/* infer.c, unify.c */
struct infer_error { /* error_ of infer: at and text of the failure */
	pos_t at;
	const char *msg;
};
/* NULL list (at == NULL with n > 0 wanted) on failure, *ret_err told. */
bool check_infer(struct checker *c, pos_t pos, struct type_list tparams,
		 struct type_list targs, struct tuple *params,
		 struct operand **args, uint32_t nargs, bool reverse,
		 struct infer_error *ret_err, struct type_list *ret);
/* Fresh copies of tparams, and t with them. */
struct type_list check_rename_tparams(struct checker *c, pos_t pos,
				      struct type_list tparams, struct type *t,
				      struct type **ret);
bool is_parameterized(struct type_list tparams, struct type *t);

/* cycles.c, validtype.c, mono.c */
void check_direct_cycles(struct checker *c);
bool check_is_complete(struct checker *c, struct type *t);
void check_valid_type(struct checker *c, struct named *t);
void check_monomorph(struct checker *c);
void mono_finish(struct checker *c);
void mono_record_canon(struct checker *c, struct type_param *mpar,
		       struct type_param *tpar);
void mono_record_instance(struct checker *c, struct package *pkg, pos_t pos,
			  struct type_list tparams, struct type_list targs,
			  struct expr **xlist, uint32_t nxlist);

/* lookup.c, methodset.c, selection.c */
struct object *
check_lookup_field_or_method(struct checker *c, struct type *t,
			     bool addressable, struct package *pkg, name_t name,
			     bool fold_case, const uint32_t **ret_index,
			     uint32_t *ret_nindex, bool *ret_indirect);
/* The method of t that v lacks (*wrong_type: has it, of another type). */
struct object *check_missing_method(
	struct checker *c, struct type *v, struct type *t, bool is_static,
	bool (*equivalent)(struct type *x, struct type *y, void *ctx),
	void *ctx, const char **cause, bool *ret_wrong_type);
bool check_has_all_methods(struct checker *c, struct type *v, struct type *t,
			   bool is_static,
			   bool (*equivalent)(struct type *x, struct type *y,
					      void *ctx),
			   void *ctx, const char **cause);
bool is_interface_ptr(struct type *t);
const char *check_interface_ptr_error(struct checker *c, struct type *t);
bool check_assertable_to(struct checker *c, struct type *v, struct type *t,
			 const char **cause);
bool check_new_assertable_to(struct checker *c, struct type *v, struct type *t,
			     const char **cause);
struct type *deref_struct_ptr(struct type *t);
int64_t field_index(struct object **fields, uint32_t n, struct package *pkg,
		    name_t name, bool fold_case);
const char *check_lookup_error(struct checker *c, struct type *t, name_t sel,
			       struct object *obj, bool struct_lit);
const char *field_path(struct checker *c, struct type *t, const uint32_t *index,
		       uint32_t n);

const struct sizes *check_sizes(const struct checker *c);

/* recording.c */
void check_record(struct checker *c, struct operand *x);
void check_record_type_and_value(struct checker *c, struct expr *x,
				 enum operand_mode mode, struct type *t,
				 const struct value *val);
void check_remember_untyped(struct checker *c, struct expr *x, bool lhs,
			    enum operand_mode mode, struct type *t,
			    const struct value *val);
void check_record_builtin_type(struct checker *c, struct expr *fun,
			       struct signature *sig);
void check_record_comma_ok_types(struct checker *c, struct expr *x,
				 struct type *t0, struct type *t1);
void check_record_instance(struct checker *c, struct expr *x,
			   struct type_list targs, struct type *t);
void check_record_def(struct checker *c, struct ident *id, struct object *obj);
void check_record_use(struct checker *c, struct ident *id, struct object *obj);
void check_record_selection(struct checker *c, struct selector_expr *x,
			    enum selection_kind kind, struct type *recv,
			    struct object *obj, const uint32_t *index,
			    uint32_t nindex, bool indirect);

/* resolver.c, decl.c */
void check_collect_objects(struct checker *c);
void check_package_objects(struct checker *c);
void check_unused_imports(struct checker *c);
void check_declare(struct checker *c, struct scope *s, struct ident *id,
		   struct object *obj, pos_t scope_pos);
void check_obj_decl(struct checker *c, struct object *obj);
bool check_valid_cycle(struct checker *c, struct object *obj);
void check_cycle_error(struct checker *c, struct object **cycle, uint32_t n,
		       uint32_t start);
uint32_t first_in_src(struct object **path, uint32_t n);
void check_collect_type_params(struct checker *c, struct type_list *dst,
			       struct field_list *list);
struct type_param *check_declare_type_param(struct checker *c,
					    struct ident *name,
					    pos_t scope_pos);
void check_decl_stmt(struct checker *c, struct gen_decl *d);
bool check_is_imported_constraint(struct checker *c, struct type *t);
bool check_declare_in_set(struct checker *c, struct objset *set, pos_t pos,
			  struct object *obj);
/* *T or T, its name, and its type parameters' names, of a receiver. */
bool check_unpack_recv(struct checker *c, struct expr *rtyp, bool unpack_params,
		       struct expr **ret_base, struct ident ***ret_tparams,
		       uint32_t *ret_n);

/* typexpr.c, struct.c, signature.c */
void check_ident(struct checker *c, struct operand *x, struct ident *e,
		 bool want_type);
struct type *check_typ(struct checker *c, struct expr *e);
struct type *check_var_type(struct checker *c, struct expr *e);
void check_valid_var_type(struct checker *c, struct expr *e, struct type *t);
struct type *check_declared_type(struct checker *c, struct expr *e,
				 struct object *def);
struct type *check_generic_type(struct checker *c, struct expr *e,
				const char **cause);
int64_t check_array_length(struct checker *c, struct expr *e);
/* NULL when one is invalid; n elements else. */
struct type **check_type_list(struct checker *c, struct expr **list,
			      uint32_t n);
void check_struct_type(struct checker *c, struct structure *t,
		       struct struct_type *e);
void check_func_type(struct checker *c, struct signature *sig,
		     struct field_list *recv, struct func_type *e);

/* expr.c */
enum expr_kind { EXPR_CONVERSION, EXPR_EXPRESSION, EXPR_STATEMENT };

/* What an expression is assigned to, for generic functions. */
struct target {
	struct signature *sig;
	const char *desc;
};

/* NULL unless t is a function's type (newTarget). */
struct target *check_new_target(struct checker *c, struct type *t,
				const char *desc);
enum expr_kind check_raw_expr(struct checker *c, struct target *target,
			      struct operand *x, struct expr *e,
			      struct type *hint, bool allow_generic);
void check_expr(struct checker *c, struct target *target, struct operand *x,
		struct expr *e);
void check_generic_expr(struct checker *c, struct operand *x, struct expr *e,
			struct type *hint);
/* One operand, or one for each result of a call; *ret_n of them. */
struct operand **check_multi_expr(struct checker *c, struct expr *e,
				  bool allow_comma_ok, uint32_t *ret_n,
				  bool *ret_comma_ok);
void check_expr_or_type(struct checker *c, struct operand *x, struct expr *e,
			bool allow_generic);
void check_single_value(struct checker *c, struct operand *x);
void check_exclude(struct checker *c, struct operand *x, unsigned modes);
/* Reports a generic function that stays generic, and a generic type. */
void check_non_generic(struct checker *c, struct target *target,
		       struct operand *x);
void check_type_assertion(struct checker *c, struct expr *e, struct operand *x,
			  struct type *t, bool type_switch);
void check_binary(struct checker *c, struct operand *x, struct expr *e,
		  struct expr *lhs, struct expr *rhs, enum token op,
		  pos_t op_pos);
void check_comparison(struct checker *c, struct operand *x, struct operand *y,
		      enum token op, bool switch_case);
void check_match_types(struct checker *c, struct operand *x, struct operand *y);
void check_update_expr_type(struct checker *c, struct expr *x, struct type *t,
			    bool final);
/* *ret_code: see const.c */
struct type *check_implicit_type_and_value(struct checker *c, struct operand *x,
					   struct type *target,
					   const struct value **ret_val,
					   int *ret_code);
/* chanElem: NULL after an error. */
struct type *check_chan_elem(struct checker *c, pos_t pos, struct operand *x,
			     bool recv);

/* const.c, conversions.c */
enum const_code { CONST_OK, CONST_TRUNCATED, CONST_OVERFLOW, CONST_INVALID };

void check_overflow(struct checker *c, struct operand *x, pos_t op_pos);
/* *rounded may be NULL. */
bool representable_const(struct checker *c, const struct value *x,
			 struct basic *t, const struct value **rounded);
void check_representable(struct checker *c, struct operand *x, struct basic *t);
const struct value *check_representation(struct checker *c, struct operand *x,
					 struct basic *t, int *ret_code);
void check_invalid_conversion(struct checker *c, int code, struct operand *x,
			      struct type *target);
void check_convert_untyped(struct checker *c, struct operand *x,
			   struct type *target);
void check_conversion(struct checker *c, struct operand *x, struct type *t);

/* call.c */
enum expr_kind check_call_expr(struct checker *c, struct operand *x,
			       struct call_expr *e);
/* T and e's index list; NULL, or the partial list when infer is false. */
struct type_list check_func_inst(struct checker *c, struct target *target,
				 pos_t pos, struct operand *x,
				 struct index_expr *e, bool infer);
struct operand **check_expr_list(struct checker *c, struct expr **list,
				 uint32_t n, uint32_t *ret_n);
void check_selector(struct checker *c, struct operand *x,
		    struct selector_expr *e, bool want_type);
/*
 * The context of an argument, which is not put into words before there is an
 * error: "argument to " and c->callee.
 */
extern const char context_argument[];
const char *check_context_str(struct checker *c, const char *context);
/* Evaluates for the sake of uses; false when one was invalid. */
bool check_use(struct checker *c, struct expr **list, uint32_t n);
bool check_use_lhs(struct checker *c, struct expr **list, uint32_t n);

bool check_builtin(struct checker *c, struct operand *x, struct call_expr *e,
		   enum builtin_id id);
bool check_has_var_size(struct checker *c, struct type *t);

/* index.c, literals.c */
bool check_index_expr(struct checker *c, struct operand *x,
		      struct index_expr *e); /* true: function instance */
void check_slice_expr(struct checker *c, struct operand *x,
		      struct slice_expr *e);
struct type *check_index(struct checker *c, struct expr *index, int64_t max,
			 int64_t *ret_val);
bool check_is_valid_index(struct checker *c, struct operand *x,
			  const char *what, bool allow_negative);
void check_basic_lit(struct checker *c, struct operand *x, struct basic_lit *e);
void check_func_lit(struct checker *c, struct operand *x, struct func_lit *e);
void check_composite_lit(struct checker *c, struct operand *x,
			 struct composite_lit *e, struct type *hint);

/* assignments.c; context is for messages only: see check_context_str() */
void check_assignment(struct checker *c, struct operand *x, struct type *t,
		      const char *context);
void check_init_const(struct checker *c, struct object *lhs, struct operand *x);
void check_init_var(struct checker *c, struct object *lhs, struct operand *x,
		    const char *context);
void check_init_vars(struct checker *c, struct object **lhs, uint32_t nlhs,
		     struct expr **rhs, uint32_t nrhs, struct return_stmt *ret);
void check_assign_var(struct checker *c, struct expr *lhs, struct expr *rhs,
		      struct operand *x, const char *context);
void check_assign_vars(struct checker *c, struct expr **lhs, uint32_t nlhs,
		       struct expr **rhs, uint32_t nrhs);
void check_short_var_decl(struct checker *c, pos_t pos, struct expr **lhs,
			  uint32_t nlhs, struct expr **rhs, uint32_t nrhs);
struct type *check_lhs_var(struct checker *c, struct expr *lhs);
void check_assign_error(struct checker *c, struct expr **rhs, uint32_t nrhs,
			uint32_t l, uint32_t r);
void check_return_error(struct checker *c, pos_t at, struct object **lhs,
			uint32_t nlhs, struct operand **rhs, uint32_t nrhs);
const char *check_types_summary(struct checker *c, struct type_list list,
				bool variadic, bool has_dots);

/* stmt.c, range.c, labels.c, return.c, initorder.c */
void check_func_body(struct checker *c, struct decl_info *decl,
		     struct signature *sig, struct block_stmt *body,
		     const struct value *iota);
void check_usage(struct checker *c, struct scope *s);
void check_open_scope(struct checker *c, struct node *n);
void check_close_scope(struct checker *c);
void check_stmt(struct checker *c, unsigned ctxt, stmt *s);
void check_stmt_list(struct checker *c, unsigned ctxt, stmt **list, uint32_t n);
void check_range_stmt(struct checker *c, unsigned inner, struct range_stmt *s);
void check_labels(struct checker *c, struct block_stmt *body);
bool check_is_terminating(struct checker *c, stmt *s, struct ident *label);
bool check_is_terminating_list(struct checker *c, stmt **list, uint32_t n,
			       struct ident *label);
void check_init_order(struct checker *c);

/* Bits of a statement's context. */
enum stmt_context {
	STMT_BREAK_OK = 1 << 0,
	STMT_CONTINUE_OK = 1 << 1,
	STMT_FALLTHROUGH_OK = 1 << 2,
	STMT_FINAL_SWITCH_CASE = 1 << 3,
	STMT_IN_TYPE_SWITCH = 1 << 4,
};

#endif
