/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "base/unicode.h"
#include "types/decl.h"

/*
 * Imports: a package is asked of the importer by the path in the source.
 * What cannot be imported is reported once and replaced by a package in
 * which every name is found and means nothing, so that its uses cause no
 * errors.
 *
 * See go/types resolver.go.
 */

/* Runes beyond ASCII that are spaces, controls or not characters. */
static bool is_odd_rune(uint32_t r)
{
	return r <= 0xa0 || r == 0xad || r == 0x1680 ||
	       (r >= 0x2000 && r <= 0x200f) || (r >= 0x2028 && r <= 0x202f) ||
	       (r >= 0x205f && r <= 0x206f) || r == 0x3000 || r == 0xfeff ||
	       (r >= 0xd800 && r <= 0xf8ff) || (r >= 0xfff0 && r <= 0xffff);
}

/* spec: Import declarations: an implementation may exclude characters. */
static bool is_path_rune(uint32_t r)
{
	if (r >= 0x80)
		return !is_odd_rune(r);
	return r > ' ' && r < 0x7f &&
	       !strchr("!\"#$%&'()*,:;<=>?[\\]^{|}`", (int)r);
}

/* The import path, or NULL and an error. */
static const char *import_path(struct checker *c, struct basic_lit *lit)
{
	const struct value *val =
		value_from_literal(c->arena, lit->text, lit->len, TOK_STRING);
	const char *path;
	size_t n;
	unsigned len;
	char buf[5];

	if (val->kind != VALUE_STRING) {
		check_error(c, lit->e.node.pos,
			    "invalid import path (invalid syntax)");
		return NULL;
	}
	path = value_string_val(c->arena, val, &n);
	if (n == 0) {
		check_error(c, lit->e.node.pos,
			    "invalid import path (empty string)");
		return NULL;
	}
	for (size_t i = 0; i < n; i += len) {
		uint32_t r = utf8_decode((const unsigned char *)path + i, n - i,
					 &len);

		if (is_path_rune(r))
			continue;
		buf[utf8_encode(r, buf)] = '\0';
		check_error(
			c, lit->e.node.pos,
			"invalid import path (invalid character U+%04X%s%s%s)",
			r, r > ' ' ? " '" : "", r > ' ' ? buf : "",
			r > ' ' ? "'" : "");
		return NULL;
	}
	return path;
}

/* The name of a package that nobody has seen. */
static name_t guess_name(const char *path)
{
	size_t end = strlen(path), start;

	if (end > 0 && path[end - 1] == '/')
		end--;
	for (start = end; start > 0 && path[start - 1] != '/'; start--)
		;
	return name_of_len(path + start, end - start);
}

static struct package *fake_package(struct checker *c, const char *path,
				    name_t name)
{
	struct package *pkg = check_new_package(c->arena, path, name);

	pkg->fake = true;
	return pkg;
}

static struct package *import_new(struct checker *c, pos_t pos,
				  const char *path)
{
	const struct types_config *conf = c->conf;
	const char *why = NULL;
	struct package *pkg = NULL;

	if (strcmp(path, "unsafe") == 0)
		return package_unsafe;
	if (strcmp(path, "C") == 0 && conf->fake_import_c) {
		pkg = fake_package(c, path, name_of("C"));
		c->pkg->fake_c = !conf->c_known;
		pkg->cgo = conf->c_name != NULL;
		return pkg;
	}
	if (conf->importer)
		pkg = conf->importer(conf->ctx, path, &why);
	else
		why = "no importer";
	if (pkg && (pkg->name == NO_NAME || pkg->name == name_blank)) {
		why = "it has no package name";
		pkg = NULL;
	}
	if (pkg)
		return pkg;
	check_error(c, pos, "could not import %s (%s)", path,
		    why ? why : "no such package");
	return fake_package(c, path, guess_name(path));
}

static struct package *import_package(struct checker *c, pos_t pos,
				      const char *path)
{
	void **slot = ptrmap_at_key(&c->imported, c->arena, name_of(path));

	if (!*slot)
		*slot = import_new(c, pos, path);
	return *slot;
}

static void add_import(struct checker *c, struct package *imp,
		       struct ptrmap *known)
{
	struct package *pkg = c->pkg;
	void **slot = ptrmap_at(known, c->arena, imp);

