/* SPDX-License-Identifier: MIT */
/*
 * Which functions a program has, for the call graph
 *
 * Not all that are declared: a method of a type that nothing outside of its
 * package can name, that is never converted to an interface, and that no
 * code calls, is not there.  The set is that of x/tools' AllFunctions
 * (go/ssa/ssautil):
 *
 * - the functions of all packages that a pattern names;
 * - the methods of their exported types that are not generic, T and *T;
 * - the methods of all types that are converted to interfaces, and of those
 *   that reflection gets from these (elements.h);
 * - whatever the code of these mentions.
 *
 * The static graph also has the methods of types that are not exported, as
 * x/tools' has: nothing else would bring them.
 *
 * Methods are made on demand, as wrappers of the declared ones where there
 * is a pointer or an embedded field on the way.  Code that is made so may
 * convert more types; these are looked at, too.
 */
#include "ir/calls.h"
#include "ir/elements.h"

struct finder {
	struct calls *c;
	struct ir_function **numbered; /* those of the program, by id */
	bool *seen;
	uint32_t nnumbered;
	struct ptrmap others; /* seen, and without a number */
	struct VEC(struct ir_function *) list;
	uint32_t looked_at;	      /* of the list */
	struct VEC(bool) has_methods; /* by type: they were added */
	struct elements elements;
};

static void add(struct finder *f, struct ir_function *fn)
{
	void **at;

	if (fn->id < f->nnumbered && f->numbered[fn->id] == fn) {
		if (f->seen[fn->id])
			return;
		f->seen[fn->id] = true;
	} else {
		at = ptrmap_at(&f->others, NULL, fn);
		if (*at)
			return;
		*at = fn;
	}
	vec_push(&f->list, fn);
}

/* Adds what the code of the functions on the list mentions. */
static void look_into(struct finder *f, const struct ir_function *fn)
{
	for (uint32_t b = 0; b < fn->nblocks; b++) {
		const struct ir_block *block = fn->blocks[b];

		for (uint32_t i = 0; i < block->ninstrs; i++) {
			const struct ir_instr *in = block->instrs[i];

			for (uint32_t k = 0; k < in->nargs; k++)
				if (in->args[k] && in->args[k]->op == OP_FUNC)
					add(f,
					    (struct ir_function *)in->args[k]);
		}
	}
}

static void close_over(struct finder *f)
{
	for (; f->looked_at < f->list.len; f->looked_at++)
		look_into(f, f->list.at[f->looked_at]);
}

static void add_methods(struct finder *f, uint32_t type)
{
	struct method_table table;
	struct ir_function *fn;

	while (f->has_methods.len <= type)
		vec_push(&f->has_methods, false);
	if (f->has_methods.at[type] ||
	    type_is_interface(typenum_type(f->c->types, type)))
		return;
	f->has_methods.at[type] = true;
	table = methods_of(&f->c->methods, type);
	for (uint32_t i = 0; i < table.n; i++) {
		fn = ir_method_value(f->c->prog, table.at[i].sel);
		if (fn)
			add(f, fn);
	}
}

static void found_type(void *ctx, uint32_t type, bool reached)
{
	if (reached)
		add_methods(ctx, type);
}

static void add_members(struct finder *f, const struct ir_package *pkg)
{
	const struct scope *s = pkg->types->scope;
	bool all = f->c->g->algorithm == CALLGRAPH_STATIC;

	if (pkg->init)
		add(f, pkg->init);
	for (uint32_t i = 0; i < pkg->nfuncs; i++) {
		struct ir_function *fn = pkg->funcs[i];
		struct signature *sig =
			TYPE_AS(SIGNATURE, signature, fn->v.type);

		if (!sig || (!sig->recv && fn->object &&
			     fn->object->name != name_blank))
			add(f, fn);
	}
	for (uint32_t i = 0; s && i < s->n; i++) {
		struct object *obj = s->objects[i];
		struct named *n = obj->kind == OBJECT_TYPE_NAME
					  ? TYPE_AS(NAMED, named, obj->type)
					  : NULL;
		uint32_t type;

		if (!n || !(all || name_exported(obj->name)) ||
		    named_tparams(n).n > 0 || type_is_interface(&n->t))
			continue;
		type = typenum_of(f->c->types, &n->t);
		add_methods(f, type);
		add_methods(f, elements_pointer(&f->elements, type));
	}
}

/* Nodes in the order of the program, then in the order they were found. */
static void make_nodes(struct finder *f)
{
	struct callgraph *g = f->c->g;
	uint32_t n = 0;

	g->nnodes = f->list.len;
	g->nodes = ARENA_ARRAY(g->arena, g->nnodes, struct call_node);
	g->by_id = ARENA_ARRAY(g->arena, f->nnumbered, uint32_t);
	g->by_fn = ARENA_NEW(g->arena, struct ptrmap);
	g->nnumbered = f->nnumbered;
	for (uint32_t i = 0; i < f->nnumbered; i++) {
		if (!f->seen[i])
			continue;
		g->by_id[i] = n + 1;
		g->nodes[n++].fn = f->numbered[i];
	}
	for (uint32_t i = 0; i < f->list.len; i++) {
		struct ir_function *fn = f->list.at[i];

		if (fn->id < f->nnumbered && f->numbered[fn->id] == fn)
			continue;
		*ptrmap_at(g->by_fn, g->arena, fn) = (void *)(uintptr_t)(n + 1);
		g->nodes[n++].fn = fn;
	}
}

void calls_find_functions(struct calls *c)
{
	struct ir_program *p = c->prog;
	struct finder f = {.c = c, .nnumbered = p->nfunctions};

	f.elements = (struct elements){.prog = c->prog,
				       .methods = &c->methods,
				       .found = found_type,
				       .ctx = &f};
	f.numbered = vec_copy(c->a, p->functions, p->nfunctions,
			      sizeof(struct ir_function *));
	f.seen = ARENA_ARRAY(c->a, f.nnumbered, bool);
	for (uint32_t i = 0; i < p->npackages; i++)
		if (p->packages[i].named)
			add_members(&f, &p->packages[i]);
	close_over(&f);
	for (uint32_t i = 0; i < p->nruntime_types; i++) {
		elements_visit(&f.elements, p->runtime_types[i]);
		close_over(&f);
	}
	make_nodes(&f);
	ptrmap_finish(&f.others);
	vec_finish(&f.list);
	vec_finish(&f.has_methods);
	elements_finish(&f.elements);
}
