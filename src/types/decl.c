/* SPDX-License-Identifier: MIT */
#include "types/check.h"

#include "types/decl.h"

/*
 * Declarations of constants, variables and functions, and the depth-first
 * walk over all declarations.
 *
 * An object is in one of three states: its type is not known (NULL); it is
 * being found out, which is when the object is on the object path (its
 * path_index is not 0); it is known.  Meeting an object that is on the path
 * is a cycle.  Whether a cycle is allowed depends on what is in it
 * (decl_cycle.c); cycles of constants and variables alone are told later,
 * by initorder.c.
 *
 * See go/types decl.go.
 */

void check_redeclared(struct checker *c, pos_t pos, const char *what,
		      struct object *obj, struct object *alt)
{
	const char *name = name_text(obj->name);

	if (alt->pos != NO_POS)
		check_error(c, pos, "%s %s\n\t%s: other declaration of %s",
			    name, what, check_pos_text(c, alt->pos), name);
	else
		check_error(c, pos, "%s %s", name, what);
}

void check_declare(struct checker *c, struct scope *s, struct ident *id,
		   struct object *obj, pos_t scope_pos)
{
	/* spec: Blank identifier: it introduces no binding. */
	if (obj->name != name_blank) {
		struct object *alt = scope_insert(c->arena, s, obj);

		if (alt) {
			check_redeclared(c, obj->pos,
					 "redeclared in this block", obj, alt);
			return;
		}
		obj->scope_pos = scope_pos;
	}
	if (id)
		check_record_def(c, id, obj);
}

/*
 * The object is on the path: a cycle.  One that is not allowed leaves the
 * object with the invalid type, but for a function: everybody relies on its
 * having a signature, and the empty one that it has now will do.
 */
static void object_cycle(struct checker *c, struct object *obj)
{
	bool valid = check_valid_cycle(c, obj);

	switch (obj->kind) {
	case OBJECT_CONST:
	case OBJECT_VAR:
		if (!valid || !obj->type)
			obj->type = TYP(INVALID);
		break;
	case OBJECT_TYPE_NAME:
		if (!valid)
			obj->type = TYP(INVALID);
		break;
	}
}

static void var_decl(struct checker *c, struct object *obj, struct object **lhs,
		     uint32_t nlhs, struct expr *typ, struct expr *init);

static void put_off_body(struct checker *c, void *arg)
{
	struct object *obj = arg;
	struct decl_info *decl = obj->decl;

	check_func_body(c, decl, (struct signature *)obj->type,
			decl->fdecl->body, NULL);
	obj->flags |= OBJECT_BODY_CHECKED;
}

static void func_decl(struct checker *c, struct object *obj)
{
	struct func_decl *d = obj->decl->fdecl;
	struct signature *sig = ARENA_NEW(c->arena, struct signature);

	sig->t.kind = TYPE_SIGNATURE;
	obj->type = &sig->t; /* a function may refer to itself */
	check_func_type(c, sig, d->recv, d->type);
	/* All of it is the function's scope. */
	sig->scope->pos = node_pos(&d->node);
	sig->scope->end = node_end(&d->node);
	if (obj->flags & OBJECT_NO_BODY && d->type->tparams &&
	    d->type->tparams->nfields > 0)
		check_soft_error(c, d->name->e.node.pos,
				 "generic function is missing function body");
	if (!c->conf->ignore_func_bodies && d->body)
		check_later(c, put_off_body, obj);
}

/* What is on the path now is checked in the scope of its file. */
static void check_pushed(struct checker *c, void *arg)
{
	struct object *obj = arg;
	struct decl_info *d = obj->decl;
	struct environment saved = c->env;

	c->env = (struct environment){.scope = d->file, .version = d->version};
	switch (obj->kind) {
	case OBJECT_CONST:
		c->env.decl = d;
		check_const_decl(c, obj, d->vtyp, d->init, d->inherited);
		break;
	case OBJECT_VAR:
		c->env.decl = d;
		var_decl(c, obj, d->lhs, d->nlhs, d->vtyp, d->init);
		break;
	case OBJECT_TYPE_NAME:
		check_type_decl(c, obj, d->tdecl);
		check_collect_methods(c, obj);
		break;
	case OBJECT_FUNC:
		func_decl(c, obj);
		break;
	}
	c->env = saved;
}

void check_obj_decl(struct checker *c, struct object *obj)
{
	if (obj->path_index) {
		object_cycle(c, obj);
		return;
	}
	if (obj->type)
		return;
	check_push(c, obj);
	if (!check_is_deep(c) || !check_on_new_stack(c, check_pushed, obj))
		check_pushed(c, obj);
	check_pop(c);
}

/* obj->val is the value of iota. */
static void const_decl(struct checker *c, struct object *obj, struct expr *typ,
		       struct expr *init, bool inherited)
{
	struct operand x = {0};

	if (typ) {
		struct type *t = check_typ(c, typ);

		if (!is_const_type(t)) {
			/* What C left invalid was told before. */
			if (is_valid(type_under(t)))
				check_error(c, expr_pos(typ),
					    "invalid constant type %s",
					    type_str(c, t));
			obj->type = TYP(INVALID);
			return;
		}
		obj->type = t;
	}
	if (init) {
		/*
		 * Errors in the expression of an earlier constant are told
		 * here, where its value is wanted.
		 */
		if (inherited)
			c->env.errpos = obj->pos;
		check_expr(c, NULL, &x, init);
	}
	check_init_const(c, obj, &x);
}