	if (*slot)
		return;
	*slot = imp;
	/* Room is made in powers of two. */
	if ((pkg->nimports & (pkg->nimports - 1)) == 0) {
		uint32_t cap = pkg->nimports ? pkg->nimports * 2 : 1;
		struct package **list =
			ARENA_ARRAY(c->arena, cap, struct package *);

		if (pkg->nimports)
			memcpy(list, pkg->imports,
			       pkg->nimports * sizeof(struct package *));
		pkg->imports = list;
	}
	pkg->imports[pkg->nimports++] = imp;
}

/*
 * What a package exports becomes visible in a file.  The objects stay as
 * they are: others may be reading them.
 */
static void import_dot(struct checker *c, struct scope *file,
		       struct import_spec *spec, struct object *pkg_name)
{
	struct scope *from = pkg_name->imported->scope;
	void **slot = ptrmap_at(&c->dot_imports, c->arena, file);
	struct ptrmap *names = *slot;

	if (!names)
		*slot = names = ARENA_NEW(c->arena, struct ptrmap);
	for (uint32_t i = 0; i < from->n; i++) {
		struct object *obj = from->objects[i], *alt;

		if (!name_exported(obj->name))
			continue;
		alt = scope_lookup(file, obj->name);
		if (alt) {
			check_redeclared(c, spec->node.pos,
					 "redeclared in this block", alt, alt);
			continue;
		}
		scope_insert(c->arena, file, obj);
		*ptrmap_at_key(names, c->arena, obj->name) = pkg_name;
	}
}

void check_use_dot_import(struct checker *c, struct scope *scope,
			  struct object *obj)
{
	const struct ptrmap *names;
	struct object *pkg_name;

	if (c->dot_imports.used == 0 || obj->pkg == c->pkg)
		return;
	names = ptrmap_get(&c->dot_imports, scope);
	pkg_name = names ? ptrmap_get_key(names, obj->name) : NULL;
	if (pkg_name)
		object_mark_used(pkg_name);
}

static void declare_import(struct checker *c, struct scope *file,
			   struct import_spec *spec, struct package *imp,
			   name_t name)
{
	struct object *obj =
		object_new(c->arena, OBJECT_PKG_NAME, node_pos(&spec->node),
			   c->pkg, name, TYP(INVALID));

	obj->imported = imp;
	spec->obj = obj;
	if (spec->name)
		check_record_def(c, spec->name, obj);
	if (imp->fake)
		object_mark_used(obj);
	vec_push(&c->imports, obj);
	if (name == special_names.dot)
		import_dot(c, file, spec, obj);
	else
		check_declare(c, file, NULL, obj, NO_POS);
}

void check_import_spec(struct checker *c, struct scope *file,
		       struct import_spec *spec, struct ptrmap *known)
{
	const char *path;
	struct package *imp;
	name_t name;

	if (!spec->path || spec->path->len == 0)
		return; /* told by the parser */
	path = import_path(c, spec->path);
	if (!path)
		return;
	imp = import_package(c, spec->path->e.node.pos, path);
	name = imp->name;
	if (spec->name) {
		name = spec->name->name;
		if (strcmp(path, "C") == 0) {
			check_error(c, spec->name->e.node.pos,
				    "cannot rename import \"C\"");
			return;
		}
	}
	if (name == special_names.init) {
		check_error(
			c, node_pos(&spec->node),
			"cannot import package as init - init must be a func");
		return;
	}
	add_import(c, imp, known);
	declare_import(c, file, spec, imp, name);
}

/*
 * spec: Import declarations: it is illegal to import a package without
 * referring to any of its names.  When not all bodies were seen nobody
 * knows.
 */
void check_unused_imports(struct checker *c)
{
	if (c->conf->ignore_func_bodies || c->has_skipped_bodies)
		return;
	for (uint32_t i = 0; i < c->imports.len; i++) {
		struct object *obj = c->imports.at[i];
		const char *path = obj->imported->path;
		const char *elem = strrchr(path, '/');

		if (obj->flags & OBJECT_USED || obj->name == name_blank)
			continue;
		elem = elem ? elem + 1 : path;
		if (obj->name == special_names.dot ||
		    strcmp(name_text(obj->name), elem) == 0)
			check_soft_error(c, obj->pos,
					 "\"%s\" imported and not used", path);
		else
			check_soft_error(c, obj->pos,
					 "\"%s\" imported as %s and not used",
					 path, name_text(obj->name));
	}
}
