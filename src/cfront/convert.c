/* SPDX-License-Identifier: MIT */
/*
 * Types, one by one; see meaning.c.
 *
 * cmd/cgo: gcc.go (loadType, FuncArg, FuncType, badPointerTypedef).
 */
#include "cfront/convert.h"

#include <string.h>

#include "base/arena.h"
#include "types/construct.h"
#include "types/types.h"

static struct type *opaque(struct c_meaning *m, int64_t size)
{
	return new_array(m->arena, universe_byte, size);
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Through typedefs. */
static const struct c_type *base_of(const struct c_decls *d, c_type_t number)
{
	while (d->types[number].kind == C_TYPE_TYPEDEF)
		number = d->types[number].elem;
	return &d->types[number];
}

/* Names of basic types, from gcc's to cgo's. */
static const struct {
	const char *c, *go;
} spellings[] = {
	{"long int", "long"},
	{"long unsigned int", "ulong"},
	{"unsigned int", "uint"},
	{"short unsigned int", "ushort"},
	{"short int", "short"},
	{"long long int", "longlong"},
	{"long long unsigned int", "ulonglong"},
	{"signed char", "schar"},
	{"unsigned char", "uchar"},
	{"__int128 unsigned", "__int128unsigned"},
	{"complex float", "complexfloat"},
	{"complex double", "complexdouble"},
};

static const char *go_spelling(const char *c)
{
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (strcmp(spellings[i].c, c) == 0)
			return spellings[i].go;
	return c;
}

/* Go's basic types, by C's kind and size. */
static const struct {
	uint8_t kind, size;
	enum basic_kind go;
} basics[] = {
	{C_TYPE_BOOL, 1, BASIC_BOOL},
	{C_TYPE_CHAR, 1, BASIC_INT8},
	{C_TYPE_UCHAR, 1, BASIC_UINT8},
	{C_TYPE_INT, 1, BASIC_INT8},
	{C_TYPE_INT, 2, BASIC_INT16},
	{C_TYPE_INT, 4, BASIC_INT32},
	{C_TYPE_INT, 8, BASIC_INT64},
	{C_TYPE_UINT, 1, BASIC_UINT8},
	{C_TYPE_UINT, 2, BASIC_UINT16},
	{C_TYPE_UINT, 4, BASIC_UINT32},
	{C_TYPE_UINT, 8, BASIC_UINT64},
	{C_TYPE_FLOAT, 4, BASIC_FLOAT32},
	{C_TYPE_FLOAT, 8, BASIC_FLOAT64},
	{C_TYPE_COMPLEX, 8, BASIC_COMPLEX64},
	{C_TYPE_COMPLEX, 16, BASIC_COMPLEX128},
};

static struct type *basic_type(uint8_t kind, int64_t size)
{
	for (size_t i = 0; i < sizeof(basics) / sizeof(*basics); i++)
		if (basics[i].kind == kind && basics[i].size == size)
			return basic_types[basics[i].go];
	return NULL;
}

static struct go_type convert_basic(struct c_conversion *cv,
				    const struct c_type *t)
{
	struct c_meaning *m = cv->m;
	struct type *u = basic_type(t->kind, t->size);
	struct go_name *n;
	int64_t align = t->size;

	if (!u && t->kind != C_TYPE_INT && t->kind != C_TYPE_UINT)
		/* cgo gives up on long double. */
		return (struct go_type){opaque(m, t->size), t->size, 1,
					FORM_PLAIN, true};
	if (!u) { /* of 128 bits */
		u = new_array(m->arena, TYP(UINT8), t->size);
		align = 1;
	}
	if (t->kind == C_TYPE_COMPLEX)
		align /= 2;
	n = c_go_name(m, "", go_spelling(c_text(cv->d, t->name)));
	if (!n->type)
		c_define(m, n, u);
	return (struct go_type){n->type, t->size, least(align, m->word),
				FORM_NAME, true};
}

static struct go_type convert_void(struct c_conversion *cv)
{
	struct c_meaning *m = cv->m;
	struct go_name *n = c_go_name(m, "", "void");

