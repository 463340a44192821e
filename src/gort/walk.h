/* SPDX-License-Identifier: MIT */
/*
 * walk.h - who still points to this memory, by name
 *
 * Comes in: a process that stands still (or a core), and ranges of its
 * memory that are asked for.  Goes out: every live word that points into
 * one of them, with its name where it has one.
 *
 * Live is what can be reached from roots: the globals of Go, its goroutines'
 * stacks above their stack pointers, the globals of C, the threads' stacks
 * and registers.  Go memory is walked by type, as far as types are known, so
 * that a holder has a path (main.pools[2].free["k"][1].data); the rest by
 * the collector's pointer maps, and the C heap word by word.  What is not
 * reached is not told: dead tables of maps, garbage that was not swept.
 *
 *	struct walk_input in = {.memory = m, .gort = g, ...};
 *	struct holders *h = holders_find(&in);
 *	for (i = 0; i < h->n; i++)
 *		... h->v[i].holder, of in.targets[h->v[i].target] ...
 *	holders_destroy(h);
 *
 * The memory may be hostile: a broken map is walked as far as it makes
 * sense, and work, memory and time have ceilings.
 *
 * Ownership: what holders_find() returns, texts included, lives until
 * holders_destroy(); the input only has to live until it returns, but
 * blocks are referred to.  Threads: one at a time.
 */
#ifndef GORT_WALK_H
#define GORT_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "finding/finding.h"

struct arena;
struct gort;
struct memory;
struct walk;
struct walk_hit;
struct walk_names;

/* In the order in which they are told. */
enum holder_kind {
	HOLDER_GO_MAP,
	HOLDER_GO_GLOBAL,
	HOLDER_GO_OBJECT,
	HOLDER_GO_STACK,
	HOLDER_C_GLOBAL,
	HOLDER_C_HEAP,
	HOLDER_C_STACK,
	HOLDER_REGISTER,
	HOLDER_KINDS,
};

/* "go-map", "go-global", ... */
const char *holder_kind_name(enum holder_kind kind);

/* Memory that is asked for: a freed block, or all of the C heap's. */
struct walk_target {
	uint64_t start, end; /* end is the first address behind */
	void *user;
	bool live; /* pointers in it count; false: what is in it is dead */
};

/*
 * A block of the C heap that its program has not freed.  It is walked when
 * something live points to it, or into it.
 */
struct walk_block {
	uint64_t start, end;
	void *user;
	bool reached; /* set by the walk; what stays false is leaked */
};

/* Memory that is no root: that of an allocator, of Belay's runtime. */
struct walk_range {
	uint64_t start, end;
};

/* Ceilings; 0 takes the default. */
struct walk_limits {
	uint64_t words;	 /* looked at; 2^31 */
	uint64_t memory; /* bytes that the walk takes for itself; 1 GiB */
	uint64_t ms;	 /* 20,000 */
	size_t holders;	 /* kept for one target; 16 */
	size_t all;	 /* kept for all together; 100,000 */
};

struct walk_input {
	struct memory *memory;
	struct gort *gort; /* NULL: there is no Go in it */
	/* Folders with debug files of C modules (--symbols), or NULL. */
	const char *const *debug_dirs;
	/* What was opened for many walks; NULL: the walk opens its own. */
	struct walk_names *names;
	/* Each sorted by start, without overlaps. */
	const struct walk_target *targets;
	size_t ntargets;
	struct walk_block *blocks;
	size_t nblocks;
	const struct walk_range *skip;
	size_t nskip;
	struct walk_limits limits;
	/*
	 * Starts from the roots of C as well: its globals, the stacks and
	 * registers of threads.  Leaks need it.  False: from those of Go.
	 */
	bool c_roots;
	/*
	 * When set, it is called for each holder as it is found, and nothing
	 * is kept: for those who count.  It may call walk_name().
	 */
	void (*each)(void *arg, struct walk *w, const struct walk_hit *hit);
	void *arg;
};

/* A word that points into a target. */
struct walk_hit {
	enum holder_kind kind;
	bool certain;	  /* false: "may hold" */
	bool in_key;	  /* of a map's entry */
	bool typed;	  /* by its type it is a pointer, or a uintptr */
	size_t target;	  /* index */
	uint64_t address; /* of the word */
	uint64_t value;	  /* that it holds */
	/* The map's address, or that of the object; 0 for a root. */
	uint64_t container;
	const struct walk_block *block; /* that the word is in; or NULL */
	/*
	 * What hits have in common that belong together: the nearest map on
	 * the way there, else the variable, stack or thread.
	 */
	uint64_t group;
	bool in_map;
	uint32_t node, entry; /* the walk's own */
};

struct walk_stats {
	uint64_t words, objects, maps, entries, goroutines, blocks;
	uint64_t hits;	 /* all, those that were not kept included */
	uint64_t memory; /* bytes */
	double seconds;
	/* What kept the walk from being complete; NULL: it is. */
	const char *cut;
};

/* Texts are NULL where nothing says it, never invented. */
struct holder {
	struct walk_hit hit;
	struct finding_holder holder;
};

struct holders {
	struct arena *arena;
	struct holder *v; /* by target, kind, length and text of the path */
	size_t n;
	struct walk_stats stats;
};

/*
 * Opens what files say of the names of C's data and of Go's locals.  That
 * takes a while; done before a process is stopped, it costs no pause.  All
 * that was passed must live as long.  g: NULL for none.
 */
struct walk_names *walk_names_open(struct memory *m, struct gort *g,
				   const char *const *debug_dirs);
void walk_names_close(struct walk_names *n); /* NULL is fine */

/* Never NULL. */
struct holders *holders_find(const struct walk_input *in);
void holders_destroy(struct holders *h); /* NULL is fine */

/* Names a hit, in the arena. */
void walk_name(struct walk *w, const struct walk_hit *hit, struct arena *a,
	       struct finding_holder *ret);

/*
 * Names what many hits have in common: the nearest map, else the root.  The
 * path is that of the map itself, without a key.
 */
void walk_name_group(struct walk *w, const struct walk_hit *hit,
		     struct arena *a, struct finding_holder *ret);

#endif
