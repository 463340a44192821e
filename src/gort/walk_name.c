/* SPDX-License-Identifier: MIT */
/*
 * From a word to its name: main.pools[2].free["k"][1].data
 *
 * A name is made from the root to the word.  Each node on the way adds what
 * lies between its start and the word that leads on: fields and indexes by
 * its type, a key where it is a map, "->+16" where no type is known.  Long
 * ways (lists of a thousand elements) keep their two ends.
 *
 * Where a root has no name, as in a stripped program, neither has what it
 * leads to: kind, address and place are told, and the type if the runtime
 * itself knows it.
 */
#include "gort/walk_impl.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "gort/gort.h"
#include "gort/map.h"
#include "gort/type.h"
#include "gort/walk_local.h"
#include "trace/memory.h"

enum {
	MAX_NESTING = 32,
	TAIL = 8,	/* nodes that are kept before the word */
	MAX_CHAIN = 24, /* nodes of a whole name */
	MAX_PATH = 4096,
};

static const char *const register_names[RECORD_REGS] = {
	"rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp", "r8",
	"r9",  "r10", "r11", "r12", "r13", "r14", "r15", "rip"};

struct naming {
	struct walk *w;
	struct buf path;
	size_t name_end; /* of the container, in path */
	struct buf key;
	bool in_key;
};

static bool starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* Ends on a leaf of interface type: what is in it. */
static void put_dynamic(struct naming *n, const struct go_type *t,
			uint64_t addr)
{
	struct gort_value v;

	if (gort_interface(n->w->g, t, addr, &v))
		buf_printf(&n->path, ".(%s)", v.type->name);
}

/* Fields and indexes from addr, which holds a t, to word. */
static void put_within(struct naming *n, const struct go_type *t, uint64_t addr,
		       uint64_t word, bool leads)
{
	for (int depth = 0; depth < MAX_NESTING; depth++) {
		const struct go_field *f = NULL;
		uint64_t off = word - addr, i;

		t = go_type_open(n->w->g, t);
		if (t->kind == GO_INTERFACE && leads)
			put_dynamic(n, t, addr);
		if (t->kind == GO_ARRAY && t->elem && t->elem->size) {
			i = off / t->elem->size;
			buf_printf(&n->path, "[%" PRIu64 "]", i);
			addr += i * t->elem->size;
			t = t->elem;
			continue;
		}
		if (t->kind != GO_STRUCT || gort_sync_map(t) ||
		    starts(t->name, "sync/atomic.Pointer[") ||
		    starts(t->name, "sync.pool") ||
		    strcmp(t->name, "sync.Pool") == 0)
			return;
		for (size_t k = 0; k < t->nfields && !f; k++)
			if (off - t->fields[k].offset < t->fields[k].type->size)
				f = &t->fields[k];
		if (!f)
			return;
		buf_printf(&n->path, ".%s", f->name);
		addr += f->offset;
		t = f->type;
	}
}

static void map_types(struct walk *w, const struct go_type *t,
		      const struct go_type **ret_key,
		      const struct go_type **ret_elem)
{
	const struct walk_sync *sync = ptrmap_get(&w->sync, t);

	t = go_type_open(w->g, t);
	*ret_key = sync ? sync->key : t->key;
	*ret_elem = sync ? sync->elem : t->elem;
}

static void put_entry(struct naming *n, const struct walk_node *node,
		      uint64_t word, uint32_t entry, bool leads)
{
	struct walk *w = n->w;
	const struct go_type *key, *elem;
	struct walk_entry e;

	if (entry >= w->entries.len)
		return;
	e = w->entries.at[entry];
	if (node->edge == EDGE_CHAN) {
		elem = go_type_open(w->g, node->type)->elem;
		buf_printf(&n->path, "[%" PRIu64 "]", e.key);
	} else {
		map_types(w, node->type, &key, &elem);
		buf_clear(&n->key);
		if (key)
			walk_value(w, key, e.key, &n->key);
		buf_printf(&n->path, "[%s]", buf_text(&n->key));
		n->in_key = key && word - e.key < key->size;
		if (n->in_key) {
			put_within(n, key, e.key, word, leads);
			return;
		}
	}
	if (elem)
		put_within(n, elem, e.elem, word, leads);
}

