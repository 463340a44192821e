/* SPDX-License-Identifier: MIT */
#include "rules/holder.h"

#include <string.h>

#include "base/arena.h"
#include "base/name.h"
#include "types/types.h"

/* Containers of Go's library, by package and name of their types. */
static const struct {
	const char *path, *name, *text;
	const char *remedy; /* %s: the container */
} containers[] = {
	{"sync", "Map", "sync.Map", "%s.Delete(key)"},
	{"sync", "Pool", "sync.Pool", "take it out of '%s' for good"},
	{"container/list", "List", "list", "%s.Remove(element)"},
	{"container/list", "Element", "list element", "remove '%s'"},
	{"container/ring", "Ring", "ring", "unlink it from '%s'"},
	{"sync/atomic", "Pointer", "atomic pointer", "%s.Store(nil)"},
	{"sync/atomic", "Value", "atomic value", "store another value in '%s'"},
};

enum kind { KIND_MAP, KIND_SLICE, KIND_ARRAY, KIND_CHAN, KIND_OTHER };

static struct type *without_pointer(struct type *t)
{
	struct pointer *p = t ? TYPE_AS(POINTER, pointer, unalias(t)) : NULL;

	return p ? p->base : t;
}

/* The row of containers[], or -1. */
static int library_container(struct type *t)
{
	const struct named *n = t ? type_as_named(without_pointer(t)) : NULL;

	if (!n || !n->obj->pkg)
		return -1;
	for (size_t i = 0; i < sizeof(containers) / sizeof(*containers); i++)
		if (strcmp(n->obj->pkg->path, containers[i].path) == 0 &&
		    strcmp(name_text(n->obj->name), containers[i].name) == 0)
			return (int)i;
	return -1;
}

static enum kind kind_of(const struct issue_holder *h)
{
	struct type *u = h->type ? type_under(without_pointer(h->type)) : NULL;

	if (h->channel)
		return KIND_CHAN;
	if (!u)
		return KIND_OTHER;
	switch (u->kind) {
	case TYPE_MAP:
		return KIND_MAP;
	case TYPE_SLICE:
		return KIND_SLICE;
	case TYPE_ARRAY:
		return KIND_ARRAY;
	case TYPE_CHAN:
		return KIND_CHAN;
	}
	return KIND_OTHER;
}

static bool in_container(const struct issue_holder *h)
{
	return h->access == ACCESS_ELEM || h->access == ACCESS_MODEL ||
	       h->channel;
}

static const char *noun(const struct issue_holder *h)
{
	static const char *const nouns[] = {"map", "slice", "array", "channel"};
	int row = library_container(h->type);
	enum kind kind = kind_of(h);

	if (row >= 0)
		return containers[row].text;
	if (in_container(h) && kind != KIND_OTHER)
		return nouns[kind];
	if (h->c_global)
		return "C global";
	if (h->captured)
		return "captured variable";
	if (h->access == ACCESS_FIELD)
		return "field";
	if (h->global)
		return "global";
	return in_container(h) ? "container" : "variable";
}

const char *holder_text(struct rule_run *r, const struct issue_holder *h)
{
	const char *name = h->container ? h->container : h->path;

	if (!name)
		return arena_printf(r->arena, "a %s", noun(h));
	return arena_printf(r->arena, "%s '%s'", noun(h), name);
}

const char *holder_verb(const struct issue_holder *h)
{
	return h->is_key ? "still has it as a key" : "still holds it";
}

/* k of "p.bufs[k]" behind "p.bufs", when it says which. */
static const char *key_of(struct rule_run *r, const struct issue_holder *h)
{
	size_t n = h->container ? strlen(h->container) : 0;
	const char *key, *end;

	if (n == 0 || !h->path || strncmp(h->path, h->container, n) != 0 ||
	    h->path[n] != '[')
		return NULL;
	key = h->path + n + 1;
	end = strrchr(key, ']');
	if (!end || strncmp(key, "...", 3) == 0)
		return NULL;
	return arena_strndup(r->arena, key, (size_t)(end - key));
}

const char *holder_remedy(struct rule_run *r, const struct issue_holder *h)
{
	const char *name = h->container ? h->container : h->path;
	const char *key = key_of(r, h);
	int row = library_container(h->type);

	if (!name)
		return "take it out of what holds it";
	if (row >= 0)
		return arena_printf(r->arena, containers[row].remedy, name);
	switch (in_container(h) ? kind_of(h) : KIND_OTHER) {
	case KIND_MAP:
		if (key && !strchr(key, '['))
			return arena_printf(r->arena, "delete(%s, %s)", name,
					    key);
		return arena_printf(r->arena, "delete its entry from '%s'",
				    name);
	case KIND_SLICE:
	case KIND_ARRAY:
		return arena_printf(r->arena, "take it out of '%s'", name);
	case KIND_CHAN:
		return arena_printf(r->arena, "receive it from '%s'", name);
	case KIND_OTHER:
		break;
	}
	return arena_printf(r->arena, "set '%s' to nil", name);
}