void check_const_decl(struct checker *c, struct object *obj, struct expr *typ,
		      struct expr *init, bool inherited)
{
	const struct value *iota = c->env.iota;
	pos_t errpos = c->env.errpos;

	c->env.iota = obj->val;
	c->env.errpos = NO_POS;
	obj->val = value_make_unknown();
	const_decl(c, obj, typ, init, inherited);
	c->env.iota = iota;
	c->env.errpos = errpos;
}

/* lhs are all the variables when one expression initializes several. */
static void var_decl(struct checker *c, struct object *obj, struct object **lhs,
		     uint32_t nlhs, struct expr *typ, struct expr *init)
{
	struct operand x = {0};

	/*
	 * The type is not given to the other variables yet: with a type they
	 * would count as checked.
	 */
	if (typ)
		obj->type = check_var_type(c, typ);
	if (!init) {
		if (!typ) /* told by check_arity() */
			obj->type = TYP(INVALID);
		return;
	}
	if (nlhs <= 1) {
		check_expr(c,
			   check_new_target(c, obj->type, name_text(obj->name)),
			   &x, init);
		check_init_var(c, obj, &x, "variable declaration");
		return;
	}
	if (typ)
		for (uint32_t i = 0; i < nlhs; i++)
			lhs[i]->type = obj->type;
	check_init_vars(c, lhs, nlhs, &init, 1, NULL);
}

/* Inside functions */

/*
 * spec: Declarations and scope: names are known from the end of the
 * specification on.  Function literals in it are done before.
 */
static void declare_names(struct checker *c, struct value_spec *s,
			  struct object **objs, uint32_t top)
{
	pos_t scope_pos = node_end(&s->node);

	check_process_delayed(c, top);
	for (uint32_t i = 0; i < s->nnames; i++)
		check_declare(c, c->env.scope, s->names[i], objs[i], scope_pos);
}

static void local_consts(struct checker *c, struct value_spec *s,
			 struct value_spec **last)
{
	uint32_t top = c->delayed.len;
	bool inherited;
	struct value_spec *group = const_group(s, last, &inherited);
	struct object **objs =
		ARENA_ARRAY(c->arena, s->nnames, struct object *);

	check_arity(c, s, group);
	for (uint32_t i = 0; i < s->nnames; i++) {
		struct ident *id = s->names[i];
		struct expr *init = NULL;

		objs[i] = object_new(c->arena, OBJECT_CONST, id->e.node.pos,
				     c->pkg, id->name, NULL);
		objs[i]->val = value_make_int64(c->arena, s->iota);
		if (i < group->nvalues)
			init = group->values[i];
		check_const_decl(c, objs[i], group->type, init, inherited);
	}
	declare_names(c, s, objs, top);
}

static void init_local_vars(struct checker *c, struct value_spec *s,
			    struct object **objs)
{
	for (uint32_t i = 0; i < s->nnames; i++) {
		struct expr *init = i < s->nvalues ? s->values[i] : NULL;
		bool spread = s->nvalues == 1 && s->nnames > 1;

		var_decl(c, objs[i], spread ? objs : NULL,
			 spread ? s->nnames : 0, s->type, init);
		/* One value is for one variable, or has done for all. */
		if (s->nvalues == 1)
			break;
	}
}

static void local_vars(struct checker *c, struct value_spec *s)
{
	uint32_t top = c->delayed.len;
	struct object **objs =
		ARENA_ARRAY(c->arena, s->nnames, struct object *);

	check_arity(c, s, NULL);
	for (uint32_t i = 0; i < s->nnames; i++) {
		struct ident *id = s->names[i];

		objs[i] = object_new_var(c->arena, VAR_LOCAL, id->e.node.pos,
					 c->pkg, id->name, NULL);
	}
	init_local_vars(c, s, objs);
	declare_names(c, s, objs, top);
}

/* spec: Declarations and scope: a type's name is known from itself on. */
static void local_type(struct checker *c, struct type_spec *s)
{
	struct object *obj =
		object_new(c->arena, OBJECT_TYPE_NAME, s->name->e.node.pos,
			   c->pkg, s->name->name, NULL);

	check_declare(c, c->env.scope, s->name, obj, s->name->e.node.pos);
	check_push(c, obj);
	check_type_decl(c, obj, s);
	check_pop(c);
}

void check_decl_stmt(struct checker *c, struct gen_decl *d)
{
	struct value_spec *last = NULL;

	for (uint32_t i = 0; i < d->nspecs; i++) {
		struct node *n = d->specs[i];

		if (n->kind == NODE_TYPE_SPEC)
			local_type(c, (struct type_spec *)n);
		else if (n->kind != NODE_VALUE_SPEC)
			continue; /* an import, told by the parser */
		else if (d->node.op == TOK_CONST)
			local_consts(c, (struct value_spec *)n, &last);
		else
			local_vars(c, (struct value_spec *)n);
	}
}
