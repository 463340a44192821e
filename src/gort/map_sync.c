/* SPDX-License-Identifier: MIT */
/*
 * sync.Map.  Up to 1.23 it is two maps from any to *entry: one that is read
 * without a lock, and one with what was added since.  The second, while
 * there is one, has all of the first that is not deleted.  An entry is a
 * pointer to the value; nil is deleted, and so is what points to a value of
 * the package's own (expunged).
 *
 * From 1.24 on it is a trie of nodes with sixteen children, by four bits of
 * the hash at each level.  A leaf is an entry; entries with the same hash
 * are a chain.
 *
 * Types say where things are: atomic.Pointer[T] has a field of type [0]*T
 * for that.  Where the program has no types for it, the layout is that of
 * all releases so far.
 */
#include "gort/map.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "gort/gort.h"
#include "gort/internal.h"
#include "gort/type.h"
#include "gort/type_impl.h"
#include "trace/memory.h"

static const char *const trie_names[] = {"internal/sync.HashTrieMap[",
					 "internal/concurrent.HashTrieMap["};

enum {
	CHILDREN = 16,
	CHILDREN_AT = 24,
	OVERFLOW_AT = 8,
	KEY_AT = 16,
	LEVELS = 17, /* 64 bits of hash, four at a time */
	MAX_CHAIN = 1 << 16,
	MAX_NODES = 1 << 28,
	MAX_NAME = 512,
};

static bool is_trie(const struct go_type *t)
{
	for (size_t i = 0; i < sizeof(trie_names) / sizeof(trie_names[0]); i++)
		if (strncmp(t->name, trie_names[i], strlen(trie_names[i])) == 0)
			return true;
	return false;
}

bool gort_sync_map(const struct go_type *t)
{
	return t->kind == GO_STRUCT &&
	       (strcmp(t->name, "sync.Map") == 0 || is_trie(t));
}

static const struct go_type *type_any(struct gort *g)
{
	static const struct type_entry any = {
		.t = {.name = "interface {}",
		      .kind = GO_INTERFACE,
		      .holds = GO_HOLDS_POINTER,
		      .empty_interface = true,
		      .opened = true,
		      .size = 16},
		.done = true,
	};

	(void)g;
	return &any.t;
}

/* The T of an atomic.Pointer[T], or of a *T. */
static const struct go_type *pointed(struct gort *g, const struct go_type *t)
{
	const struct go_type *e;

	if (t->kind == GO_STRUCT && t->nfields > 0 &&
	    t->fields[0].type->kind == GO_ARRAY)
		t = t->fields[0].type->elem;
	if (!t || t->kind != GO_POINTER)
		return NULL;
	e = go_type_open(g, t)->elem;
	return e;
}

/* ---- the trie */

struct trie {
	struct gort *g;
	const struct go_type *key, *elem;
	uint64_t children_at, key_at, elem_at;
	gort_entry_fn *each;
	void *arg;
	uint64_t budget;
	enum gort_map_result result;
};

/* "…HashTrieMap[K,V]": the type of its entries, where it has a name. */
static const struct go_type *entry_type(struct gort *g, const struct go_type *t)
{
	const char *args = strchr(t->name, '['), *dot = NULL;
	char name[MAX_NAME];
	int n;

	for (const char *p = t->name; p < args; p++)
		if (*p == '.')
			dot = p;
	if (!dot)
		return NULL;
	n = snprintf(name, sizeof(name), "%.*s.entry%s", (int)(dot - t->name),
		     t->name, args);
	if (n < 0 || n >= MAX_NAME)
		return NULL;
	return gort_type_named(g, name);
}

static bool is_any(const char *name)
{
	return strcmp(name, "internal/sync.HashTrieMap[interface {},interface "
			    "{}]") == 0;
}

static bool trie_init(struct trie *r, const struct go_type *t,
		      uint64_t *ret_root)
{
	const struct go_field *root = go_type_field(r->g, t, "root");
	const struct go_type *e = entry_type(r->g, t), *node;
	const struct go_field *key = e ? go_type_field(r->g, e, "key") : NULL;
	const struct go_field *value =
		e ? go_type_field(r->g, e, "value") : NULL;
	const struct go_field *children;

	if (!root)
		return false;
	*ret_root = root->offset;
	r->key = r->elem = type_any(r->g);
	r->key_at = KEY_AT;
	r->elem_at = KEY_AT + r->key->size;
	if (key && value) {
		r->key = key->type;
		r->elem = value->type;
		r->key_at = key->offset;
		r->elem_at = value->offset;
	} else if (!is_any(t->name)) {
		return false;
	}
	node = pointed(r->g, root->type);
	children = node ? go_type_field(r->g, node, "children") : NULL;
	r->children_at = children ? children->offset : CHILDREN_AT;
	return true;
}

static bool visit_entries(struct trie *r, uint64_t node)
{
	for (int n = 0; node != 0; n++) {
		struct gort_entry e = {.key = node + r->key_at,
				       .elem = node + r->elem_at,
				       .slot = node};

		if (n >= MAX_CHAIN || r->budget == 0) {
			r->result = GORT_MAP_BROKEN;
			return true;
		}
		r->budget--;
		if (!r->each(r->arg, &e)) {
			r->result = GORT_MAP_STOPPED;
			return false;
		}
		if (!memory_word(r->g->memory, node + OVERFLOW_AT, &node)) {
			r->result = GORT_MAP_BROKEN;
			return true;
		}
	}
	return true;
}

