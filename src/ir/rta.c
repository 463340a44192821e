/* SPDX-License-Identifier: MIT */
/*
 * Rapid type analysis
 *
 * D. Bacon, P. Sweeney, "Fast static analysis of C++ virtual function
 * calls", OOPSLA '96.
 *
 * Starts with the functions that the program is entered by, and goes on
 * through what they call.  A dynamic call runs only functions that code
 * which was reached refers to other than by calling them, and methods of
 * types that such code converts to interfaces.  Reached are, too, the
 * exported methods of these types, for reflection may call them.
 *
 * CHA has found what each group of calls may run.  This only says which
 * members of these lists are there: the types and functions that were found
 * are marked, and the groups whose calls were reached.  A member is reached
 * when its group is, and it is there; whichever comes second brings it.  So
 * the product of both is never made, and the work is linear in CHA's lists.
 *
 * Entered are main and the initialization of main packages; if the patterns
 * name none, of all packages named: the initialization, exported functions,
 * and exported methods of exported types, since who imports them may call
 * them.  What C may call is entered, too.
 *
 * x/tools: go/callgraph/rta.
 */
#include "ir/calls.h"

#include <string.h>

#include "ir/elements.h"

struct rta {
	struct calls *c;
	bool *taken; /* by node: it is a value somewhere */
	struct VEC(uint32_t) work;
	struct VEC(bool) runtime; /* by type: converted to an interface */
	/* Groups that have node i in their lists: groups[first[i]] ... */
	uint32_t *first, *groups;
	struct VEC(uint32_t) found;
	struct elements elements;
};

static void reach(struct rta *r, uint32_t node)
{
	struct call_node *n = &r->c->g->nodes[node];

	if (n->reached)
		return;
	n->reached = true;
	vec_push(&r->work, node);
}

static bool is_there(const struct rta *r, uint32_t node)
{
	uint32_t recv = r->c->infos[node].recv;

	if (!recv)
		return r->taken[node];
	return recv < r->runtime.len && r->runtime.at[recv];
}

static void reach_group(struct rta *r, uint32_t i)
{
	struct call_group *g = &r->c->groups.at[i];
	struct call_list list = r->c->lists.at[g->list];

	if (g->reached)
		return;
	g->reached = true;
	for (uint32_t k = 0; k < list.n; k++) {
		uint32_t node = r->c->callees.at[list.first + k];

		if (is_there(r, node))
			reach(r, node);
	}
}

/* A function, or a method of a type, is there from now on. */
static void now_there(struct rta *r, uint32_t node)
{
	for (uint32_t i = r->first[node]; i < r->first[node + 1]; i++)
		if (r->c->groups.at[r->groups[i]].reached)
			reach(r, node);
}

static void take_function(struct rta *r, const struct ir_function *fn)
{
	int64_t node = callgraph_node(r->c->g, fn);

	if (node < 0 || r->taken[node])
		return;
	r->taken[node] = true;
	now_there(r, (uint32_t)node);
	if (r->c->reflection != UINT32_MAX)
		reach(r, (uint32_t)node);
}

static void take_type(void *ctx, uint32_t type, bool reached)
{
	struct rta *r = ctx;
	struct method_table t;

	if (!reached)
		return;
	while (r->runtime.len <= type)
		vec_push(&r->runtime, false);
	if (r->runtime.at[type] ||
	    type_is_interface(typenum_type(r->c->types, type)))
		return;
	r->runtime.at[type] = true;
	t = methods_of(&r->c->methods, type);
	for (uint32_t i = 0; i < t.n; i++) {
		const struct selection *sel = t.at[i].sel;
		struct ir_function *fn = ir_method_value(r->c->prog, sel);
		int64_t node = fn ? callgraph_node(r->c->g, fn) : -1;

		if (node < 0)
			continue;
		now_there(r, (uint32_t)node);
		if (name_exported(sel->obj->name))
			reach(r, (uint32_t)node);
	}
}

/* What an instruction refers to, but for what it calls. */
static void take_operands(struct rta *r, const struct ir_instr *in)
{
	uint32_t callee = ir_is_call(in) ? ir_callee_at(in) : UINT32_MAX;

	for (uint32_t i = 0; i < in->nargs; i++)
		if (i != callee && in->args[i] && in->args[i]->op == OP_FUNC)
			take_function(r, (struct ir_function *)in->args[i]);
	if (in->v.op == OP_MAKE_INTERFACE && in->args[0] && in->args[0]->type)
		elements_visit(&r->elements, in->args[0]->type);
}

static void look_into(struct rta *r, uint32_t node)
{
	const struct call_node *n = &r->c->g->nodes[node];

	for (uint32_t b = 0; b < n->fn->nblocks; b++)
		for (uint32_t i = 0; i < n->fn->blocks[b]->ninstrs; i++)
			take_operands(r, n->fn->blocks[b]->instrs[i]);
	for (uint32_t i = n->first_site; i < n->first_site + n->nsites; i++) {
		const struct call_site *site = &r->c->g->sites[i];
		struct call_list list = r->c->lists.at[site->list];

		if (r->c->site_groups[i])
			reach_group(r, r->c->site_groups[i] - 1);
		else if (site->kind != CALL_REFLECT)
			for (uint32_t k = 0; k < list.n; k++)
				reach(r, r->c->callees.at[list.first + k]);
	}
}

