/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Collects the names of a package: those of declarations into the package's
 * scope, those of imports into a scope for each file, methods into lists by
 * the type they belong to.  Nothing is given a type yet.
 *
 * Objects are numbered in source order, and that is the order in which
 * everything later goes over them.
 *
 * See go/types resolver.go.
 */

/* A method that is to be found through its receiver's type name. */
struct method_info {
	struct object *obj;
	bool ptr;
	struct ident *recv;
};

struct collector {
	struct checker *c;
	struct scope *file;
	struct ast_file *ast;
	struct ptrmap known_imports; /* of the package: package -> itself */
	struct VEC(struct method_info) methods;
};

struct decl_info *check_new_decl(struct checker *c, struct scope *file,
				 struct ast_file *ast)
{
	struct decl_info *d = ARENA_NEW(c->arena, struct decl_info);

	d->file = file;
	d->ast = ast;
	d->version = c->env.version;
	d->serial = ++c->next_serial;
	return d;
}

void check_arity(struct checker *c, struct value_spec *s,
		 struct value_spec *group)
{
	uint32_t l = s->nnames;
	uint32_t r = group ? group->nvalues : s->nvalues;

	if (!group && r == 0) {
		if (!s->type)
			check_error(c, node_pos(&s->node),
				    "missing type or init expr");
	} else if (l < r) {
		if (l < s->nvalues)
			check_error(c, expr_pos(s->values[l]),
				    "extra init expr %s",
				    expr_str(c, s->values[l]));
		else
			check_error(c, node_pos(&s->node),
				    "extra init expr at %s",
				    check_pos_text(c, node_pos(&group->node)));
	} else if (l > r && (group || r != 1)) {
		check_error(c, s->names[r]->e.node.pos,
			    "missing init expr for %s",
			    name_text(s->names[r]->name));
	}
}

/* An object of the package with its declaration, in source order. */
static void add_object(struct checker *c, struct object *obj,
		       struct decl_info *d)
{
	obj->decl = d;
	obj->order = ++c->next_order;
	vec_push(&c->obj_list, obj);
}

/* Not for functions and methods. */
static void declare_object(struct checker *c, struct ident *id,
			   struct object *obj, struct decl_info *d)
{
	/*
	 * spec: Package initialization; Program execution: init, and main in
	 * package main, may only be declared as functions.
	 */
	if (id->name == special_names.init) {
		check_error(c, id->e.node.pos,
			    "cannot declare init - must be func");
		return;
	}
	if (id->name == special_names.main &&
	    c->pkg->name == special_names.main) {
		check_error(c, id->e.node.pos,
			    "cannot declare main - must be func");
		return;
	}
	check_declare(c, c->pkg->scope, id, obj, NO_POS);
	add_object(c, obj, d);
}

static void collect_const(struct collector *co, struct value_spec *s,
			  struct value_spec **last)
{
	struct checker *c = co->c;
	bool inherited;
	struct value_spec *group = const_group(s, last, &inherited);

	check_arity(c, s, group);
	for (uint32_t i = 0; i < s->nnames; i++) {
		struct ident *id = s->names[i];
		struct object *obj =
			object_new(c->arena, OBJECT_CONST, id->e.node.pos,
				   c->pkg, id->name, NULL);
		struct decl_info *d = check_new_decl(c, co->file, co->ast);

		obj->val = value_make_int64(c->arena, s->iota);
		d->vtyp = group->type;
		if (i < group->nvalues)
			d->init = group->values[i];
		d->inherited = inherited;
		declare_object(c, id, obj, d);
	}
}

/*
 * Variables that one call initializes share a declaration, so that each of
 * them depends on it.
 */
