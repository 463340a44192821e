/* SPDX-License-Identifier: MIT */
/*
 * state.h - what is known at one place of one path through a function
 *
 * An abstract state is a graph.  Its nodes are values (val_t): addresses,
 * objects, numbers, functions.  Its edges say what is stored where: from an
 * object, by an access (the field `f`, the element of key k, what an address
 * holds), to another node.  A node knows where it came from (origin), what is
 * known of its number (nil, a constant, an interval), and what was done to
 * the memory it names (freed, used).  SSA registers name nodes.
 *
 * What existed before the function began is found lazily: reading an edge
 * that is not known, of a node that is not new, makes a node for it, marks
 * it CELL_PRE and writes the edge down in pre[] too.  So when a function
 * ends pre[] is what it asked of its caller's memory, and the edges are what
 * it left there; together they are its summary (summary.h).  The idea is
 * that of bi-abduction: Calcagno, Distefano, O'Hearn, Yang, "Compositional
 * shape analysis by means of bi-abduction", POPL 2009, as in Le et al.,
 * "Finding real bugs in big programs with incorrectness logic", OOPSLA 2022.
 *
 * Two nodes are taken to be different unless they are known to be the same:
 * a finding must be one on some feasible path, so what is not known never
 * makes one.
 *
 * Ownership: a state owns its arrays and comes from a state_pool, which
 * takes it back.  Traces and the like are in the pool's arena.
 *
 * Threads: one at a time per pool.
 */
#ifndef FLOW_STATE_H
#define FLOW_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"

struct arena;
struct buf;
struct ir_function;
struct ir_global;
struct ir_instr;
struct state_pool;
struct trace;
struct type;
struct value;

/* A node of the graph; a number that means something in its state only. */
typedef uint32_t val_t;

#define NO_VAL ((val_t)0)

/* Where the memory that a value points to comes from. */
enum origin {
	ORIGIN_UNKNOWN, /* never makes a finding of its own */
	ORIGIN_GO,	/* of Go's heap, stack, globals: collected */
	ORIGIN_C,	/* a C allocation: family says whose */
	ORIGIN_STATIC,	/* of C, and never freed: literals, globals */
	ORIGIN_CSTACK,
	ORIGIN_MMAP,
	ORIGIN_ARENA,  /* an arena itself */
	ORIGIN_HANDLE, /* a runtime/cgo.Handle: no pointer */
	ORIGIN_POOL,   /* taken from a sync.Pool or a free list */
	ORIGIN_NUMBER, /* no memory at all */
	NORIGINS
};

/* Memory that somebody has to give back. */
static inline bool origin_is_owned(uint8_t origin)
{
	return origin == ORIGIN_C || origin == ORIGIN_MMAP ||
	       origin == ORIGIN_ARENA || origin == ORIGIN_HANDLE ||
	       origin == ORIGIN_POOL;
}

/* How memory went. */
enum freed_how {
	FREED_FREE,    /* C.free, and a library's own */
	FREED_REALLOC, /* it may have moved */
	FREED_UNMAP,
	FREED_ARENA,	 /* with its arena */
	FREED_RECYCLE,	 /* put back in a pool: others have it now */
	FREED_DELETE,	 /* a handle */
	FREED_FINALIZER, /* when its owner is collected: not yet */
	NFREED
};

/* What was done to a block; shared, never changed. */
struct freed {
	uint8_t how; /* enum freed_how */
	/* Perhaps, and nothing tells: a count we do not know dropped.  Never
	 * makes a finding; it silences those of leaks. */
	bool maybe;
	bool later;    /* in a goroutine that nothing waits for */
	bool deferred; /* at a defer's run */
	name_t family; /* that it was freed as; NO_NAME: any */
	const struct trace *trace;
};

/* An object whose collection frees memory: runtime.SetFinalizer, &c. */
struct finalizer {
	bool cleanup; /* runtime.AddCleanup */
	struct ir_function *fn;
	const struct trace *trace;
};

enum link {
	LINK_NONE,
	LINK_INSIDE, /* an address inside base's memory, not its start */
	LINK_START,  /* an address of base's first bytes: a cast, [0] */
	LINK_BORROW, /* other memory that goes when base goes */
};

