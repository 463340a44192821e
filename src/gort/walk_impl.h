/* SPDX-License-Identifier: MIT */
/*
 * walk_impl.h - what the files of the walk share
 *
 * The walk is a breadth-first search.  A node is memory that was reached,
 * and how; a place is a word in a node's memory.  A node's parent and the
 * word there that led to it say its name, which is made only for those that
 * hold something.
 */
#ifndef GORT_WALK_IMPL_H
#define GORT_WALK_IMPL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ptrmap.h"
#include "base/vec.h"
#include "gort/walk.h"

struct buf;
struct cdata;
struct go_local;
struct go_locals;
struct go_type;
struct memory_set;

#define NO_NODE UINT32_MAX
#define NO_ENTRY UINT32_MAX

/* How a node's memory follows from its parent's. */
enum walk_edge {
	/* Roots, which have no parent. */
	EDGE_VARIABLE, /* of Go: aux is its index */
	EDGE_SECTION,  /* data of Go without a known variable */
	EDGE_LOCAL,    /* of a goroutine's frame: aux is its index */
	EDGE_FRAME,    /* a frame of a goroutine, word by word */
	EDGE_RUNTIME,  /* what the runtime keeps for itself */
	EDGE_C_DATA,   /* globals of C */
	EDGE_C_STACK,  /* aux is the thread's id */
	EDGE_C_LOCAL,  /* thread-local memory; aux as above */
	EDGE_REGISTER, /* aux as above */
	/* The others. */
	EDGE_POINTER,
	EDGE_SLICE,   /* [i] */
	EDGE_MAP,     /* the map that the word leads to, with its entries */
	EDGE_CHAN,    /* the channel, with what waits in it */
	EDGE_BOXED,   /* what an interface leads to: .(T) */
	EDGE_CLOSURE, /* a function's captured variables */
	EDGE_POOL,    /* what a sync.Pool keeps for one processor */
};

struct walk_node {
	uint64_t addr, size;
	const struct go_type *type; /* of each element; NULL: words */
	uint64_t word;		    /* in the parent's memory */
	uint32_t parent;
	uint32_t entry; /* of the parent, where it is a map or channel */
	uint32_t head;	/* an ancestor near the root, for long paths */
	uint32_t map;	/* the nearest map it is in: itself, or an ancestor */
	uint32_t root;
	uint32_t top; /* the ancestor right below the root, or the root */
	uint32_t depth;
	uint32_t aux;
	uint8_t edge;
	bool certain;
	bool words;	/* not by type */
	bool quiet;	/* the runtime's own: not told */
	bool in_c;	/* a block of the C heap */
	uint32_t block; /* its index, when in_c */
};

/* An entry of a map, or what waits in a channel; only those that matter. */
struct walk_entry {
	uint64_t key, elem; /* addresses; key is the index in a channel */
};

/* A word of a node's memory. */
struct walk_place {
	uint32_t node, entry;
	bool in_key;
	bool certain;
};

/* What a word is, by its type. */
enum walk_slot_kind {
	SLOT_POINTER,
	SLOT_UNSAFE,
	SLOT_UINTPTR,
	SLOT_NUMBER, /* a word that may be an address, but is not said to be */
	SLOT_STRING,
	SLOT_SLICE,
	SLOT_INTERFACE,
	SLOT_MAP,
	SLOT_SYNC_MAP,
	SLOT_POOL,
	SLOT_CHAN,
	SLOT_FUNC,
	SLOT_ARRAY, /* a long one: type is its elements', n how many */
};

struct walk_slot {
	uint64_t offset, n;
	const struct go_type *type; /* the field's, or as above */
	enum walk_slot_kind kind;
};

/* The words of a type that matter. */
struct walk_shape {
	struct walk_slot *slots;
	uint32_t nslots;
	bool runtime; /* a type of the runtime's own */
};

struct walk_local {
	const char *name; /* of the variable, or NULL: the frame itself */
	const char *function;
	const struct go_type *type;
	uint64_t goid, addr;
};

struct walk_names {
	struct cdata *cdata;
	struct go_locals *locals; /* NULL: there are none */
};

struct walk {
	const struct walk_input *in;
	struct memory *m;
	struct gort *g;
	struct arena *arena;
	struct walk_limits limits;
	struct walk_stats *stats;
	double until;

	struct VEC(struct walk_node) nodes;
	struct VEC(struct walk_entry) entries;
	struct VEC(struct walk_local) locals;
	struct VEC(uint32_t) later; /* nodes without types */
	uint32_t next, next_later;
	bool defer; /* nodes without types wait for those with */

