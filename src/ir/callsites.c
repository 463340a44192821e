/* SPDX-License-Identifier: MIT */
/*
 * The calls in a program's functions, and groups of them
 *
 * A call by name has its callee's list.  Any other belongs to a group; what
 * the group may call is for the algorithms to say.
 *
 * C is seen as follows.  A function of C runs no Go code unless the program
 * exports some to it.  Where a package that has exported functions calls a
 * function of C, that one may call any exported function of the program, at
 * once or by what it calls: C's own calls and the pointers to functions that
 * it holds are not looked at.  Memory's and strings' functions of the C
 * library, and those that cgo itself provides, never do.
 */
#include "ir/calls.h"

#include <string.h>

#include "types/construct.h"
#include "types/predicates.h"

/* Functions of C that call nobody back. */
static const char *const quiet[] = {
	"CBytes",  "CString", "GoBytes", "GoString", "GoStringN",
	"calloc",  "free",    "malloc",	 "memcmp",   "memcpy",
	"memmove", "memset",  "realloc", "strcmp",   "strcpy",
	"strdup",  "strlen",  "strncmp", "strncpy",  "strndup",
};

static bool is_quiet(const struct ir_function *fn)
{
	const char *name = fn->object ? name_text(fn->object->name) : "";

	for (size_t i = 0; i < sizeof(quiet) / sizeof(*quiet); i++)
		if (strcmp(quiet[i], name) == 0)
			return true;
	return false;
}

static bool is_exported(const struct ir_function *fn)
{
	return fn->object && fn->object->flags & OBJECT_EXPORTED_C &&
	       fn->synthetic == IR_SOURCE;
}

static bool exports_some(const struct ir_package *pkg)
{
	for (uint32_t i = 0; pkg && i < pkg->nfuncs; i++)
		if (is_exported(pkg->funcs[i]))
			return true;
	return false;
}

struct finder {
	struct calls *c;
	struct VEC(struct call_site) sites;
	struct VEC(uint32_t) groups; /* of the sites */
	bool *calls_back;	     /* by node */
	struct ptrmap exporters;     /* package -> itself, or f: it has none */
};

static bool is_exporter(struct finder *f, const struct ir_package *pkg)
{
	void **at;

	if (!pkg)
		return false;
	at = ptrmap_at(&f->exporters, f->c->a, pkg);
	if (!*at)
		*at = exports_some(pkg) ? (void *)pkg : f;
	return *at == pkg;
}

struct signature *calls_signature(const struct ir_instr *call)
{
	struct type *t;

	if (call->v.flags & IR_INVOKE)
		return TYPE_AS(SIGNATURE, signature, call->method->type);
	t = call->args[ir_callee_at(call)]->type;
	if (is_type_param(t))
		t = common_under(NULL, t, NULL, NULL, NULL);
	return t ? TYPE_AS(SIGNATURE, signature, type_under(t)) : NULL;
}

/* The number of a call's group, +1; 0: nobody knows what is called. */
static uint32_t group_of(struct calls *c, const struct ir_instr *call)
{
	const struct ir_value *v = call->args[ir_callee_at(call)];
	struct call_group group = {.list = c->nothing,
				   .sig = calls_signature(call)};
	struct type *t = v->type ? type_under(v->type) : NULL;
	void **at;

	if (!group.sig || !t)
		return 0;
	if (call->v.flags & IR_INVOKE) {
		if (t->kind != TYPE_INTERFACE)
			return 0;
		group.iface = typenum_of(c->types, t);
		group.key = method_key(&c->methods, call->method);
	} else {
		group.key = typenum_of(c->types, &group.sig->t);
	}
	at = ptrmap_at_key(&c->by_key, c->a,
			   (uint64_t)group.iface << 32 | group.key);
	if (!*at) {
		vec_push(&c->groups, group);
		*at = (void *)(uintptr_t)c->groups.len;
	}
	return (uint32_t)(uintptr_t)*at;
}

static void add_site(struct finder *f, struct call_site site, uint32_t group)
{
	vec_push(&f->sites, site);
	vec_push(&f->groups, group);
}

static enum call_kind kind_of(const struct ir_instr *call)
{
	return call->v.op == OP_GO	? CALL_GO
	       : call->v.op == OP_DEFER ? CALL_DEFER
					: CALL_CALL;
}

