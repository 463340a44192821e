/* SPDX-License-Identifier: MIT */
/*
 * predicates.h - questions about types, for types/ and all that comes after
 *
 * Where a checker is an argument it may be NULL after checking.
 *
 * Threads: any, once the packages that have the types are checked.
 */
#ifndef TYPES_PREDICATES_H
#define TYPES_PREDICATES_H

#include "types/types.h"

struct checker;

typedef uint32_t go_version; /* major << 16 | minor; 0: none, newest */

#define GO_VERSION(minor) (((go_version)1 << 16) | (minor))
enum { GO_CURRENT_MINOR = 27 };

/* object.c */
bool object_exported(const struct object *obj);
bool func_has_ptr_recv(const struct object *func);
bool same_pkg(const struct package *a, const struct package *b);

/* predicates.c; is_ takes the type as it is, all_ looks into type sets */
bool is_valid(struct type *t);
bool is_basic(struct type *t, unsigned info);
bool all_basic(struct type *t, unsigned info);
#define is_boolean(t) is_basic((t), INFO_BOOLEAN)
#define is_integer(t) is_basic((t), INFO_INTEGER)
#define is_unsigned(t) is_basic((t), INFO_UNSIGNED)
#define is_float(t) is_basic((t), INFO_FLOAT)
#define is_complex(t) is_basic((t), INFO_COMPLEX)
#define is_numeric(t) is_basic((t), INFO_NUMERIC)
#define is_string(t) is_basic((t), INFO_STRING)
#define is_integer_or_float(t) is_basic((t), INFO_INTEGER | INFO_FLOAT)
#define is_const_type(t) is_basic((t), INFO_CONST_TYPE)
#define all_boolean(t) all_basic((t), INFO_BOOLEAN)
#define all_integer(t) all_basic((t), INFO_INTEGER)
#define all_unsigned(t) all_basic((t), INFO_UNSIGNED)
#define all_numeric(t) all_basic((t), INFO_NUMERIC)
#define all_string(t) all_basic((t), INFO_STRING)
#define all_ordered(t) all_basic((t), INFO_ORDERED)
#define all_numeric_or_string(t) all_basic((t), INFO_NUMERIC | INFO_STRING)
bool has_name(struct type *t);
bool is_type_lit(struct type *t);
bool is_typed(struct type *t);
bool is_untyped(struct type *t);
bool is_untyped_numeric(struct type *t);
bool is_non_type_param_interface(struct type *t);
bool is_type_param(struct type *t);
bool has_empty_typeset(struct type *t);
/* comparableType: *cause says what is not comparable. */
bool comparable_type(struct checker *c, struct type *t, bool dynamic,
		     const char **cause);
bool has_nil(struct type *t);
bool type_identical_ignore_tags(struct type *x, struct type *y);
/* Identical, and byte is not uint8, nor an alias what it stands for. */
bool type_same_spelling(struct type *x, struct type *y);
bool identical_origin(struct named *x, struct named *y);
bool identical_instance(struct type *xorig, struct type_list xargs,
			struct type *yorig, struct type_list yargs);
struct type *max_type(struct type *x, struct type *y); /* or NULL */
const char *composite_kind(struct type *t); /* "slice"; NULL: basic */
/* hash.c: equal for identical types. */
uint32_t type_hash(struct type *t);
bool is_uintptr(struct type *t);
bool is_unsafe_pointer(struct type *t);
bool is_bytes_or_runes(struct type *t);

/* lookup.c: what t points to, if it is a pointer without a name */
struct type *deref(struct type *t, bool *ret_was_pointer);

/* under.c */
bool under_is(struct type *t, bool (*f)(struct type *u, void *ctx), void *ctx);
/*
 * Calls f for (t, u) of each term of the type set; (NULL, NULL) when there
 * is no specific type.  Stops and returns false when f does.
 */
bool typeset_each(struct type *t,
		  bool (*f)(struct type *t, struct type *u, void *ctx),
		  void *ctx);
/*
 * The one underlying type of all terms, for which cond (may be NULL) gives
 * NULL, with channels as the spec says; or NULL and *cause.
 */
struct type *common_under(struct checker *c, struct type *t,
			  const char *(*cond)(struct checker *c, struct type *t,
					      struct type *u, void *ctx),
			  void *ctx, const char **cause);

/* typeset.c, under.c */
struct type_set *interface_type_set(struct interface *t);
bool type_set_is_empty(const struct type_set *s);
bool type_set_is_all(const struct type_set *s);
bool type_set_is_method_set(const struct type_set *s);
bool type_set_is_comparable(const struct type_set *s);
bool type_set_has_terms(const struct type_set *s);
bool type_set_subset_of(const struct type_set *x, const struct type_set *y);
uint32_t type_set_nmethods(const struct type_set *s);
struct object *type_set_method(const struct type_set *s, uint32_t i);
/* Index in *ret_index, or NULL. */
struct object *type_set_lookup(const struct type_set *s, struct package *pkg,
			       name_t name, bool fold_case,
			       uint32_t *ret_index);
bool interface_empty(struct interface *t);

/* sizes.c: gc's sizes; -1 when it cannot be known, or overflows */
struct sizes {
	int64_t word_size, max_align;
};
const struct sizes *sizes_for(const char *goarch); /* NULL: unknown */
int64_t sizes_alignof(const struct sizes *s, struct type *t);
int64_t sizes_sizeof(const struct sizes *s, struct type *t);
bool sizes_offsetsof(const struct sizes *s, struct object **fields, uint32_t n,
		     int64_t *ret_offsets);
/* Offset of the field at the end of the path; -1 on overflow. */
int64_t sizes_offsetof(const struct sizes *s, struct type *t,
		       const uint32_t *index, uint32_t n);

/* builtins.c, from builtins.def */
enum builtin_id {
#define BUILTIN(ID, ...) BUILTIN_##ID,
#include "types/builtins.def"
#undef BUILTIN
	NBUILTINS
};
struct builtin_row {
	const char *name;
	uint8_t nargs;
	bool variadic;
	uint8_t kind; /* enum expr_kind */
	bool in_unsafe;
};
extern const struct builtin_row builtin_rows[NBUILTINS];

#endif
