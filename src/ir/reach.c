/* SPDX-License-Identifier: MIT */
/*
 * Which functions follow from those that were built
 *
 * Functions that a body names are in a queue as soon as they are named.
 * Others are called without being named: methods, on interfaces or through
 * reflection.  They follow from types that are converted to interfaces, and
 * from what reflection gets from such a type: pointers to it, its elements
 * and fields, parameters and results of its methods.
 *
 * When only named packages are built, all methods of all these types are
 * wanted, and all of the exported types of the packages: what x/tools'
 * ssautil.AllFunctions has.  When bodies of dependencies are built as far as
 * calls reach (ir_config.reach), a method is wanted if some body calls one
 * of its name and signature on an interface.  That is rapid type analysis
 * (Bacon and Sweeney 1996) with a coarser question, which needs no sets of
 * interfaces that a type implements and can only build too much.
 *
 * Work comes in rounds.  A round's new types are looked into by all threads
 * at once; in between, what they found is put together by one.  What comes
 * out is a fixed point, so it does not matter in which order it is found.
 */
#include "ir/create.h"

#include "types/construct.h"
#include "types/methodset.h"
#include "types/predicates.h"

/* Methods of one name: called on interfaces, and those that types have. */
struct called {
	struct VEC(struct object *) invoked;
	struct VEC(const struct selection *) methods;
};

struct ir_reach {
	struct ir_program *prog;
	struct arena *a;
	struct ptrmap types; /* canonical type -> struct ir_reached * */
	struct ptrmap names; /* name -> struct called * */
	/* Of the round that is under way, and of the next one. */
	struct VEC(struct ir_reached *) now, next;
};

/* Parts of types */

static void add_type(struct ir_builder *b, struct type *t)
{
	if (t)
		ir_note_runtime_type(b, t);
}

static void add_vars(struct ir_builder *b, struct object **vars, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		add_type(b, vars[i]->type);
}

static void add_tuple(struct ir_builder *b, const struct tuple *t)
{
	if (t)
		add_vars(b, t->vars, t->n);
}

static void add_signature(struct ir_builder *b, struct type *t)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, t);

	if (!sig || sig->tparams.n > 0)
		return;
	add_tuple(b, sig->params);
	add_tuple(b, sig->results);
}

static void add_parts(struct ir_builder *b, struct type *t)
{
	struct structure *s = TYPE_AS(STRUCT, structure, t);

	switch ((enum type_kind)t->kind) {
	case TYPE_ARRAY:
		add_type(b, ((struct array *)t)->elem);
		break;
	case TYPE_SLICE:
		add_type(b, ((struct slice *)t)->elem);
		break;
	case TYPE_POINTER:
		add_type(b, ((struct pointer *)t)->base);
		break;
	case TYPE_CHAN:
		add_type(b, ((struct chan *)t)->elem);
		break;
	case TYPE_MAP:
		add_type(b, ((struct map *)t)->key);
		add_type(b, ((struct map *)t)->elem);
		break;
	case TYPE_STRUCT:
		add_vars(b, s->fields, s->nfields);
		break;
	case TYPE_SIGNATURE:
		add_signature(b, t);
		break;
	case TYPE_NAMED:
		add_type(b, ir_canon(b, new_pointer(b->keep, t)));
		add_parts(b, type_under(t));
		break;
	default:
		break;
	}
}

/* Methods of an interface are called, but it is not what runs. */
static void add_interface(struct ir_builder *b, struct interface *t)
{
	for (uint32_t i = 0; i < interface_nmethods(t); i++)
		add_signature(b, interface_method(t, i)->type);
}

void ir_reach_type(struct ir_reach *r, struct ir_builder *b,
		   struct ir_reached *t)
{
	bool all = !b->prog->shared->config.reach;
	struct interface *iface =
		TYPE_AS(INTERFACE, interface, type_under(t->type));
	struct method_set set = {0};

	(void)r;
	if (!iface)
		set = new_method_set(t->type, b->keep);
	for (uint32_t i = 0; all && i < set.n; i++)
		ir_method_value_of(b, &set.at[i]);
	t->methods = set.at;
	t->nmethods = set.n;
	if (!t->derive)
		return;
	for (uint32_t i = 0; i < set.n; i++)
		add_signature(b, set.at[i].obj->type);
	if (iface)
		add_interface(b, iface);
	add_parts(b, t->type);
}

/* Calls on interfaces */

static void scan_block(struct ir_builder *b, const struct ir_block *block)
{
	for (uint32_t i = 0; i < block->ninstrs; i++) {
		const struct ir_instr *in = block->instrs[i];
		void **at;

		if (!ir_is_call(in) || !(in->v.flags & IR_INVOKE))
			continue;
		at = ptrmap_at(&b->invoked_seen, b->keep, in->method);
		if (*at)
			continue;
		*at = in->method;
		vec_push(&b->invoked, in->method);
	}
}

