/* SPDX-License-Identifier: MIT */
/*
 * convert.h - the conversion of one source's types; private to meaning
 */
#ifndef CFRONT_CONVERT_H
#define CFRONT_CONVERT_H

#include "base/vec.h"
#include "cfront/decls.h"
#include "cfront/meaning.h"

struct signature;
struct type;

/* How a type would be written in Go, which decides what a typedef is. */
enum go_form {
	FORM_PLAIN, /* not by a name of cgo's */
	FORM_NAME,  /* _Ctype_x */
	FORM_TAG,   /* _Ctype_struct_x */
};

struct go_type {
	struct type *type;
	int64_t size, align;
	uint8_t form;
	bool done;
};

/* What a name "_Ctype_x" of a package stands for. */
struct go_name {
	name_t name;
	struct object *obj;
	struct type *type;
	uint8_t form;  /* of what it was declared as */
	bool complete; /* a struct with its fields */
	bool busy;     /* its fields are being looked at */
};

struct c_conversion {
	struct c_meaning *m;
	const struct c_decls *d;
	struct go_type *types; /* by number */
	/* Structs without a tag, by what they look like (alike.c). */
	struct ptrmap alike;
	/* Pointers whose base is not there yet. */
	struct VEC(struct unfinished {
		struct pointer *pointer;
		c_type_t base;
	}) rest;
};

struct go_type c_convert(struct c_conversion *cv, c_type_t number);
struct type *c_convert_function(struct c_conversion *cv, c_type_t number);
void c_convert_rest(struct c_conversion *cv);

/* struct.c: the fields of a struct. */
struct go_type c_convert_struct(struct c_conversion *cv,
				const struct c_type *t);

/* alike.c: a number for what a struct looks like; never 0. */
uint64_t c_looks(const struct c_decls *d, c_type_t number);

/* meaning.c */
struct go_name *c_go_name(struct c_meaning *m, const char *kind,
			  const char *text);
/* Makes it a defined type; underlying NULL: it comes later. */
void c_define(struct c_meaning *m, struct go_name *n, struct type *underlying);
/* `type n t`, or `type n = t`, as cgo would write it. */
void c_declare(struct c_meaning *m, struct go_name *n, const struct go_type *t);

#endif