enum cell_flag {
	CELL_PRE = 1 << 0,     /* was there before the function began */
	CELL_FRESH = 1 << 1,   /* new: what was not stored in it is zero */
	CELL_ESCAPED = 1 << 2, /* code we do not see may have kept it */
	CELL_NONZERO = 1 << 3,
	/* As a key: each key (index) that has no edge of its own.  A range
	 * is walked once, with it. */
	CELL_ALL = 1 << 4,
	CELL_GOROUTINE = 1 << 5, /* a goroutine has it: lives on at return */
	CELL_GLOBAL = 1 << 6,	 /* the address of a global variable */
	CELL_BOXED = 1 << 7,	 /* a number that memory had before */
	/* Its dynamic type is that of a conversion or assertion, no guess. */
	CELL_TYPED = 1 << 8,
	CELL_TOLD = 1 << 9,	/* a use after its free was told already */
	CELL_CONST = 1 << 10,	/* made once a state; never changed */
	CELL_C = 1 << 11,	/* GLOBAL, of C: see state_c_name() */
	CELL_BEHIND = 1 << 12,	/* INSIDE: certainly not the start */
	CELL_WRITTEN = 1 << 13, /* code that we do not see wrote into it */
	/* As a key: one more element of a range, after ALL: nothing is known
	 * of what it holds. */
	CELL_OTHER = 1 << 14,
	CELL_PRESENT = 1 << 15, /* a slot: a lookup found that it is there */
};

struct cell {
	uint8_t origin; /* enum origin: of the memory it points to */
	uint8_t link;	/* enum link: to base */
	uint16_t flags; /* enum cell_flag */
	val_t base;
	int64_t lo, hi; /* the number it is between, as a signed integer */
	const struct value *konst; /* constant that is no integer; interned */
	name_t family; /* ORIGIN_C: of allocation; NO_NAME: not known */
	/* UNKNOWN: a function of C gave it that was given nothing of Go, or
	 * memory of C had it: whatever it is, it is no memory of Go. */
	bool from_c;
	/* A call got it as an interface: reflection may have filled it. */
	bool given;
	struct type *type; /* of what it is; in an interface its dynamic type */
	struct ir_function *fn; /* a function, or a closure of it */
	const void *root; /* struct ir_param, ir_free_var, ir_global it is */
	const struct trace *made;    /* alloc, or NULL */
	const struct freed *freed;   /* of a block: not valid any more */
	const struct trace *used;    /* its first use while not freed here */
	const struct trace *pending; /* a goroutine may yet use it */
	const struct finalizer *finalizer; /* on this object */
	uint32_t first_edge;		   /* + 1; 0: none */
	uint32_t term;	     /* + 1: it is the result of that; 0: none */
	uint32_t first_term; /* + 1: of those with it as x; 0: none */
};

enum access {
	ACCESS_DEREF, /* what an address holds */
	ACCESS_FIELD, /* key: a name_t; from a struct's address to a field's */
	ACCESS_ELEM,  /* key: a val_t; from a map, array, container to a slot */
	ACCESS_LEN,   /* its length, until it changes */
	ACCESS_CAPTURE, /* key: which; from a closure to what it captured */
	ACCESS_RESULT,	/* key: which; from a tuple */
	ACCESS_MODEL,	/* key: enum model_part; of containers (model.h) */
	NACCESS
};

/*
 * Slots: from a map, slice or array an ELEM edge leads to the address of the
 * element, whose DEREF is the element: memory of every shape is addresses
 * and what they hold.  A struct value (not its address) is the address of a
 * copy that nobody else has.
 *
 * to NO_VAL: known not to be there (deleted); it hides what was before.
 */
struct edge {
	uint8_t access; /* enum access */
	uint32_t key;
	val_t to;
	uint32_t next; /* of the same node, in order; + 1; 0: last */
	const struct trace *stored; /* how it came there, or NULL */
};

/* An edge that was there before the function began. */
struct pre_edge {
	val_t from, to;
	uint32_t key;
	uint8_t access;
};

/*
 * x tok y, for values that are equal when they are computed again.  Only
 * ADD, EQL, LSS, NOT and what computes are there: a SUB of a constant is an
 * ADD, the other comparisons are said by EQL, LSS and NOT.
 */
struct flow_term {
	/* enum token of syntax; 0: a model's own, whose number y is (no
	 * val_t); TERM_DEAD: none any more. */
	uint8_t tok;
	val_t x, y, result;
	uint32_t next; /* of the same x; + 1; 0: last */
};

#define TERM_DEAD ((uint8_t)255)

/* A call that runs when the function ends. */
struct deferred {
	const struct ir_instr *instr;
	/* Of instr, evaluated: see state_defer_args(). */
	uint32_t first_arg, nargs;
};

/* A holder that lost what it held: BL105 looks at it in the end. */
struct dropped {
	val_t holder, lost;
	uint8_t access;
	uint32_t key;
	const struct trace *trace; /* the delete, the overwrite */
};

/*
 * A class of holders, of which stores anywhere in the program tell what they
 * hold: a field of a named type, or a global.  See class.h.
 */
struct holder_class {
	const void *of; /* struct object: the type's name, or ir_global */
	name_t field;	/* NO_NAME: the global itself */
	bool content;	/* what its container has, not what it holds itself */
};

/*
 * What the function asks of a value that was there before: that it is no Go
 * pointer, not nil.  Whoever applies its summary looks (ask.h).
 */
