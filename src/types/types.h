/* SPDX-License-Identifier: MIT */
/*
 * types.h - types, objects and scopes of checked Go packages
 *
 * Comes in: the syntax trees of a package and the checked packages that it
 * imports.  Goes out: the same trees with a type, a mode and a value at
 * each expression and an object at each identifier, a package with its
 * scope, and errors.  The shapes and names are those of go/types.
 *
 * Ownership: types and objects of a package live in its arena (struct
 * package, arena) and go with it; those of function bodies that were
 * checked on demand live in the arena given then.  Predeclared ones live
 * as long as the process.
 *
 * Threads: while a package is being checked everything of it belongs to
 * the checking thread.  After that it may be read from any thread: what is
 * still computed on demand (underlying types and methods of instances,
 * type sets) is done under one lock, inside.
 */
#ifndef TYPES_TYPES_H
#define TYPES_TYPES_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"
#include "base/position.h"
#include "base/ptrmap.h"
#include "syntax/ast.h"

struct arena;
struct checker;
struct context;
struct decl_info;
struct object;
struct package;
struct scope;
struct type_set;
struct value;

/* Types */

enum type_kind {
	TYPE_BASIC,
	TYPE_ARRAY,
	TYPE_SLICE,
	TYPE_STRUCT,
	TYPE_POINTER,
	TYPE_TUPLE,
	TYPE_SIGNATURE,
	TYPE_UNION,
	TYPE_INTERFACE,
	TYPE_MAP,
	TYPE_CHAN,
	TYPE_NAMED,
	TYPE_PARAM, /* a type parameter */
	TYPE_ALIAS,
};

struct type {
	uint8_t kind;
	/* Scratch for walks that must not meet a type twice; zero between. */
	uint8_t mark;
};

struct type_list {
	struct type **at;
	uint32_t n;
};

enum basic_kind {
	BASIC_INVALID,
	BASIC_BOOL,
	BASIC_INT,
	BASIC_INT8,
	BASIC_INT16,
	BASIC_INT32,
	BASIC_INT64,
	BASIC_UINT,
	BASIC_UINT8,
	BASIC_UINT16,
	BASIC_UINT32,
	BASIC_UINT64,
	BASIC_UINTPTR,
	BASIC_FLOAT32,
	BASIC_FLOAT64,
	BASIC_COMPLEX64,
	BASIC_COMPLEX128,
	BASIC_STRING,
	BASIC_UNSAFE_POINTER,
	BASIC_UNTYPED_BOOL,
	BASIC_UNTYPED_INT,
	BASIC_UNTYPED_RUNE,
	BASIC_UNTYPED_FLOAT,
	BASIC_UNTYPED_COMPLEX,
	BASIC_UNTYPED_STRING,
	BASIC_UNTYPED_NIL,
	NBASICS
};

enum basic_info {
	INFO_BOOLEAN = 1 << 0,
	INFO_INTEGER = 1 << 1,
	INFO_UNSIGNED = 1 << 2,
	INFO_FLOAT = 1 << 3,
	INFO_COMPLEX = 1 << 4,
	INFO_STRING = 1 << 5,
	INFO_UNTYPED = 1 << 6,
	INFO_ORDERED = INFO_INTEGER | INFO_FLOAT | INFO_STRING,
	INFO_NUMERIC = INFO_INTEGER | INFO_FLOAT | INFO_COMPLEX,
	INFO_CONST_TYPE = INFO_BOOLEAN | INFO_NUMERIC | INFO_STRING,
};

struct basic {
	struct type t;
	uint8_t basic_kind;
	uint8_t info;
	const char *name;
};

struct array {
	struct type t;
	bool union_with_pointer; /* of C, which Go sees as bytes */
	int64_t len;		 /* < 0: unknown */
	struct type *elem;
};

struct slice {
	struct type t;
	struct type *elem;
};

struct structure {
	struct type t;
	bool complete;
	struct object **fields; /* OBJECT_VAR */
	uint32_t nfields;
	const char **tags; /* NULL: no field has one; else nfields, unquoted */
};

struct pointer {
	struct type t;
	struct type *base;
};

/* NULL stands for the empty tuple. */
struct tuple {
	struct type t;
	struct object **vars;
	uint32_t n;
};