static bool visit_node(struct trie *r, uint64_t node, int level)
{
	uint64_t head, child;

	for (unsigned i = 0; i < CHILDREN; i++) {
		if (r->budget == 0) {
			r->result = GORT_MAP_BROKEN;
			return false;
		}
		if (!memory_word(r->g->memory, node + r->children_at + 8 * i,
				 &child)) {
			r->result = GORT_MAP_BROKEN;
			continue;
		}
		if (child == 0)
			continue;
		r->budget--;
		if (!memory_word(r->g->memory, child, &head) ||
		    (!(head & 0xff) && level >= LEVELS)) {
			r->result = GORT_MAP_BROKEN;
			continue;
		}
		if (head & 0xff ? !visit_entries(r, child)
				: !visit_node(r, child, level + 1))
			return false;
	}
	return true;
}

static enum gort_map_result visit_trie(struct gort *g, const struct go_type *t,
				       uint64_t addr,
				       const struct go_type **ret_key,
				       const struct go_type **ret_elem,
				       gort_entry_fn *each, void *arg)
{
	struct trie r = {.g = g, .each = each, .arg = arg, .budget = MAX_NODES};
	uint64_t root;

	if (!trie_init(&r, t, &root))
		return GORT_MAP_UNKNOWN;
	*ret_key = r.key;
	*ret_elem = r.elem;
	if (!memory_word(g->memory, addr + root, &root))
		return GORT_MAP_BROKEN;
	if (root != 0)
		(void)visit_node(&r, root, 0);
	return r.result;
}

/* ---- two maps */

struct pair {
	struct gort *g;
	uint64_t expunged; /* 0: not known */
	gort_entry_fn *each;
	void *arg;
};

static uint64_t expunged(struct gort *g)
{
	uint64_t at, v;

	return module_file_symbol(&g->file, "sync.expunged", &at) &&
			       memory_word(g->memory, at, &v)
		       ? v
		       : 0;
}

/* From a *entry in a map to the value that it stands for. */
static bool tell_value(void *arg, const struct gort_entry *e)
{
	struct gort_entry value = *e;
	struct pair *p = arg;
	uint64_t entry, at, type;

	if (!memory_word(p->g->memory, e->elem, &entry) || entry == 0 ||
	    !memory_word(p->g->memory, entry, &at) || at == 0 ||
	    at == p->expunged || !memory_word(p->g->memory, at, &type))
		return true;
	/* Without its name expunged is known as a pointer to nil. */
	if (p->expunged == 0 && type == 0)
		return true;
	value.elem = at;
	value.elem_at = entry;
	return p->each(p->arg, &value);
}

/* The map in the part that is read without a lock: its type and header. */
static const struct go_type *read_part(struct gort *g, const struct go_type *t,
				       uint64_t addr, uint64_t *ret_header)
{
	const struct go_field *read = go_type_field(g, t, "read"), *m, *any;
	const struct go_type *part;
	struct gort_value v;
	uint64_t at;

	if (!read)
		return NULL;
	any = go_type_field(g, read->type, "v");
	if (any && any->type->kind == GO_INTERFACE) { /* 1.19 */
		if (!gort_interface(g, any->type,
				    addr + read->offset + any->offset, &v))
			return NULL;
		part = v.type;
		at = v.address;
	} else {
		part = pointed(g, read->type);
		if (!part || !memory_word(g->memory, addr + read->offset, &at))
			return NULL;
	}
	m = go_type_field(g, part, "m");
	if (!m || m->type->kind != GO_MAP || at == 0 ||
	    !memory_word(g->memory, at + m->offset, ret_header))
		return NULL;
	return m->type;
}

static enum gort_map_result visit_pair(struct gort *g, const struct go_type *t,
				       uint64_t addr,
				       const struct go_type **ret_key,
				       const struct go_type **ret_elem,
				       gort_entry_fn *each, void *arg)
{
	struct pair p = {g, expunged(g), each, arg};
	const struct go_field *dirty = go_type_field(g, t, "dirty");
	const struct go_type *m;
	uint64_t header;

	*ret_key = *ret_elem = type_any(g);
	if (!dirty || dirty->type->kind != GO_MAP)
		return GORT_MAP_UNKNOWN;
	if (!memory_word(g->memory, addr + dirty->offset, &header))
		return GORT_MAP_BROKEN;
	m = dirty->type;
	if (header == 0)
		m = read_part(g, t, addr, &header);
	if (!m) /* nothing was stored yet */
		return GORT_MAP_DONE;
	return gort_map_each(g, m, header, tell_value, &p);
}

enum gort_map_result gort_sync_map_each(struct gort *g, const struct go_type *t,
					uint64_t addr,
					const struct go_type **ret_key,
					const struct go_type **ret_elem,
					gort_entry_fn *each, void *arg)
{
	const struct go_field *trie;

	if (!gort_sync_map(t))
		return GORT_MAP_UNKNOWN;
	if (is_trie(t))
		return visit_trie(g, t, addr, ret_key, ret_elem, each, arg);
	trie = go_type_field(g, t, "m");
	if (trie && is_trie(trie->type))
		return visit_trie(g, trie->type, addr + trie->offset, ret_key,
				  ret_elem, each, arg);
	return visit_pair(g, t, addr, ret_key, ret_elem, each, arg);
}