	struct ptrmap shapes; /* by go_type */
	struct ptrmap sync;   /* by go_type of a sync.Map: its entries' */
	uint64_t *by_addr;    /* a hash table of nodes: see walk.c */
	uint32_t by_addr_cap; /* a power of two, or 0 */
	uint32_t by_addr_used;
	struct ptrmap seen; /* bits of words, by address / 4 MiB */
	uint64_t seen_last;
	uint64_t *seen_bits;
	uint64_t seen_bytes;

	struct memory_set *targets, *blocks, *skip;
	uint64_t last_value; /* that was asked about */
	bool last_in_go;
	uint32_t *held; /* for each target: how many holders */
	struct VEC(struct walk_hit) hits;
	const struct go_type *pool_local; /* sync.poolLocal */
	struct walk_names *names, *own_names;
};

/* ---- walk_names.c */

struct walk_names *walk_names(struct walk *w);

/* ---- walk.c */

/* False when a ceiling is reached: the walk ends. */
bool walk_goes_on(struct walk *w);

/* True the first time that it is asked about this word. */
bool walk_first_seen(struct walk *w, uint64_t word);

/* The index of the block that value points into, or -1. */
int64_t walk_block_at(struct walk *w, uint64_t value);

/* Tells if a word's value lies in a target. */
void walk_hit_word(struct walk *w, const struct walk_place *p, uint64_t word,
		   uint64_t value);

/* A root; its memory is walked by type, or word by word when type is NULL. */
uint32_t walk_root(struct walk *w, enum walk_edge edge, uint32_t aux,
		   uint64_t addr, uint64_t size, const struct go_type *type);

/* Reaches memory from a word; NO_NODE when it was there before. */
uint32_t walk_reach(struct walk *w, const struct walk_place *p, uint64_t word,
		    enum walk_edge edge, uint64_t addr, uint64_t size,
		    const struct go_type *type);

/* Follows a pointer of which only the value is known. */
void walk_follow(struct walk *w, const struct walk_place *p, uint64_t word,
		 enum walk_edge edge, uint64_t value);

/* Follows a pointer to n values of a type. */
void walk_follow_type(struct walk *w, const struct walk_place *p, uint64_t word,
		      enum walk_edge edge, uint64_t value,
		      const struct go_type *type, uint64_t n);

/* Walks all that waits. */
void walk_drain(struct walk *w);

/* ---- walk_shape.c */

const struct walk_shape *walk_shape(struct walk *w, const struct go_type *t);

/* ---- walk_type.c: looks into a node's memory, or what is in an entry. */

void walk_look(struct walk *w, uint32_t node);
/* Of the entries of a sync.Map that was looked at. */
struct walk_sync {
	const struct go_type *key, *elem;
};

void walk_look_value(struct walk *w, const struct walk_place *p, uint64_t addr,
		     const struct go_type *t);

/* ---- walk_words.c: the same without types. */

void walk_look_words(struct walk *w, uint32_t node);

/* The captured variable of a closure that word is in, or NULL. */
const struct go_local *
walk_captured(struct walk *w, const struct walk_node *closure, uint64_t word);

/* One word of C's, at an address or in a register. */
void walk_look_c_word(struct walk *w, const struct walk_place *p, uint64_t word,
		      uint64_t value);

/* ---- walk_go.c, walk_stack.c, walk_c.c: the roots. */

void walk_go_variables(struct walk *w);
void walk_go_sections(struct walk *w);
void walk_go_runtime(struct walk *w);

/* Whether a word of Go's data is in a variable of the runtime. */
bool walk_of_runtime(struct walk *w, uint64_t word);
void walk_go_stacks(struct walk *w); /* live locals, by type */
void walk_go_frames(struct walk *w); /* what is left of the stacks */
void walk_c_data(struct walk *w);
void walk_c_threads(struct walk *w);

/* "registry[2]" for an address in the data of a module; false: no name. */
bool walk_c_name(struct walk *w, uint64_t addr, struct buf *out);

/* "libx.so.1, .bss+0x40", in the arena; NULL: in no module's data. */
const char *walk_c_place(struct walk *w, uint64_t addr, struct arena *a);
/* ---- walk_value.c */

/* The value at addr as a person would write it; at most max bytes of it. */
void walk_value(struct walk *w, const struct go_type *t, uint64_t addr,
		struct buf *out);

#endif