	if (!n->type)
		c_define(m, n, opaque(m, 0));
	return (struct go_type){n->type, 0, 1, FORM_NAME, true};
}

static struct go_type convert_enum(struct c_conversion *cv,
				   const struct c_type *t)
{
	bool negative = t->flags & C_TYPE_NEGATIVE;
	struct type *u =
		basic_type(negative ? C_TYPE_INT : C_TYPE_UINT, t->size);

	if (!u)
		return (struct go_type){opaque(cv->m, 0), 0, 1, FORM_PLAIN,
					true};
	return (struct go_type){u, t->size, least(t->size, cv->m->word),
				FORM_PLAIN, true};
}

static struct go_type convert_pointer(struct c_conversion *cv,
				      const struct c_type *t)
{
	int64_t word = cv->m->word;
	struct type *p;

	if (base_of(cv->d, t->elem)->kind == C_TYPE_VOID)
		return (struct go_type){TYP(UNSAFE_POINTER), word, word,
					FORM_PLAIN, true};
	p = new_pointer(cv->m->arena, NULL);
	vec_push(&cv->rest, (struct unfinished){(struct pointer *)p, t->elem});
	return (struct go_type){p, word, word, FORM_PLAIN, true};
}

static struct go_type convert_array(struct c_conversion *cv,
				    const struct c_type *t)
{
	struct go_type elem = c_convert(cv, t->elem);
	int64_t count = t->count < 0 ? 0 : t->count, size;

	if (__builtin_mul_overflow(count, elem.size, &size))
		size = 0;
	return (struct go_type){new_array(cv->m->arena, elem.type, count), size,
				elem.align, FORM_PLAIN, true};
}

enum { POINTER_DEPTH = 8 };

static bool has_pointer(const struct c_decls *d, const struct c_type *t,
			int depth)
{
	switch (t->kind) {
	case C_TYPE_POINTER:
		return true;
	case C_TYPE_ARRAY:
	case C_TYPE_TYPEDEF:
		return depth && has_pointer(d, &d->types[t->elem], depth - 1);
	case C_TYPE_STRUCT:
	case C_TYPE_UNION:
		break;
	default:
		return false;
	}
	for (uint32_t i = 0; depth && i < t->nmembers; i++) {
		c_type_t of = d->members[t->first_member + i].type;

		if (has_pointer(d, &d->types[of], depth - 1))
			return true;
	}
	return false;
}

static struct go_type convert_union(struct c_conversion *cv,
				    const struct c_type *t)
{
	struct c_meaning *m = cv->m;
	struct go_type u = {opaque(m, t->size), t->size, 1, FORM_PLAIN, true};
	const char *tag = c_text(cv->d, t->name);
	struct go_name *n;

	((struct array *)u.type)->union_with_pointer =
		has_pointer(cv->d, t, POINTER_DEPTH);
	if (!*tag)
		return u;
	n = c_go_name(m, "union_", tag);
	if (t->flags & C_TYPE_INCOMPLETE) {
		if (!n->obj) {
			u = (struct go_type){m->incomplete, 0, 1, FORM_PLAIN,
					     true};
			c_declare(m, n, &u);
		}
		return (struct go_type){n->type, 0, 1, FORM_TAG, true};
	}
	if (!n->complete)
		c_declare(m, n, &u);
	n->complete = true;
	return u;
}

/* What JNI calls objects are small numbers on some machines. */
static const struct {
	const char *name, *parent;
} jni[] = {
	{"jobject", ""},
	{"jclass", "jobject"},
	{"jthrowable", "jobject"},
	{"jstring", "jobject"},
	{"jarray", "jobject"},
	{"jbooleanArray", "jarray"},
	{"jbyteArray", "jarray"},
	{"jcharArray", "jarray"},
	{"jshortArray", "jarray"},
	{"jintArray", "jarray"},
	{"jlongArray", "jarray"},
	{"jfloatArray", "jarray"},
	{"jdoubleArray", "jarray"},
	{"jobjectArray", "jarray"},
	{"jweak", "jobject"},
};

static const char *jni_parent(const char *name)
{
	for (size_t i = 0; i < sizeof(jni) / sizeof(*jni); i++)
		if (strcmp(jni[i].name, name) == 0)
			return jni[i].parent;
	return NULL;
}

static bool is_jobject(const struct c_decls *d, const struct c_type *t)
{
	const struct c_type *p = &d->types[t->elem], *to;

	if (p->kind != C_TYPE_POINTER)
		return false;
	to = &d->types[p->elem];
	if (to->kind == C_TYPE_VOID)
		return true;
	return to->kind == C_TYPE_STRUCT && to->nmembers == 0 &&
	       strcmp(c_text(d, to->name), "_jobject") == 0 &&
	       !(to->flags & C_TYPE_INCOMPLETE) ==
		       !!(to->flags & C_TYPE_CXX_CLASS);
}

static bool is_jni(const struct c_decls *d, const struct c_type *t)
{
	const char *parent = jni_parent(c_text(d, t->name));

	if (!parent)
		return false;
	while (*parent) {
		t = &d->types[t->elem];
		if (t->kind != C_TYPE_TYPEDEF ||
		    strcmp(c_text(d, t->name), parent) != 0)
			return false;
		parent = jni_parent(parent);
		if (!parent)
			return false;
	}
	return is_jobject(d, t);
}

/* Typedefs of pointers that may hold what is none (badPointerTypedef). */
static bool is_bad_pointer(const struct c_decls *d, const struct c_type *t)
{
	const char *name = c_text(d, t->name);

	if (is_jni(d, t))
		return true;
	if (strcmp(name, "EGLDisplay") != 0 && strcmp(name, "EGLConfig") != 0)
		return false;
	t = &d->types[t->elem];
	return t->kind == C_TYPE_POINTER &&
	       d->types[t->elem].kind == C_TYPE_VOID;
}

/*
 * Handles of Windows may be numbers too.  Where they are void pointers, what
 * they point to is nothing that Go may touch (badVoidPointerTypedef).
 */
static bool is_handle(const struct c_conversion *cv, const struct c_type *t)
{
	const struct c_decls *d = cv->d;
	const struct c_type *p = &d->types[t->elem];

	return strcmp(cv->m->goos, "windows") == 0 &&
	       strcmp(c_text(d, t->name), "HANDLE") == 0 &&
	       p->kind == C_TYPE_POINTER &&
	       d->types[p->elem].kind == C_TYPE_VOID;
}

/* The Go type that cgo has for a C typedef of its own, or NULL. */
static struct type *special(struct c_conversion *cv, const struct c_type *t)
{
	const char *name = c_text(cv->d, t->name);