struct signature {
	struct type t;
	bool variadic;
	/* recvold: the receiver stands in params[0] (a method expression). */
	bool method_expr;
	struct type_list rparams, tparams; /* of TYPE_PARAM */
	struct scope *scope;	       /* of a declared function or literal */
	struct object *recv, *recvold; /* or NULL */
	struct tuple *params, *results;
};

struct term {
	bool tilde;
	struct type *type;
};

struct union_type {
	struct type t;
	struct term *terms; /* as they are written */
	uint32_t nterms;
};

struct interface {
	struct type t;
	bool implicit;		 /* wraps a constraint literal: ~T, A|B */
	bool complete;		 /* methods and embeddeds are all there */
	struct checker *check;	 /* NULL once the type set is there */
	struct object **methods; /* explicitly declared */
	uint32_t nmethods;
	struct type **embeddeds;
	pos_t *embed_pos; /* or NULL */
	uint32_t nembeddeds;
	struct type_set *_Atomic tset;
};

struct map {
	struct type t;
	struct type *key, *elem;
};

struct chan {
	struct type t;
	uint8_t dir; /* enum chan_dir */
	struct type *elem;
};

/* What only an instance of a generic type has. */
struct instance {
	struct named *orig;
	struct type_list targs;
	uint32_t hash; /* of both: context_hash() */
	uint32_t expanded_methods;
	struct context *ctxt;
};

enum named_state {
	NAMED_UNPACKED = 1 << 0,
	NAMED_HAS_METHODS = 1 << 1,
	NAMED_HAS_UNDER = 1 << 2,
	NAMED_HAS_VAR_SIZE = 1 << 3,
};

struct named {
	struct type t;
	bool allow_nil_rhs;
	bool var_size;
	bool valid; /* it is known not to hold itself (validtype.c) */
	_Atomic uint8_t state; /* enum named_state */
	struct checker *check; /* NULL once checked */
	struct object *obj;
	struct instance *inst; /* NULL: not an instance */
	struct type *from_rhs;
	struct type_list tparams;
	struct type *underlying;
	/*
	 * OBJECT_FUNC; of an instance: NULL until it is asked for, for each.
	 * by_name: name -> index + 1, when there are more than a few.
	 */
	struct object **methods;
	uint32_t nmethods, methods_cap;
	struct ptrmap *by_name;
};

struct type_param {
	struct type t;
	uint32_t index;
	uint64_t id;
	struct checker *check;
	struct object *obj;
	struct type *bound;
};

struct alias {
	struct type t;
	struct object *obj;
	struct alias *orig;
	struct type_list tparams, targs;
	struct type *from_rhs;
	struct type *actual; /* never an alias once it is set */
};

/* The type as a struct name, or NULL when it is NULL or of another kind. */
#define TYPE_AS(KIND, name, x)                                  \
	((x) && ((const struct type *)(x))->kind == TYPE_##KIND \
		 ? (struct name *)(x)                           \
		 : NULL)

/* Objects */

enum object_kind {
	OBJECT_PKG_NAME,
	OBJECT_CONST,
	OBJECT_TYPE_NAME,
	OBJECT_VAR,
	OBJECT_FUNC,
	OBJECT_LABEL,
	OBJECT_BUILTIN,
	OBJECT_NIL,
	OBJECT_CNAME, /* C.x, which the C side has not filled */
};

enum var_kind {
	VAR_NONE,
	VAR_PACKAGE,
	VAR_LOCAL,
	VAR_RECV,
	VAR_PARAM,
	VAR_RESULT,
	VAR_FIELD,
};

enum object_flags {
	OBJECT_USED = 1 << 0,	  /* var, pkg_name, label */
	OBJECT_EMBEDDED = 1 << 1, /* var: an embedded field */
	OBJECT_PTR_RECV = 1 << 2, /* func: before it has a type */
	OBJECT_ALIAS = 1 << 3,	  /* type_name: declared as an alias */
	OBJECT_BROKEN_ALIAS = 1 << 4,
	OBJECT_NO_BODY = 1 << 5,      /* func: assembly or linkname */
	OBJECT_EXPORTED_C = 1 << 6,   /* func: //export */
	OBJECT_BODY_CHECKED = 1 << 7, /* func: by types_check() */
	OBJECT_DOT_IMPORTED = 1 << 8, /* scratch of the resolver */
	OBJECT_C_MACRO = 1 << 9,      /* var of "C": a value, no variable */
};