struct ask {
	uint8_t kind; /* enum ask_kind */
	val_t v;
	const struct trace *trace;  /* the step that asks */
	struct holder_class unless; /* as that of the issue it may become */
};

#define STATE_MAX_CELLS 8000
#define STATE_MAX_DEFERS 64
#define STATE_MAX_DROPPED 64
#define STATE_MAX_ASKS 32

struct state {
	struct state_pool *pool;
	struct cell *cells; /* from 1 */
	struct edge *edges;
	struct pre_edge *pre;
	struct flow_term *terms;
	struct deferred *defers;
	struct dropped *dropped;
	struct ask *asks;
	val_t *regs;  /* by ir_value_index(); NO_VAL: none yet */
	val_t *args;  /* of defers */
	val_t *index; /* of what is made once: a hash table (private) */
	/* Cells are 1 to ncells. */
	uint32_t ncells, nedges, npre, nterms, ndefers, ndropped, nregs;
	uint32_t nargs, nindex, nasks;
	uint32_t cells_cap, edges_cap, pre_cap, terms_cap, defers_cap;
	uint32_t dropped_cap, regs_cap, args_cap, index_cap, index_room;
	uint32_t asks_cap;
	uint32_t locks; /* how many are held */
	bool waited;	/* for a goroutine, a channel, a condition */
	bool full;	/* a ceiling was met: it ends here */
	bool certain;	/* no branch was taken that could not be decided */
	bool counted;	/* see state_counted() */
};

/* Pools */

struct state_pool *state_pool_create(struct arena *a);
void state_pool_destroy(struct state_pool *p);
struct arena *state_arena(const struct state *s);

/* With room for nregs registers. */
struct state *state_create(struct state_pool *p, uint32_t nregs);
struct state *state_fork(const struct state *s);
void state_release(struct state *s);

/* A call that runs at the end; over the ceiling the state is full. */
void state_defer(struct state *s, const struct ir_instr *in, const val_t *args,
		 uint32_t n);
static inline val_t *state_defer_args(const struct state *s,
				      const struct deferred *d)
{
	return s->args + d->first_arg;
}

/* Over the ceiling it is forgotten. */
void state_dropped_add(struct state *s, const struct dropped *d);
/* Once for each kind and value; over the ceiling it is forgotten: NULL. */
struct ask *state_ask_add(struct state *s, uint8_t kind, val_t v,
			  const struct trace *trace);

/* Values; a pointer to a cell or an edge is good until one is made. */

static inline struct cell *state_cell(const struct state *s, val_t v)
{
	return &s->cells[v];
}

val_t state_new(struct state *s, enum origin origin);
/* New memory of Go: zero until something is stored; FRESH, NONZERO. */
val_t state_new_memory(struct state *s);
/* A slot or field in memory of Go, that is new. */
val_t state_new_slot(struct state *s, val_t of);
/* Something of type t that is not known, but within the type's numbers. */
val_t state_unknown(struct state *s, struct type *t);
/* Of a number, and nil (0).  Made once a state, so equal ones are the same. */
val_t state_int(struct state *s, int64_t n);
#define state_nil(s) state_int((s), 0)
/* A constant: of a boolean or an integer that fits, state_int()'s. */
val_t state_const(struct state *s, const struct value *c);
/* A plain function; a closure of one is a new node with fn set. */
val_t state_func(struct state *s, struct ir_function *fn);
/* The zero value of a type: nil, 0, "", or a new struct of zeros. */
val_t state_zero(struct state *s, struct type *t);
/* The node of a global's address, or of a C global (by name): made once. */
val_t state_global(struct state *s, const struct ir_global *g);
val_t state_c_global(struct state *s, name_t name);
/* The name of a C global's cell (CELL_C). */
name_t state_c_name(const struct cell *c);

/* The block that an address lies in: INSIDE and START links followed. */
val_t state_block(const struct state *s, val_t v);
/* What freed the memory v points to, by its block and what that borrows. */
const struct freed *state_freed(const struct state *s, val_t v);
/* The same, when a finding can be built on that. */
const struct freed *state_surely_freed(const struct state *s, val_t v);

/* The address n bytes behind p, in the same block: state_offset.c. */
val_t state_offset(struct state *s, val_t p, val_t n);
/* Whether v certainly is not the start of its block. */
bool state_is_inside(const struct state *s, val_t v);

/* Edges */

/* NULL: not known.  For ELEM key is the val_t, compared by what is known;
 * an edge of a CELL_ALL key answers for keys that have none. */
struct edge *state_edge(const struct state *s, val_t from, enum access access,
			uint32_t key);
/* A key of the elements of a node that have none of their own (CELL_ALL). */
static inline bool state_is_all(const struct state *s, val_t key)
{
	return s->cells[key].flags & CELL_ALL;
}