/* The inverse of the groups' lists. */
static void index_groups(struct rta *r)
{
	struct calls *c = r->c;
	uint32_t n = c->g->nnodes, total = 0;

	r->first = ARENA_ARRAY(c->a, n + 2, uint32_t);
	for (uint32_t i = 0; i < c->groups.len; i++) {
		struct call_list list = c->lists.at[c->groups.at[i].list];

		for (uint32_t k = 0; k < list.n; k++)
			r->first[c->callees.at[list.first + k] + 2]++;
	}
	for (uint32_t i = 2; i <= n + 1; i++)
		total = r->first[i] += total;
	r->groups = ARENA_ARRAY(c->a, total, uint32_t);
	for (uint32_t i = 0; i < c->groups.len; i++) {
		struct call_list list = c->lists.at[c->groups.at[i].list];

		for (uint32_t k = 0; k < list.n; k++) {
			uint32_t node = c->callees.at[list.first + k];

			r->groups[r->first[node + 1]++] = i;
		}
	}
}

static bool is_main(const struct ir_package *pkg)
{
	return pkg->named && strcmp(name_text(pkg->types->name), "main") == 0;
}

static void enter_function(struct rta *r, const struct ir_function *fn)
{
	int64_t node = fn ? callgraph_node(r->c->g, fn) : -1;

	if (node >= 0)
		reach(r, (uint32_t)node);
}

/* What is exported of a library; generic code has no calls of its own. */
static bool is_api(const struct ir_function *fn)
{
	struct signature *s = TYPE_AS(SIGNATURE, signature, fn->v.type);
	struct type *t = s && s->recv ? s->recv->type : NULL;
	struct pointer *p = TYPE_AS(POINTER, pointer, t);
	struct named *n = t ? type_as_named(p ? p->base : t) : NULL;

	if (!s || s->tparams.n > 0 || !fn->object)
		return false;
	return name_exported(fn->object->name) &&
	       (!t ||
		(n && name_exported(n->obj->name) && named_tparams(n).n == 0));
}

static void enter_package(struct rta *r, const struct ir_package *pkg,
			  bool mains)
{
	enter_function(r, pkg->init);
	for (uint32_t i = 0; i < pkg->nfuncs; i++) {
		const struct ir_function *fn = pkg->funcs[i];
		struct signature *s = TYPE_AS(SIGNATURE, signature, fn->v.type);
		bool is_root =
			mains ? s && !s->recv && strcmp(fn->name, "main") == 0
			      : is_api(fn);

		if (is_root)
			enter_function(r, fn);
	}
}

static void enter(struct rta *r)
{
	struct ir_program *p = r->c->prog;
	struct call_list exported = r->c->lists.at[r->c->exported];
	bool mains = false;

	for (uint32_t i = 0; i < p->npackages; i++)
		mains |= is_main(&p->packages[i]);
	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct ir_package *pkg = &p->packages[i];

		if (pkg->named && (!mains || is_main(pkg)))
			enter_package(r, pkg, mains);
	}
	for (uint32_t i = 0; i < exported.n; i++)
		reach(r, r->c->callees.at[exported.first + i]);
}

static uint32_t filter(struct rta *r, uint32_t list)
{
	struct call_list l = r->c->lists.at[list];

	r->found.len = 0;
	for (uint32_t k = 0; k < l.n; k++) {
		uint32_t node = r->c->callees.at[l.first + k];

		if (is_there(r, node))
			vec_push(&r->found, node);
	}
	return r->found.len == l.n
		       ? list
		       : calls_add_list(r->c, r->found.at, r->found.len);
}

static void take_out(struct rta *r)
{
	struct calls *c = r->c;

	for (uint32_t i = 0; i < c->groups.len; i++) {
		struct call_group *g = &c->groups.at[i];

		g->list = g->reached ? filter(r, g->list) : c->nothing;
	}
	r->found.len = 0;
	for (uint32_t i = 0; i < c->g->nnodes; i++)
		if (r->taken[i])
			vec_push(&r->found, i);
	for (uint32_t i = 0; i < c->g->nsites; i++) {
		struct call_site *site = &c->g->sites[i];

		if (site->kind == CALL_REFLECT) {
			site->list =
				calls_add_list(c, r->found.at, r->found.len);
		} else if (!c->g->nodes[site->caller].reached) {
			site->list = c->nothing;
			c->site_groups[i] = 0;
		}
	}
}

void calls_rta(struct calls *c)
{
	struct rta r = {.c = c};

	r.elements = (struct elements){.prog = c->prog,
				       .methods = &c->methods,
				       .found = take_type,
				       .ctx = &r};
	r.taken = ARENA_ARRAY(c->a, c->g->nnodes, bool);
	for (uint32_t i = 0; i < c->g->nnodes; i++)
		c->g->nodes[i].reached = false;
	index_groups(&r);
	enter(&r);
	while (r.work.len > 0)
		look_into(&r, vec_pop(&r.work));
	take_out(&r);
	vec_finish(&r.work);
	vec_finish(&r.runtime);
	vec_finish(&r.found);
	elements_finish(&r.elements);
}