struct object {
	uint8_t kind;
	uint8_t var_kind;
	uint16_t flags;
	uint32_t order; /* among the package's objects, from 1; 0: universe */
	name_t name;
	pos_t pos;
	pos_t scope_pos;     /* where its scope begins; NO_POS: everywhere */
	uint32_t path_index; /* in the object path while it is checked, +1 */
	struct package *pkg; /* NULL: universe, labels */
	struct type *type;   /* NULL before it is checked */
	struct scope *parent;
	struct decl_info *decl; /* package-level objects and methods */
	union {
		const struct value *val;  /* const */
		struct package *imported; /* pkg_name */
		struct object *origin; /* var, func: of an instance; or NULL */
		uint32_t builtin;      /* builtin: enum builtin_id */
	};
};

/* Private to scope.c. */
struct scope_slot {
	name_t name;
	uint32_t at; /* among the objects, +1; 0: free */
};

/*
 * A scope keeps its objects in the order they were inserted; more than a
 * few of them are found through a hash index.
 */
struct scope {
	struct scope *parent;
	struct scope *first_child, *last_child, *next; /* next sibling */
	struct object **objects;
	uint32_t n, cap;
	struct scope_slot *index; /* open addressing; NULL: few objects */
	uint32_t index_cap;
	uint64_t filter; /* no name's bit (scope.c): nothing of that name */
	pos_t pos, end;
	bool is_func;
};

enum selection_kind { SELECT_FIELD, SELECT_METHOD, SELECT_METHOD_EXPR };

struct selection {
	uint8_t kind;
	bool indirect;	   /* a pointer was followed on the way */
	struct type *recv; /* of x in x.f */
	struct object *obj;
	const uint32_t *index; /* path from x to x.f */
	uint32_t nindex;
};

/* A use of a generic function or type with its type arguments. */
struct inst_use {
	struct type_list targs;
	struct type *type;
};

struct initializer { /* lhs... = rhs, in order of execution */
	struct object **lhs;
	uint32_t nlhs;
	struct expr *rhs;
};

/* An error of types/; msg has no position in it. */
struct type_error {
	pos_t pos;
	bool soft; /* the types are still good: unused variable, import */
	const char *msg;
};

struct package {
	const char *path;
	name_t name;
	struct scope *scope;	  /* package scope; parent is the universe */
	struct package **imports; /* direct, as they were met */
	uint32_t nimports;
	struct arena *arena; /* declarations live here */
	bool complete;
	bool fake; /* "C", or what could not be imported: lookups are silent */
	bool cgo;  /* "C" with a lookup (types_config) */
	/* Imports a "C" whose names are not all known: what is invalid may
	 * be so because of them, and is not told. */
	bool fake_c;
	const char *go_version; /* "go1.22", or "" */
	struct ast_file **files;
	const char **file_versions; /* per file */
	struct scope **file_scopes; /* per file */
	uint32_t nfiles;
	struct ptrmap instances; /* struct ident * -> struct inst_use * */
	struct initializer *init_order;
	uint32_t ninit_order;
	struct object **methods_and_funcs; /* declared, in source order */
	uint32_t nfuncs;
	struct type_error *errors; /* in the order they were found */
	uint32_t nerrors;
};

/* The type of x.f; made in the arena unless x.f is a field. */
struct type *selection_type(const struct selection *s, struct arena *a);

extern struct scope *universe;
extern struct package *package_unsafe;
extern struct type *basic_types[NBASICS]; /* Typ[] of go/types */

/* Makes the universe; call once before anything else, from one thread. */
void types_init(void);

/* Declares assert() and trace(), which only Go's own tests use. */
void types_init_test_builtins(void);

/*
 * Checking
 *
 * importer gives the checked package of an import path as written in a
 * file of pkg; NULL (with *ret_why, or NULL for a message of its own) when
 * there is none.  c_name gives the object of C.name, or NULL.
 */