/* The edge of such a key, or NULL. */
struct edge *state_all_edge(const struct state *s, val_t from);
/* That key: its edge's, or a new one. */
val_t state_all_key(struct state *s, val_t from);
/* Makes or changes one; ELEM with an ALL key changes only that. */
void state_set(struct state *s, val_t from, enum access access, uint32_t key,
	       val_t to, const struct trace *stored);
/* Takes off all edges of an access: clear(m).  The node becomes FRESH. */
void state_clear(struct state *s, val_t from, enum access access);
/*
 * What the edge leads to, found or made: zero in a FRESH node, else
 * something that was there before (PRE, written in pre[]) or is not known.
 * type is that of what is found (for FIELD and ELEM: of the slot's address).
 */
val_t state_read(struct state *s, val_t from, enum access access, uint32_t key,
		 struct type *type);
/* Each edge of a node: for (e = state_first(s, v); e; e = state_next(s, e)) */
static inline struct edge *state_first(const struct state *s, val_t v)
{
	uint32_t i = s->cells[v].first_edge;

	return i ? &s->edges[i - 1] : NULL;
}

static inline struct edge *state_next(const struct state *s,
				      const struct edge *e)
{
	return e->next ? &s->edges[e->next - 1] : NULL;
}

/*
 * Memory of type t: what addr holds.  A struct or array comes as the address
 * of a copy; a store copies out of one.  Other memory is one DEREF edge.
 */
val_t state_load(struct state *s, val_t addr, struct type *t);
void state_store(struct state *s, val_t addr, val_t v, struct type *t,
		 const struct trace *stored);

/* Has what is known of its length be forgotten: something is put in. */
void state_forget_len(struct state *s, val_t v);

/* Facts.  An assumption is false when it cannot be: the path ends. */

enum tri { TRI_NO, TRI_YES, TRI_MAYBE };

enum tri state_is_zero(const struct state *s, val_t v);
enum tri state_same(const struct state *s, val_t a, val_t b);
/* a tok b: TOK_EQL, NEQ, LSS, LEQ, GTR, GEQ of numbers and pointers. */
enum tri state_compare(const struct state *s, uint8_t tok, val_t a, val_t b);
/*
 * The value of x tok y (y NO_VAL: unary): computed when both are known; the
 * one made before for the same x and y; else a new one.
 */
val_t state_term(struct state *s, uint8_t tok, val_t x, val_t y);
/* Makes the boolean v be truth, and what that says of its operands. */
bool state_assume(struct state *s, val_t v, bool truth);
bool state_assume_zero(struct state *s, val_t v, bool zero);
/* What is known of both: the facts of b are added to a. */
bool state_assume_like(struct state *s, val_t a, const struct state *of,
		       val_t b);

/*
 * Whether the path hangs on a count that nobody here knows: a branch was
 * taken on n - 1 == 0 (<= 0, ...) where n was in memory before.  What is
 * freed then may be the last reference, or there are others: never certain.
 */
static inline bool state_counted(const struct state *s)
{
	return s->counted;
}

/* Joins: join.c */

/*
 * Whether b tells nothing that a does not: the same graph from registers
 * that live (bit by ir_value_index(); NULL: all), the roots and what is
 * deferred, with the same origins and the same things done to them.  Then a
 * forgets what they disagree in (numbers), and stands for both.
 */
bool state_join(struct state *a, const struct state *b, const uint64_t *live);
/* Whether a register that lives has two different constants: a flag, a mode,
 * that a join would forget. */
bool state_constants_differ(const struct state *a, const struct state *b,
			    const uint64_t *live);
/* Forgets what nothing can reach any more, and renumbers. */
void state_compact(struct state *s, const uint64_t *live);

/* Reach: reach.c */

/*
 * Visits what can be reached from a root by edges of all accesses but LEN,
 * nearest first, each node once; of freed memory the inside is not visited.
 * Keys of ELEM edges are visited too: v is then the key of the last edge,
 * and not where it leads.  Model edges that are no holders (model.h) are
 * left out.  path[0] is the edge at the root, path[n - 1] the one that leads to
 * v. False from visit ends the walk.
 */
#define REACH_MAX_DEPTH 12
struct reach_step {
	val_t from;
	const struct edge *edge;
};
typedef bool reach_fn(void *ctx, const struct state *s, val_t v,
		      const struct reach_step *path, uint32_t n);
void state_reach(const struct state *s, val_t root, reach_fn *visit, void *ctx);

/* Marks (marks[v] = 1, s->ncells + 1 bytes) what can be reached from v. */
void state_mark(const struct state *s, val_t v, uint8_t *marks);

/* For tests and `belay dump`: one line a node. */
void state_print(const struct state *s, struct buf *b);

#endif
