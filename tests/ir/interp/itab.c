/* SPDX-License-Identifier: MIT */
/*
 * Interfaces: method sets of types, method tables (Go's abi.ITab), and the
 * making of interface values.
 *
 * A function in a method table gets its receiver as an interface's word; the
 * struct code that stands there says so (word_receiver), and calls unpack it.
 */
#include "interp.h"
#include "abi.h"

struct method_set *tinfo_methods(struct tinfo *t)
{
	if (!t->methods) {
		t->methods = ARENA_NEW(vm.arena, struct method_set);
		*t->methods = new_method_set(t->type, vm.arena);
	}
	return t->methods;
}

struct code *method_code_at(struct tinfo *t, const struct selection *sel)
{
	struct ir_function *fn = ir_method_value(vm.ir, sel);
	struct code *c, *word;

	if (!fn) {
		struct buf b;

		buf_init(&b, 1 << 16);
		rtype_print(&b, t->type);
		missing("method %s of %s", name_text(sel->obj->name),
			buf_text(&b));
	}
	c = code_of(fn);
	if (c->word && c->word->receiver == t)
		return c->word;
	word = ARENA_NEW(vm.arena, struct code);
	word->self.code = word;
	word->name = c->name;
	word->target = c;
	word->receiver = t;
	c->word = word;
	return word;
}

struct code *method_code(struct tinfo *t, const char *name)
{
	const struct method_set *set = tinfo_methods(t);

	for (uint32_t i = 0; i < set->n; i++)
		if (strcmp(name_text(set->at[i].obj->name), name) == 0)
			return method_code_at(t, &set->at[i]);
	return NULL;
}

static const struct selection *find_method(struct tinfo *t, struct object *m)
{
	const struct method_set *set = tinfo_methods(t);

	for (uint32_t i = 0; i < set->n; i++)
		if (object_same_id(set->at[i].obj, m->pkg, m->name, false) &&
		    type_identical(selection_type(&set->at[i], vm.arena),
				   m->type))
			return &set->at[i];
	return NULL;
}

struct itab *itab_of(struct tinfo *inter, struct tinfo *t,
		     const char **ret_missing)
{
	struct interface *i = (struct interface *)inter->under;
	uint32_t n = interface_nmethods(i);
	struct abi_type *r = rtype_of(t);
	struct itab *tab;
	void **slot = ptrmap_at(&t->r->itabs, NULL, inter);

	if (*slot)
		return *slot;
	tab = mem_alloc(sizeof(*tab) + n * sizeof(*tab->fun));
	tab->inter = rtype_of(inter);
	tab->type = r;
	tab->hash = r->hash;
	for (uint32_t k = 0; k < n; k++) {
		struct object *m = interface_method(i, k);
		const struct selection *sel = find_method(t, m);

		if (!sel) {
			if (ret_missing)
				*ret_missing = name_text(m->name);
			return NULL;
		}
		tab->fun[k] = method_code_at(t, sel);
	}
	*ptrmap_at(&t->r->itabs, NULL, inter) = tab;
	return tab;
}

void *iface_rtype(bool empty, const struct go_iface *i)
{
	if (empty || !i->type)
		return i->type;
	return ((struct itab *)i->type)->type;
}

struct go_iface make_iface(struct tinfo *inter, struct tinfo *t,
			   const void *value)
{
	struct go_iface i = {0};

	if (!inter || inter->empty)
		i.type = rtype_of(t);
	else
		i.type = itab_of(inter, t, NULL);
	if (t->direct) {
		memcpy(&i.data, value, sizeof(i.data));
		return i;
	}
	i.data = mem_alloc((size_t)t->size);
	memcpy(i.data, value, (size_t)t->size);
	return i;
}