struct types_config {
	const char *go_version;	   /* of the module: "go1.22"; "" newest */
	bool ignore_func_bodies;   /* of all functions that are not generic */
	bool fake_import_c;	   /* import "C" is allowed */
	bool c_known;		   /* c_name knows all that is used of C */
	const struct sizes *sizes; /* NULL: gc on amd64 */
	void *ctx;
	struct package *(*importer)(void *ctx, const char *path,
				    const char **ret_why);
	struct object *(*c_name)(void *ctx, struct package *pkg, name_t name);
	/* Bodies that were skipped are asked for here; NULL: stay skipped. */
	void (*parse_body)(void *ctx, struct ast_file *file,
			   struct func_decl *decl);
	void (*parse_lit)(void *ctx, struct ast_file *file,
			  struct func_lit *lit);
	struct file_set *files;
};

/*
 * Checks a package.  body_arena is for what belongs to function bodies, and
 * may be the package's own.  Never returns NULL; errors are in the package.
 */
struct package *types_check(const struct types_config *config, const char *path,
			    struct ast_file **files, uint32_t nfiles,
			    struct arena *arena, struct arena *body_arena);

/*
 * Checks the body of a function of a package that was checked without it.
 * Everything made lives in arena; errors are given there, and uses of
 * generic functions and types are put into *instances, whose memory is
 * arena's too (as those of a package stand in its instances).  Different
 * functions of a package may be checked by several threads at a time.
 */
void types_check_body(const struct types_config *config, struct package *pkg,
		      struct object *func, struct arena *arena,
		      struct ptrmap *instances, struct type_error **ret_errors,
		      uint32_t *ret_n);

/*
 * The same for a function literal in the initialization of a package-level
 * variable.
 */
void types_check_lit(const struct types_config *config, struct package *pkg,
		     struct object *var, struct func_lit *lit,
		     struct arena *arena, struct ptrmap *instances,
		     struct type_error **ret_errors, uint32_t *ret_n);

/* Queries, for types/ and all later stages; c may be NULL after checking. */

struct type *unalias(struct type *t);
struct type *type_under(struct type *t); /* underlying type, Under() */
/* X of cgo's own name of the type C.X, which some sources write: _Ctype_X; or
 * NO_NAME. */
name_t type_c_name(name_t name);
struct named *type_as_named(struct type *t); /* through aliases; or NULL */
struct type *type_pointee(struct type *t);   /* of a pointer; or NULL */
bool type_identical(struct type *x, struct type *y);
struct type *type_default(struct type *t); /* Default */
bool type_comparable(struct type *t);
bool type_is_interface(struct type *t);
bool type_is_generic(struct type *t);

uint32_t named_nmethods(struct named *n);
struct object *named_method(struct named *n, uint32_t i);
struct type_list named_tparams(struct named *n);
struct type_list named_targs(struct named *n);
struct named *named_origin(struct named *n);

/* All methods of an interface, embedded ones too, sorted by unique name. */
uint32_t interface_nmethods(struct interface *t);
struct object *interface_method(struct interface *t, uint32_t i);

/* What declares it; NULL where no source does. */
struct func_decl *object_func_decl(const struct object *func);
struct ast_file *object_file(const struct object *obj); /* package level */
/* The language of its file: a go_version (predicates.h). */
uint32_t object_go_version(const struct object *obj);

struct object *scope_lookup(const struct scope *s, name_t name);

/* LookupFieldOrMethod: index lives in arena. */
struct object *lookup_field_or_method(struct type *t, bool addressable,
				      struct package *pkg, name_t name,
				      struct arena *arena,
				      const uint32_t **ret_index,
				      uint32_t *ret_nindex, bool *ret_indirect);

/* The text that go/types prints; qualifier as in TypeString. */
struct buf;
typedef const char *qualifier_fn(const struct package *pkg);
const char *qualify_path(const struct package *pkg); /* full path */
const char *qualify_name(const struct package *pkg); /* its name */
void type_print(struct buf *b, struct type *t, qualifier_fn *qualify);
void object_print(struct buf *b, struct object *obj, qualifier_fn *qualify);
void expr_print(struct buf *b, const struct expr *x); /* ExprString */

#endif