/* What a closure's object is: that of a function. */
static void put_closure(struct naming *n, const struct walk_node *node,
			uint64_t word, bool leads)
{
	const struct go_local *l = walk_captured(n->w, node, word);
	const char *name = NULL;
	uint64_t pc;

	if (memory_word(n->w->m, node->addr, &pc))
		name = gort_function(n->w->g, pc);
	if (name)
		buf_printf(&n->path, ".(%s)", name);
	if (!l) {
		buf_printf(&n->path, "+%" PRIu64, word - node->addr);
		return;
	}
	buf_printf(&n->path, ".%s", l->name + (l->name[0] == '&'));
	put_within(n, l->type, node->addr + (uint64_t)l->offset, word, leads);
}

/* What a node adds to the path of a word in it. */
static void put_node(struct naming *n, const struct walk_node *node,
		     uint64_t word, uint32_t entry, bool leads)
{
	const struct go_type *t = node->type;
	uint64_t i;

	n->in_key = false;
	if (node->edge == EDGE_C_DATA || node->edge == EDGE_REGISTER ||
	    node->edge == EDGE_C_STACK || node->edge == EDGE_C_LOCAL ||
	    node->edge == EDGE_FRAME || node->edge == EDGE_SECTION)
		return;
	if (node->edge == EDGE_MAP || node->edge == EDGE_CHAN) {
		put_entry(n, node, word, entry, leads);
		return;
	}
	if (node->edge == EDGE_CLOSURE) {
		put_closure(n, node, word, leads);
		return;
	}
	if (!t) {
		buf_printf(&n->path, "->+%" PRIu64, word - node->addr);
		return;
	}
	if (starts(t->name, "sync.pool") || starts(t->name, "sync.eface") ||
	    t->size == 0)
		return;
	i = (word - node->addr) / t->size;
	if (node->edge == EDGE_SLICE || node->size > t->size)
		buf_printf(&n->path, "[%" PRIu64 "]", i);
	put_within(n, t, node->addr + i * t->size, word, leads);
}

/* False when nothing names the root. */
static bool put_root(struct naming *n, const struct walk_node *node,
		     uint64_t word)
{
	struct walk *w = n->w;
	size_t count;
	const struct gort_variable *v;
	const struct walk_local *l;

	switch (node->edge) {
	case EDGE_VARIABLE:
		v = gort_variables(w->g, &count);
		if (node->aux >= count)
			return false;
		buf_puts(&n->path, v[node->aux].name);
		return true;
	case EDGE_LOCAL:
	case EDGE_FRAME:
		l = &w->locals.at[node->aux];
		buf_printf(&n->path, "goroutine %" PRIu64, l->goid);
		if (l->function)
			buf_printf(&n->path, ", %s", l->function);
		if (l->name)
			buf_printf(&n->path, ", local %s", l->name);
		return true;
	case EDGE_C_STACK:
		buf_printf(&n->path, "the stack of thread %" PRIu32, node->aux);
		return true;
	case EDGE_C_LOCAL:
		buf_printf(&n->path, "thread-local memory of thread %" PRIu32,
			   node->aux);
		return true;
	case EDGE_REGISTER:
		buf_printf(&n->path, "%s of thread %" PRIu32,
			   word < RECORD_REGS ? register_names[word]
					      : "a register",
			   node->aux);
		return true;
	default:
		return walk_c_name(w, word, &n->path);
	}
}

/* Nodes from the root on; how many.  *ret_cut: those left out before it. */
static size_t chain_of(struct walk *w, uint32_t node, uint32_t *chain,
		       size_t *ret_cut)
{
	uint32_t up[MAX_CHAIN * 2];
	size_t n = 0;

	*ret_cut = SIZE_MAX;
	for (uint32_t at = node; at != NO_NODE && n < MAX_CHAIN * 2;
	     at = w->nodes.at[at].parent) {
		if (n == TAIL && w->nodes.at[node].depth > MAX_CHAIN) {
			*ret_cut = n;
			at = w->nodes.at[at].head;
		}
		up[n++] = at;
	}
	for (size_t i = 0; i < n; i++)
		chain[i] = up[n - 1 - i];
	if (*ret_cut != SIZE_MAX)
		*ret_cut = n - *ret_cut;
	return n;
}