	if (strcmp(name, "_GoString_") == 0)
		return TYP(STRING);
	if (strcmp(name, "_GoBytes_") == 0)
		return new_slice(cv->m->arena, universe_byte);
	return NULL;
}

static struct go_type convert_own(struct c_conversion *cv, c_type_t number);

static struct go_type convert_typedef(struct c_conversion *cv,
				      const struct c_type *t)
{
	struct c_meaning *m = cv->m;
	struct type *own = special(cv, t);
	struct go_name *n;
	struct go_type sub;
	bool known;

	if (own)
		return (struct go_type){own, 2 * m->word, m->word, FORM_PLAIN,
					true};
	n = c_go_name(m, "", c_text(cv->d, t->name));
	sub = convert_own(cv, t->elem);
	if (is_bad_pointer(cv->d, t)) {
		sub.type = TYP(UINTPTR);
		sub.form = FORM_PLAIN;
	} else if (is_handle(cv, t)) {
		sub.type = new_pointer(m->arena, m->incomplete);
	}
	known = n->obj != NULL;
	if (!known)
		c_declare(m, n, &sub);
	if (sub.form != FORM_TAG) {
		sub.form = FORM_NAME;
		sub.type = n->type;
	} else if (known && n->form == FORM_TAG) {
		/* An anonymous struct of another file, by the same name. */
		sub.type = unalias(n->type);
	}
	return sub;
}

static struct go_type convert(struct c_conversion *cv, const struct c_type *t)
{
	switch (t->kind) {
	case C_TYPE_VOID:
		return convert_void(cv);
	case C_TYPE_ENUM:
		return convert_enum(cv, t);
	case C_TYPE_POINTER:
		return convert_pointer(cv, t);
	case C_TYPE_ARRAY:
		return convert_array(cv, t);
	case C_TYPE_FUNC:
		return (struct go_type){opaque(cv->m, 0), 0, cv->m->word,
					FORM_PLAIN, true};
	case C_TYPE_STRUCT:
		return c_convert_struct(cv, t);
	case C_TYPE_UNION:
		return convert_union(cv, t);
	case C_TYPE_TYPEDEF:
		return convert_typedef(cv, t);
	case C_TYPE_OPAQUE:
		return (struct go_type){
			opaque(cv->m, t->size < 0 ? 0 : t->size),
			t->size < 0 ? 0 : t->size, 1, FORM_PLAIN, true};
	default:
		return convert_basic(cv, t);
	}
}

/* As a type of its own, whatever else looks like it. */
static struct go_type convert_own(struct c_conversion *cv, c_type_t number)
{
	struct go_type *t = &cv->types[number];

