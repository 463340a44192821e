/* SPDX-License-Identifier: MIT */
#include "types/types.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "base/unicode.h"
#include "types/check.h"

struct object *object_new(struct arena *a, enum object_kind kind, pos_t pos,
			  struct package *pkg, name_t name, struct type *type)
{
	struct object *obj = ARENA_NEW(a, struct object);

	obj->kind = (uint8_t)kind;
	obj->pos = pos;
	obj->pkg = pkg;
	obj->name = name;
	obj->type = type;
	return obj;
}

struct object *object_new_var(struct arena *a, enum var_kind kind, pos_t pos,
			      struct package *pkg, name_t name,
			      struct type *type)
{
	struct object *obj = object_new(a, OBJECT_VAR, pos, pkg, name, type);

	obj->var_kind = (uint8_t)kind;
	return obj;
}

bool object_exported(const struct object *obj)
{
	return name_exported(obj->name);
}

bool object_is_dependency(const struct object *obj)
{
	return obj->kind == OBJECT_CONST || obj->kind == OBJECT_VAR ||
	       obj->kind == OBJECT_FUNC;
}

bool same_pkg(const struct package *a, const struct package *b)
{
	/* Nobody's objects are those of the universe. */
	if (a == b || !a || !b)
		return a == b;
	return strcmp(a->path, b->path) == 0;
}

/*
 * spec: Uniqueness of identifiers.  With fold_case, for the sake of better
 * messages, capitals and packages make no difference (those of ASCII do not;
 * the message about another letter is shorter).
 */
bool object_same_id(const struct object *obj, const struct package *pkg,
		    name_t name, bool fold_case)
{
	if (obj->name != name)
		return fold_case &&
		       strcasecmp(name_text(obj->name), name_text(name)) == 0;
	return fold_case || obj->pkg == pkg || name_exported(name) ||
	       same_pkg(obj->pkg, pkg);
}

/* Exported ones first; by name; then, if not exported, by package. */
int object_compare(const struct object *a, const struct object *b)
{
	bool exported = name_exported(a->name);

	if (a == b)
		return 0;
	if (exported != name_exported(b->name))
		return exported ? -1 : 1;
	if (a->name != b->name)
		return name_compare(a->name, b->name);
	if (exported || a->pkg == b->pkg)
		return 0;
	if (!a->pkg || !b->pkg)
		return a->pkg ? 1 : -1;
	return strcmp(a->pkg->path, b->pkg->path);
}

/*
 * A method that has no type yet, or whose signature is not there yet, is
 * known by what its declaration looks like.
 */
bool func_has_ptr_recv(const struct object *func)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, func->type);
	bool pointer = func->flags & OBJECT_PTR_RECV;

	if (sig && sig->recv)
		deref(sig->recv->type, &pointer);
	return pointer;
}

bool type_name_is_alias(const struct object *obj)
{
	struct type *t = obj->type;

	if (!t)
		return false;
	switch (t->kind) {
	case TYPE_BASIC:
		if (obj->pkg == package_unsafe)
			return false;
		/*
		 * Basic types are declared outside of packages; byte and rune
		 * are aliases though they have types with their own names.
		 */
		return obj->pkg ||
		       strcmp(((struct basic *)t)->name,
			      name_text(obj->name)) != 0 ||
		       t == universe_byte || t == universe_rune;
	case TYPE_NAMED:
		return obj != ((struct named *)t)->obj;
	case TYPE_PARAM:
		return obj != ((struct type_param *)t)->obj;
	default:
		return true;
	}
}

static const char *var_kind_text(const struct object *obj)
{
	static const char *const text[] = {
		[VAR_NONE] = "variable",
		[VAR_PACKAGE] = "package-level variable",
		[VAR_LOCAL] = "local variable",
		[VAR_RECV] = "receiver",
		[VAR_PARAM] = "parameter",
		[VAR_RESULT] = "result variable",
		[VAR_FIELD] = "struct field",
	};

	return text[obj->var_kind];
}

const char *object_kind_text(struct object *obj)
{
	struct signature *sig;

	switch ((enum object_kind)obj->kind) {
	case OBJECT_PKG_NAME:
		return "package name";
	case OBJECT_CONST:
		return "constant";
	case OBJECT_TYPE_NAME:
		if (type_name_is_alias(obj))
			return "type alias";
		if (obj->type && obj->type->kind == TYPE_PARAM)
			return "type parameter";
		return "defined type";
	case OBJECT_VAR:
		return var_kind_text(obj);
	case OBJECT_FUNC:
		sig = TYPE_AS(SIGNATURE, signature, obj->type);
		return sig && sig->recv ? "method" : "function";
	case OBJECT_LABEL:
		return "label";
	case OBJECT_BUILTIN:
		return "built-in function";
	case OBJECT_NIL:
		return "untyped nil";
	case OBJECT_CNAME:
		return "name of C";
	}
	return "unknown symbol";
}

bool is_valid_name(name_t name)
{
	const unsigned char *s = (const unsigned char *)name_text(name);
	size_t n = name_len(name);
	unsigned len;

	for (size_t i = 0; i < n; i += len) {
		uint32_t rune = utf8_decode(s + i, n - i, &len);

		if (rune != '_' && !rune_is_letter(rune) &&
		    !(i > 0 && rune_is_digit(rune)))
			return false;
	}
	return true;
}

/* Declarations */

struct func_decl *object_func_decl(const struct object *func)
{
	return func->decl ? func->decl->fdecl : NULL;
}

struct ast_file *object_file(const struct object *obj)
{
	return obj->decl ? obj->decl->ast : NULL;
}

uint32_t object_go_version(const struct object *obj)
{
	return obj->decl ? obj->decl->version : 0;
}