void ir_reach_scan(struct ir_builder *b, const struct ir_function *fn)
{
	for (uint32_t i = 0; i < fn->nblocks; i++)
		scan_block(b, fn->blocks[i]);
	for (uint32_t i = 0; i < fn->nanons; i++)
		ir_reach_scan(b, fn->anons[i]);
}

static struct called *called_of(struct ir_reach *r, const struct object *m)
{
	void **at = ptrmap_at_key(&r->names, r->a, m->name);

	if (!*at)
		*at = ARENA_NEW(r->a, struct called);
	return *at;
}

static bool same_method(const struct object *x, const struct object *y)
{
	return (name_exported(x->name) || same_pkg(x->pkg, y->pkg)) &&
	       type_identical(x->type, y->type);
}

static void add_invoked(struct ir_reach *r, struct ir_builder *b,
			struct object *m)
{
	struct called *c = called_of(r, m);

	for (uint32_t i = 0; i < c->invoked.len; i++)
		if (same_method(c->invoked.at[i], m))
			return;
	vec_push_in(r->a, &c->invoked, m);
	for (uint32_t i = 0; i < c->methods.len; i++)
		if (same_method(c->methods.at[i]->obj, m))
			ir_method_value_of(b, c->methods.at[i]);
}

static void add_method(struct ir_reach *r, struct ir_builder *b,
		       const struct selection *sel)
{
	struct called *c = called_of(r, sel->obj);

	vec_push_in(r->a, &c->methods, sel);
	for (uint32_t i = 0; i < c->invoked.len; i++)
		if (same_method(c->invoked.at[i], sel->obj)) {
			ir_method_value_of(b, sel);
			return;
		}
}

/* Rounds */

static void give(struct ir_reach *r, struct type *t, bool derive)
{
	void **at = ptrmap_at(&r->types, r->a, t);
	struct ir_reached *known = *at;

	if (known && (known->derive || !derive))
		return;
	*at = known = ARENA_NEW(r->a, struct ir_reached);
	*known = (struct ir_reached){.type = t, .derive = derive};
	vec_push(&r->next, known);
}

/* T and *T of each exported name of a type that is neither generic nor an
 * interface. */
static void give_exported(struct ir_reach *r, struct ir_builder *b,
			  const struct scope *scope)
{
	for (uint32_t i = 0; i < scope->n; i++) {
		const struct object *obj = scope->objects[i];
		struct named *n = TYPE_AS(NAMED, named, obj->type);

		if (obj->kind != OBJECT_TYPE_NAME || !n || n->obj != obj ||
		    !name_exported(obj->name) || n->tparams.n > 0 ||
		    type_is_interface(&n->t))
			continue;
		give(r, &n->t, false);
		give(r, ir_canon(b, new_pointer(b->keep, &n->t)), false);
	}
}

struct ir_reach *ir_reach_create(struct ir_program *p)
{
	struct arena *a = arena_create(0);
	struct ir_reach *r = ARENA_NEW(a, struct ir_reach);
	struct ir_builder *b = &p->shared->builders[0];

	r->prog = p;
	r->a = a;
	for (uint32_t i = 0; i < p->npackages; i++)
		if (p->packages[i].named && !p->shared->config.reach)
			give_exported(r, b, p->packages[i].types->scope);
	return r;
}

void ir_reach_destroy(struct ir_reach *r)
{
	vec_finish(&r->now);
	vec_finish(&r->next);
	arena_destroy(r->a);
}

static void take(struct ir_reach *r, struct ir_builder *from,
		 struct ir_builder *b)
{
	for (uint32_t i = 0; i < from->runtime.len; i++)
		give(r, from->runtime.at[i], true);
	from->runtime.len = 0;
	for (uint32_t i = 0; i < from->invoked.len; i++)
		add_invoked(r, b, from->invoked.at[i]);
	from->invoked.len = 0;
}

struct ir_reached **ir_reach_next(struct ir_reach *r, struct ir_builder *b,
				  uint32_t *ret_n)
{
	struct ir_shared *s = r->prog->shared;

	for (uint32_t i = 0; s->config.reach && i < r->now.len; i++)
		for (uint32_t k = 0; k < r->now.at[i]->nmethods; k++)
			add_method(r, b, &r->now.at[i]->methods[k]);
	r->now.len = 0;
	for (unsigned i = 0; i < s->nbuilders; i++)
		take(r, &s->builders[i], b);
	for (uint32_t i = 0; i < r->next.len; i++)
		vec_push(&r->now, r->next.at[i]);
	r->next.len = 0;
	*ret_n = r->now.len;
	return r->now.at;
}