	if (!t->done)
		*t = convert(cv, &cv->d->types[number]);
	return *t;
}

struct go_type c_convert(struct c_conversion *cv, c_type_t number)
{
	const struct c_type *t = &cv->d->types[number];
	void **first;

	if (cv->types[number].done || t->kind != C_TYPE_STRUCT ||
	    *c_text(cv->d, t->name))
		return convert_own(cv, number);
	first = ptrmap_at_key(&cv->alike, cv->m->arena, c_looks(cv->d, number));
	if (!*first)
		*first = &cv->types[number];
	else
		number = (c_type_t)((struct go_type *)*first - cv->types);
	return convert_own(cv, number);
}

void c_convert_rest(struct c_conversion *cv)
{
	while (cv->rest.len > 0) {
		struct unfinished u = vec_pop(&cv->rest);

		u.pointer->base = c_convert(cv, u.base).type;
	}
	vec_finish(&cv->rest);
}

static bool is_any_bad_pointer(const struct c_decls *d, const struct c_type *t)
{
	while (d->types[t->elem].kind == C_TYPE_TYPEDEF)
		t = &d->types[t->elem];
	return is_bad_pointer(d, t);
}

/*
 * A parameter's type.  C takes any pointer of the right type for a typedef of
 * it; so that Go can pass one too, the pointer itself is the type.
 */
static struct type *convert_param(struct c_conversion *cv, c_type_t number)
{
	const struct c_decls *d = cv->d;
	const struct c_type *t = &d->types[number], *base = base_of(d, number);

	if (t->kind == C_TYPE_TYPEDEF && base->kind == C_TYPE_POINTER &&
	    base_of(d, base->elem)->kind != C_TYPE_VOID &&
	    !is_any_bad_pointer(d, t))
		return c_convert(cv, (c_type_t)(base - d->types)).type;
	return c_convert(cv, number).type;
}

static struct object *new_param(struct c_meaning *m, enum var_kind kind,
				struct type *t)
{
	return object_new_var(m->arena, kind, NO_POS, m->c, NO_NAME, t);
}

struct type *c_convert_function(struct c_conversion *cv, c_type_t number)
{
	struct c_meaning *m = cv->m;
	const struct c_type *t = &cv->d->types[number];
	struct object **params =
		ARENA_ARRAY(m->arena, t->nmembers + 1, struct object *);
	struct tuple *results;
	struct type *result;

	for (uint32_t i = 0; i < t->nmembers; i++) {
		c_type_t p = cv->d->members[t->first_member + i].type;

		params[i] = new_param(m, VAR_PARAM, convert_param(cv, p));
	}
	if (base_of(cv->d, t->elem)->kind == C_TYPE_VOID)
		result = convert_void(cv).type;
	else
		result = c_convert(cv, t->elem).type;
	results = new_tuple_of(m->arena, new_param(m, VAR_RESULT, result));
	return &new_signature(m->arena, (struct type_list){0}, NULL,
			      new_tuple(m->arena, params, t->nmembers), results,
			      false)
			->t;
}