static void collect_var(struct collector *co, struct value_spec *s)
{
	struct checker *c = co->c;
	struct decl_info *shared = NULL;

	check_arity(c, s, NULL);
	if (s->nvalues == 1 && s->nnames > 1) {
		shared = check_new_decl(c, co->file, co->ast);
		shared->lhs = ARENA_ARRAY(c->arena, s->nnames, struct object *);
		shared->nlhs = s->nnames;
		shared->vtyp = s->type;
		shared->init = s->values[0];
	}
	for (uint32_t i = 0; i < s->nnames; i++) {
		struct ident *id = s->names[i];
		struct object *obj =
			object_new_var(c->arena, VAR_PACKAGE, id->e.node.pos,
				       c->pkg, id->name, NULL);
		struct decl_info *d = shared;

		if (d) {
			d->lhs[i] = obj;
		} else {
			d = check_new_decl(c, co->file, co->ast);
			d->vtyp = s->type;
			if (i < s->nvalues)
				d->init = s->values[i];
		}
		declare_object(c, id, obj, d);
	}
}

static void collect_type(struct collector *co, struct type_spec *s)
{
	struct checker *c = co->c;
	struct object *obj =
		object_new(c->arena, OBJECT_TYPE_NAME, s->name->e.node.pos,
			   c->pkg, s->name->name, NULL);
	struct decl_info *d = check_new_decl(c, co->file, co->ast);

	d->tdecl = s;
	declare_object(c, s->name, obj, d);
}

static void collect_gen(struct collector *co, struct gen_decl *g)
{
	struct value_spec *last = NULL;

	for (uint32_t i = 0; i < g->nspecs; i++) {
		struct node *n = g->specs[i];

		switch (n->kind) {
		case NODE_IMPORT_SPEC:
			check_import_spec(co->c, co->file,
					  (struct import_spec *)n,
					  &co->known_imports);
			break;
		case NODE_VALUE_SPEC:
			if (g->node.op == TOK_CONST)
				collect_const(co, (struct value_spec *)n,
					      &last);
			else
				collect_var(co, (struct value_spec *)n);
			break;
		case NODE_TYPE_SPEC:
			collect_type(co, (struct type_spec *)n);
			break;
		}
	}
}

static pos_t field_pos(const struct field *f)
{
	return f->nnames > 0 ? f->names[0]->e.node.pos : expr_pos(f->type);
}

/* spec: Program execution: init and main have no parameters of any kind. */
static void check_special_func(struct checker *c, struct func_decl *d)
{
	const char *name = name_text(d->name->name);
	struct func_type *t = d->type;

	if (t->tparams && t->tparams->nfields > 0)
		check_soft_error(c, field_pos(&t->tparams->fields[0]),
				 "func %s must have no type parameters", name);
	if (t->params->nfields > 0 || t->results)
		check_soft_error(
			c, d->name->e.node.pos,
			"func %s must have no arguments and no return values",
			name);
}

static void collect_plain_func(struct collector *co, struct func_decl *d,
			       struct object *obj)
{
	struct checker *c = co->c;
	struct field_list *tparams = d->type->tparams;
	bool init = obj->name == special_names.init;

	if (d->recv) /* taken for a function */
		check_error(c, d->recv->opening, "method has no receiver");
	if (init || (obj->name == special_names.main &&
		     c->pkg->name == special_names.main))
		check_special_func(c, d);
	else if (tparams && tparams->nfields > 0)
		check_verify_version(c, field_pos(&tparams->fields[0]),
				     GO_VERSION(18), "type parameter");
	if (!init) {
		check_declare(c, c->pkg->scope, d->name, obj, NO_POS);
		return;
	}
	/* Nobody can refer to an init function. */
	obj->parent = c->pkg->scope;
	check_record_def(c, d->name, obj);
	if (obj->flags & OBJECT_NO_BODY)
		check_soft_error(c, obj->pos, "func init must have a body");
}

/*
 * A method whose receiver's type cannot be found, or whose name is blank,
 * belongs to no type; it is checked like a function all the same.
 */
static void collect_method(struct collector *co, struct func_decl *d,
			   struct object *obj)
{
	struct checker *c = co->c;
	struct field_list *tparams = d->type->tparams;
	struct method_info m = {.obj = obj};
	struct expr *base;

	m.ptr = check_unpack_recv(c, d->recv->fields[0].type, false, &base,
				  NULL, NULL);
	m.recv = AS(IDENT, ident, base);
	if (m.recv && obj->name != name_blank)
		vec_push(&co->methods, m);
	if (tparams && tparams->nfields > 0)
		check_verify_version(c, field_pos(&tparams->fields[0]),
				     GO_VERSION(27), "generic method");
	check_record_def(c, d->name, obj);
}

