/* SPDX-License-Identifier: MIT */
/* What to say when a field or method is not found but a similar one is. */
#include "types/check.h"

#include <string.h>

enum mismatch {
	MISSING,      /* nothing similar that could be meant */
	MISSPELLED,   /* other capitals */
	UNEXPORTED,   /* another package's, which differs in the first letter */
	INACCESSIBLE, /* another package's, of the same name */
};

/* The text behind the first character. */
static const char *tail(name_t name)
{
	const char *s = name_text(name);

	if (*s)
		s++;
	while (((unsigned char)*s & 0xc0) == 0x80)
		s++;
	return s;
}

/*
 * Capitals that differ in the first letter only are a likely mistake; a name
 * of another package that differs elsewhere too is none of the user's
 * business unless it is exported.
 */
static enum mismatch mismatch(const struct checker *c, name_t sel,
			      const struct object *obj)
{
	bool same_tail, exported;

	if (!obj)
		return MISSING;
	if (obj->pkg == c->pkg)
		return MISSPELLED;
	same_tail = strcmp(tail(sel), tail(obj->name)) == 0;
	exported = name_exported(obj->name);
	if (name_exported(sel)) {
		if (exported)
			return MISSPELLED;
		return same_tail ? UNEXPORTED : MISSING;
	}
	if (exported)
		return same_tail ? MISSPELLED : MISSING;
	return sel == obj->name ? INACCESSIBLE : MISSING;
}

static const char *literal_error(struct checker *c, enum mismatch m,
				 const char *type, const char *name,
				 const char *alt)
{
	static const char unknown[] =
		"unknown field %s in struct literal of type %s";

	switch (m) {
	case MISSPELLED:
		return check_sprintf(c,
				     "unknown field %s in struct literal of "
				     "type %s, but does have %s",
				     name, type, alt);
	case UNEXPORTED:
		return check_sprintf(c,
				     "unknown field %s in struct literal of "
				     "type %s, but does have unexported %s",
				     name, type, alt);
	case INACCESSIBLE:
		return check_sprintf(c,
				     "cannot refer to unexported field %s in "
				     "struct literal of type %s",
				     alt, type);
	case MISSING:
		break;
	}
	return check_sprintf(c, unknown, name, type);
}

const char *check_lookup_error(struct checker *c, struct type *t, name_t sel,
			       struct object *obj, bool struct_lit)
{
	enum mismatch m = mismatch(c, sel, obj);
	const char *name = name_text(sel), *type = type_str(c, t);
	const char *alt = obj ? name_text(obj->name) : "", *what = "object";

	if (struct_lit)
		return literal_error(c, m, type, name, alt);
	if (obj && obj->kind == OBJECT_VAR)
		what = "field";
	else if (obj && obj->kind == OBJECT_FUNC)
		what = "method";
	switch (m) {
	case MISSPELLED:
		return check_sprintf(c,
				     "type %s has no field or method %s, but "
				     "does have %s %s",
				     type, name, what, alt);
	case UNEXPORTED:
		return check_sprintf(c,
				     "type %s has no field or method %s, but "
				     "does have unexported %s %s",
				     type, name, what, alt);
	case INACCESSIBLE:
		return check_sprintf(c, "cannot refer to unexported %s %s",
				     what, alt);
	case MISSING:
		break;
	}
	return check_sprintf(c, "type %s has no field or method %s", type,
			     name);
}
