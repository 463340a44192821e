/* SPDX-License-Identifier: MIT */
/*
 * typestring.h - types and objects as text, with the choices that messages
 * need; types.h has what everybody else wants
 */
#ifndef TYPES_TYPESTRING_H
#define TYPES_TYPESTRING_H

#include "types/types.h"

struct buf;
struct type_path;

/*
 * How a type is written.  With a checker, packages are named as its
 * messages name them; otherwise qualify tells (NULL: by path).
 */
struct type_writer {
	struct buf *out;
	struct checker *check;
	qualifier_fn *qualify;
	bool no_param_names; /* func(int), not func(x int) */
	bool pkg_info; /* says once of which package an unexported field is */
	const struct type_path *path; /* the types around the present one */
	uint32_t depth;
};

void write_type(struct type_writer *w, struct type *t);
/* Without the leading "func". */
void write_signature(struct type_writer *w, struct signature *sig);
/* "pkg." */
void write_package(struct type_writer *w, const struct package *pkg);
void write_tparams(struct type_writer *w, struct type_list list);
void write_object(struct type_writer *w, struct object *obj);
/* "(*pkg.T).m", or "pkg.f". */
void write_func_name(struct type_writer *w, struct object *f);

/* format.c: the checker's name for a package; "" for the one it checks. */
const char *check_qualify(struct checker *c, const struct package *pkg);

#endif