static void collect_func(struct collector *co, struct func_decl *d)
{
	struct checker *c = co->c;
	struct object *obj =
		object_new(c->arena, OBJECT_FUNC, d->name->e.node.pos, c->pkg,
			   d->name->name, NULL);
	struct decl_info *info = check_new_decl(c, co->file, co->ast);

	info->fdecl = d;
	if (!d->body) {
		if (d->node.flags & NODE_SKIPPED)
			c->has_skipped_bodies = true;
		else
			obj->flags |= OBJECT_NO_BODY;
	}
	if (d->recv && d->recv->nfields > 0)
		collect_method(co, d, obj);
	else
		collect_plain_func(co, d, obj);
	add_object(c, obj, info);
}

/* A directive belongs to the declaration that follows it. */
static void mark_exported_to_c(struct ast_file *f)
{
	uint32_t k = 0;

	for (uint32_t i = 0; i < f->ndecls && k < f->ndirectives; i++) {
		pos_t pos = node_pos(f->decls[i]);
		bool marked = false;
		struct func_decl *d;

		for (; k < f->ndirectives && f->directives[k].pos < pos; k++)
			marked = marked ||
				 f->directives[k].kind == DIRECTIVE_EXPORT;
		d = AS(FUNC_DECL, func_decl, f->decls[i]);
		if (marked && d && d->name->obj)
			d->name->obj->flags |= OBJECT_EXPORTED_C;
		/* What stands in a body speaks of nothing that follows. */
		if (d && d->rbrace != NO_POS)
			while (k < f->ndirectives &&
			       f->directives[k].pos < d->rbrace)
				k++;
	}
}

static void collect_file(struct collector *co, uint32_t i)
{
	struct checker *c = co->c;
	struct package *pkg = c->pkg;
	struct ast_file *f = pkg->files[i];
	struct source_file *src = f->source;

	c->env.version = go_version_parse(pkg->file_versions[i]);
	check_record_def(c, f->name, NULL);
	co->ast = f;
	co->file = scope_new(c->arena, pkg->scope, src->base,
			     src->base + src->size);
	pkg->file_scopes[i] = co->file;
	for (uint32_t k = 0; k < f->ndecls; k++) {
		struct node *d = f->decls[k];

		if (d->kind == NODE_GEN_DECL)
			collect_gen(co, (struct gen_decl *)d);
		else if (d->kind == NODE_FUNC_DECL)
			collect_func(co, (struct func_decl *)d);
	}
	mark_exported_to_c(f);
}

/* spec: Declarations and scope: no name is in both blocks. */
static void check_file_scope(struct checker *c, struct scope *file)
{
	for (uint32_t i = 0; i < file->n; i++) {
		struct object *obj = file->objects[i];
		struct object *alt = scope_lookup(c->pkg->scope, obj->name);
		const char *name;

		if (!alt)
			continue;
		name = name_text(alt->name);
		if (obj->kind == OBJECT_PKG_NAME)
			check_error(
				c, alt->pos,
				"%s already declared through import of package "
				"%s (\"%s\")\n\t%s: other declaration of %s",
				name, name_text(obj->imported->name),
				obj->imported->path,
				check_pos_text(c, obj->pos), name);
		else
			check_error(c, alt->pos,
				    "%s already declared through dot-import of "
				    "package %s (\"%s\")",
				    name, name_text(obj->pkg->name),
				    obj->pkg->path);
	}
}

/*
 * The type that a method's receiver names: through aliases that are not
 * generic, and at most one pointer.  *ptr is whether there was one.
 */
static struct object *resolve_base_type_name(struct checker *c, bool *ptr,
					     struct ident *name)
{
	/* A cycle of aliases is noticed by meeting an old one again. */
	struct object *old = NULL;
	uint32_t steps = 0, limit = 1;