static void add_call(struct finder *f, uint32_t node,
		     const struct ir_instr *call)
{
	struct calls *c = f->c;
	const struct ir_value *v = call->args[ir_callee_at(call)];
	const struct ir_function *callee = ir_static_callee(call);
	struct call_site site = {.instr = call,
				 .caller = node,
				 .list = c->nothing,
				 .kind = kind_of(call)};
	const struct ir_package *home = c->g->nodes[node].fn->home;
	int64_t at;

	if (!v || v->op == OP_BUILTIN)
		return;
	if (!callee) {
		site.dynamic = true;
		add_site(f, site, group_of(c, call));
		return;
	}
	at = callgraph_node(c->g, callee);
	if (at < 0)
		return;
	site.list = (uint32_t)at;
	add_site(f, site, 0);
	if (ir_is_c(callee) && !is_quiet(callee) && is_exporter(f, home))
		f->calls_back[at] = true;
}

static void look_into(struct finder *f, uint32_t node)
{
	const struct ir_function *fn = f->c->g->nodes[node].fn;

	for (uint32_t b = 0; b < fn->nblocks; b++) {
		const struct ir_block *block = fn->blocks[b];

		for (uint32_t i = 0; i < block->ninstrs; i++)
			if (ir_is_call(block->instrs[i]))
				add_call(f, node, block->instrs[i]);
	}
}

/* A function that C has no code of calls what is exported to it. */
static void add_calls_back(struct finder *f)
{
	struct callgraph *g = f->c->g;

	for (uint32_t i = 0; i < g->nnodes; i++) {
		if (!f->calls_back[i])
			continue;
		g->nodes[i].first_site = f->sites.len;
		g->nodes[i].nsites = 1;
		add_site(f,
			 (struct call_site){.caller = i,
					    .list = f->c->exported,
					    .kind = CALL_BACK},
			 0);
	}
}

static void find_exported(struct calls *c)
{
	struct VEC(uint32_t) list = {0};

	for (uint32_t i = 0; i < c->g->nnodes; i++)
		if (is_exported(c->g->nodes[i].fn))
			vec_push(&list, i);
	c->exported = calls_add_list(c, list.at, list.len);
	vec_finish(&list);
}

static bool is_reflect_call(const struct ir_function *fn)
{
	const struct signature *s = TYPE_AS(SIGNATURE, signature, fn->v.type);
	const struct object *obj = fn->object;
	const struct named *recv;

	if (!obj || !obj->pkg || !s || !s->recv || fn->synthetic != IR_SOURCE ||
	    strcmp(obj->pkg->path, "reflect") != 0 ||
	    strcmp(name_text(obj->name), "Call") != 0)
		return false;
	recv = type_as_named(s->recv->type);
	return recv && strcmp(name_text(recv->obj->name), "Value") == 0;
}

/* What dynamic calls have to know of each function. */
static void find_infos(struct calls *c)
{
	struct callgraph *g = c->g;

	c->infos = ARENA_ARRAY(c->a, g->nnodes, struct call_info);
	c->reflection = UINT32_MAX;
	for (uint32_t i = 0; i < g->nnodes; i++) {
		const struct ir_function *fn = g->nodes[i].fn;
		struct signature *s = TYPE_AS(SIGNATURE, signature, fn->v.type);
		struct call_info *info = &c->infos[i];

		if (!s || fn->synthetic == IR_PACKAGE_INIT)
			continue;
		if (!s->recv) {
			info->takes_part = true;
			info->key = typenum_of(c->types, &s->t);
		} else if (fn->object) {
			info->takes_part = true;
			info->recv = typenum_of(c->types, s->recv->type);
			info->key =
				method_key_of(&c->methods, fn->object, &s->t);
		}
		if (is_reflect_call(fn))
			c->reflection = i;
	}
}

void calls_find_sites(struct calls *c)
{
	struct callgraph *g = c->g;
	struct finder f = {.c = c};

	find_infos(c);
	find_exported(c);
	f.calls_back = ARENA_ARRAY(c->a, g->nnodes, bool);
	for (uint32_t i = 0; i < g->nnodes; i++) {
		g->nodes[i].first_site = f.sites.len;
		look_into(&f, i);
		if (i == c->reflection)
			add_site(&f,
				 (struct call_site){.caller = i,
						    .list = c->nothing,
						    .kind = CALL_REFLECT},
				 0);
		g->nodes[i].nsites = f.sites.len - g->nodes[i].first_site;
	}
	add_calls_back(&f);
	g->nsites = f.sites.len;
	g->sites = vec_keep(g->arena, &f.sites, 0);
	c->site_groups = vec_keep(c->a, &f.groups, 0);
	vec_finish(&f.sites);
	vec_finish(&f.groups);
}