/* False when it has no name. */
static bool put_path(struct naming *n, const struct walk_hit *hit)
{
	struct walk *w = n->w;
	uint32_t chain[MAX_CHAIN * 2];
	size_t cut, count = chain_of(w, hit->node, chain, &cut);

	for (size_t i = 0; i < count; i++) {
		const struct walk_node *node = &w->nodes.at[chain[i]];
		const struct walk_node *next =
			i + 1 < count ? &w->nodes.at[chain[i + 1]] : NULL;
		bool last = i + 1 == count;
		uint64_t word = last ? hit->address : next->word;
		uint32_t entry = last ? hit->entry : next->entry;

		if (i == 0 && !put_root(n, node, word))
			return false;
		n->name_end = n->path.len;
		if (i + 1 == cut) {
			buf_puts(&n->path, "...");
			continue;
		}
		put_node(n, node, word, entry, !last);
	}
	return true;
}

static const char *where_of(struct walk *w, const struct walk_hit *hit,
			    struct arena *a)
{
	struct gort_object o;

	if (hit->block)
		return arena_printf(a,
				    "offset %" PRIu64
				    " of a C block of %" PRIu64 " bytes",
				    hit->address - hit->block->start,
				    hit->block->end - hit->block->start);
	if (hit->kind == HOLDER_REGISTER || hit->kind == HOLDER_C_STACK ||
	    hit->kind == HOLDER_GO_STACK)
		return NULL;
	if (w->g && gort_object(w->g, hit->address, &o))
		return arena_printf(a,
				    "offset %" PRIu64
				    " of a Go object of %" PRIu64 " bytes",
				    hit->address - o.base, o.size);
	return walk_c_place(w, hit->address, a);
}

static const char *type_of(struct walk *w, const struct walk_hit *hit)
{
	const struct walk_node *n = &w->nodes.at[hit->node];

	if (n->type)
		return n->type->name;
	if (n->edge == EDGE_LOCAL && w->locals.at[n->aux].type)
		return w->locals.at[n->aux].type->name;
	return NULL;
}

void walk_name(struct walk *w, const struct walk_hit *hit, struct arena *a,
	       struct finding_holder *ret)
{
	struct naming n = {.w = w};

	buf_init(&n.path, MAX_PATH);
	buf_init(&n.key, MAX_PATH);
	*ret = (struct finding_holder){
		.kind = holder_kind_name(hit->kind),
		.certain = hit->certain,
		.type = type_of(w, hit),
		.address = hit->address,
		.where = where_of(w, hit, a),
	};
	if (put_path(&n, hit)) {
		ret->name = arena_strndup(a, buf_text(&n.path), n.name_end);
		ret->path = n.in_key ? arena_printf(a, "key of %s",
						    buf_text(&n.path))
				     : arena_strdup(a, buf_text(&n.path));
		if (n.key.len > 0)
			ret->key = arena_strdup(a, buf_text(&n.key));
	}
	buf_finish(&n.path);
	buf_finish(&n.key);
}

/* The word that stands for a group. */
static void group_hit(struct walk *w, struct walk_hit *at)
{
	const struct walk_node *n = &w->nodes.at[at->node];

	at->entry = NO_ENTRY;
	if (n->map != NO_NODE) {
		n = &w->nodes.at[n->map];
		at->node = n->parent;
		at->entry = n->entry;
		at->address = n->word;
	} else if (w->nodes.at[n->root].edge != EDGE_SECTION) {
		at->node = n->root;
		at->address = w->nodes.at[n->root].addr;
	} else if (n->depth > 0) {
		at->node = n->root;
		at->address = w->nodes.at[n->top].word;
	}
}

void walk_name_group(struct walk *w, const struct walk_hit *hit,
		     struct arena *a, struct finding_holder *ret)
{
	uint32_t map = w->nodes.at[hit->node].map;
	struct naming n = {.w = w};
	struct walk_hit at = *hit;

	group_hit(w, &at);
	at.kind = map != NO_NODE ? HOLDER_GO_MAP : hit->kind;
	at.block = NULL;
	*ret = (struct finding_holder){
		.kind = holder_kind_name(at.kind),
		.certain = hit->certain,
		.address = at.address,
		.type = map != NO_NODE ? w->nodes.at[map].type->name
				       : type_of(w, &at),
	};
	buf_init(&n.path, MAX_PATH);
	buf_init(&n.key, MAX_PATH);
	if (put_path(&n, &at))
		ret->path = map != NO_NODE || w->nodes.at[at.node].edge ==
						      EDGE_SECTION
				    ? arena_strdup(a, buf_text(&n.path))
				    : arena_strndup(a, buf_text(&n.path),
						    n.name_end);
	else
		ret->where = where_of(w, &at, a);
	ret->name = ret->path;
	buf_finish(&n.path);
	buf_finish(&n.key);
}