	while (name) {
		struct object *obj = scope_lookup(c->pkg->scope, name->name);
		struct type_spec *spec;
		struct expr *t;
		struct star_expr *star;

		if (!obj || obj->kind != OBJECT_TYPE_NAME || obj == old)
			return NULL;
		spec = obj->decl->tdecl;
		if (!(spec->node.flags & NODE_ALIAS))
			return obj;
		if (spec->tparams)
			return NULL;
		if (++steps == limit) {
			old = obj;
			limit *= 2;
		}
		t = ast_unparen(spec->type);
		star = AS(STAR_EXPR, star_expr, t);
		if (star) {
			if (*ptr)
				return NULL;
			*ptr = true;
			t = ast_unparen(star->x);
		}
		name = AS(IDENT, ident, t);
	}
	return NULL;
}

static void associate_methods(struct collector *co)
{
	struct checker *c = co->c;

	for (uint32_t i = 0; i < co->methods.len; i++) {
		struct method_info *m = &co->methods.at[i];
		bool ptr = m->ptr;
		struct object *base = resolve_base_type_name(c, &ptr, m->recv);
		struct method_list **list;

		if (!base)
			continue;
		if (ptr)
			m->obj->flags |= OBJECT_PTR_RECV;
		list = (struct method_list **)ptrmap_at(&c->methods, c->arena,
							base);
		if (!*list)
			*list = ARENA_NEW(c->arena, struct method_list);
		vec_push_in(c->arena, &(*list)->list, m->obj);
	}
}

void check_collect_objects(struct checker *c)
{
	struct package *pkg = c->pkg;
	struct collector co = {.c = c};

	pkg->file_scopes = ARENA_ARRAY(c->arena, pkg->nfiles, struct scope *);
	for (uint32_t i = 0; i < pkg->nfiles; i++)
		collect_file(&co, i);
	for (uint32_t i = 0; i < pkg->nfiles; i++)
		check_file_scope(c, pkg->file_scopes[i]);
	associate_methods(&co);
	vec_finish(&co.methods);
}

bool check_unpack_recv(struct checker *c, struct expr *rtyp, bool unpack_params,
		       struct expr **ret_base, struct ident ***ret_tparams,
		       uint32_t *ret_n)
{
	struct expr *base = ast_unparen(rtyp);
	struct star_expr *star = AS(STAR_EXPR, star_expr, base);
	struct index_expr *ix;

	if (star)
		base = ast_unparen(star->x);
	ix = AS(INDEX_EXPR, index_expr, base);
	*ret_base = ix ? ix->x : base;
	if (!unpack_params || !ret_tparams || !ret_n)
		return star != NULL;
	*ret_tparams = NULL;
	*ret_n = 0;
	if (!ix)
		return star != NULL;
	*ret_tparams = ARENA_ARRAY(c->arena, ix->nindices, struct ident *);
	*ret_n = ix->nindices;
	for (uint32_t i = 0; i < ix->nindices; i++) {
		struct expr *arg = ix->indices[i];
		struct ident *par = AS(IDENT, ident, arg);

		if (!par) {
			if (arg->node.kind != NODE_BAD_EXPR)
				check_error(c, expr_pos(arg),
					    "receiver type parameter %s must "
					    "be an identifier",
					    expr_str(c, arg));
			par = ARENA_NEW(c->arena, struct ident);
			par->e.node.kind = NODE_IDENT;
			par->e.node.pos = expr_pos(arg);
			par->name = name_blank;
		}
		(*ret_tparams)[i] = par;
	}
	return star != NULL;
}

/*
 * Types first, aliases after the types that they may stand for, and then
 * what has a type: so an alias is seldom needed before it is known.
 */
void check_package_objects(struct checker *c)
{
	struct VEC(struct object *) aliases = {0};

	for (uint32_t i = 0; i < c->obj_list.len; i++) {
		struct object *obj = c->obj_list.at[i];

		if (obj->kind != OBJECT_TYPE_NAME)
			continue;
		if (obj->decl->tdecl->node.flags & NODE_ALIAS)
			vec_push(&aliases, obj);
		else
			check_obj_decl(c, obj);
	}
	for (uint32_t i = 0; i < aliases.len; i++)
		check_obj_decl(c, aliases.at[i]);
	vec_finish(&aliases);
	for (uint32_t i = 0; i < c->obj_list.len; i++) {
		struct object *obj = c->obj_list.at[i];

		if (obj->kind != OBJECT_TYPE_NAME)
			check_obj_decl(c, obj);
	}
}
