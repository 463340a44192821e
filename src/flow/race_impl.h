/* SPDX-License-Identifier: MIT */
/*
 * race_impl.h - what the files race*.c share (private to them)
 *
 * Ownership: everything lives in the arena of struct race_run and goes with
 * it, but for frames, which go when their function's summary is made, and
 * the traces of issues, which live in the flow.
 *
 * Threads: one.
 */
#ifndef FLOW_RACE_IMPL_H
#define FLOW_RACE_IMPL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/name.h"
#include "base/position.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "flow/race.h"

struct callgraph;
struct ir_block;
struct ir_function;
struct ir_instr;
struct ir_value;
struct trace;

/* Ceilings: what is over one of them is not looked at. */
enum {
	RACE_MAX_STEPS = 9,	/* of a path */
	RACE_MAX_EVENTS = 600,	/* of a function, with those of its callees */
	RACE_MAX_ITEMS = 64,	/* locks and waits of a function */
	RACE_MAX_ACCESSES = 96, /* of a summary */
	RACE_MAX_SPAWNS = 32,
	RACE_MAX_DYNS = 16,
	RACE_MAX_SIGNALS = 32,
	RACE_MAX_STORES = 32,
	RACE_MAX_RESULTS = 8,
	RACE_MAX_ARGS = 6,
	RACE_MAX_CALLEES = 4,	    /* of a dynamic call */
	RACE_MAX_DEPTH = 24,	    /* of functions summed up on demand */
	RACE_MAX_BLOCKS = 400,	    /* of a function */
	RACE_MAX_RESOLVED = 64,	    /* known functions called for a callee, */
	RACE_MAX_NESTED = 3,	    /* in each other */
	RACE_MAX_MEMORY = 48 << 20, /* of all summaries */
};

/* Paths: race_path.c */

enum race_root {
	ROOT_PARAM,   /* index */
	ROOT_FREE,    /* index */
	ROOT_GLOBAL,  /* of: struct ir_global */
	ROOT_VALUE,   /* of: a register; index: which of its results */
	ROOT_RESULT,  /* index: what a function made and returns */
	ROOT_CLOSURE, /* of: struct race_closure */
};

enum race_step {
	STEP_DEREF,  /* what is at an address */
	STEP_FIELD,  /* the address of a field */
	STEP_VFIELD, /* the field of a value */
	STEP_INDEX,  /* the address of an element */
	STEP_ENTRY,  /* what a map has for a key */
	STEP_ATOMIC, /* what an atomic variable holds */
	STEP_SENT,   /* what was sent on a channel: as its sender has it */
	STEP_GOT,    /* the same as a receiver has it */
	STEP_RLOCK,  /* the reader's side of a lock, as a lock */
};

/* What is known of the key of an INDEX or ENTRY. */
enum race_key {
	KEY_NONE,
	KEY_CONST, /* index: a name that is its text */
	KEY_PARAM, /* index */
	KEY_ANY,   /* of: computed, or one after the other: may be any */
	KEY_OWN,   /* of: perhaps each goroutine has one of its own */
};

struct race_at {
	uint8_t step; /* enum race_step */
	uint8_t key;  /* enum race_key */
	uint32_t index;
	const void *of;
};

struct race_path {
	struct race_path *next; /* in the table */
	const void *of;
	uint32_t hash, index;
	uint8_t root; /* enum race_root */
	uint8_t n;
	struct race_at at[];
};

/*
 * A function with the values that it has captured (NULL: not known); one more
 * than it has free variables: its receiver.
 */
struct race_closure {
	struct ir_function *fn;
	uint32_t n;
	const struct race_path **free;
	struct race_closure *next;
};

/* Locks, waits and signals, on something that has a path. */
enum race_mark {
	MARK_LOCK,     /* held for writing */
	MARK_RLOCK,    /* held for reading */
	MARK_ONCE,     /* in the function of a sync.Once */
	MARK_UNLOCKED, /* given up, though the caller may hold it */
	WAIT_GROUP,    /* of a WaitGroup */
	WAIT_RECV,     /* something came from a channel, or it was closed */
	WAIT_VALUE,    /* something came */
	WAIT_CLOSED,   /* it was closed */
	WAIT_SENT,     /* what was sent has been taken: without a buffer */
	WAIT_ATOMIC,   /* an atomic variable was asked, and decided */
	WAIT_ONCE,     /* a sync.Once was done */
	WAIT_ALL,      /* for something that nobody here knows */
	SIGNAL_DONE,   /* to those who wait for the WaitGroup */
	SIGNAL_SEND,
	SIGNAL_CLOSE, /* of a channel on which it sends, too */
	SIGNAL_CLOSE_ONLY,
	SIGNAL_RECV,
	SIGNAL_ATOMIC,
	SIGNAL_CALL, /* what a function gives that the caller knows */
	SIGNAL_ADD,  /* none: a WaitGroup waits for one more */
};

struct race_item {
	uint8_t mark;		   /* enum race_mark */
	const struct race_path *p; /* NULL: of what is not known */
};

struct race_items {
	uint32_t n;
	struct race_item at[];
};

/* Summaries */

/* A goroutine, or more of them. */
struct race_spawn {
	const struct trace *go;
	uint32_t event; /* of the frame */
	bool multi;	/* more than one at a time */
	bool joined;	/* they were waited for before the function ended */
	bool latent;	/* requests of a server: they begin when it serves */
	bool inner;	/* a callee starts it */
	struct race_spawn *lifted; /* scratch of a call */
};

/* What holds where something is done. */
struct race_facts {
	const struct race_items *locks; /* held */
	const struct race_items
		*unlocked;		 /* given up before, of the caller's */
	const struct race_items *waited; /* for, before */
	const struct race_items *after;	 /* signals that follow */
};

struct race_access {
	const struct race_path *p;
	const struct race_path *sent; /* of a channel, before; or NULL */
	const struct trace *trace;
	struct race_facts facts;
	const struct race_items *inner; /* what a callee waited for before */
	struct race_spawn *by;		/* NULL: the function itself */
	const struct ir_function *fn;	/* where it is written */
	uint32_t event;
	bool write;
	bool resolved; /* by a function that was an argument */
};

/* A call of a function that the caller knows. */
struct race_dyn {
	const struct race_path *p;
	const struct race_path *args[RACE_MAX_ARGS];
	uint32_t nargs;
	const struct trace *trace;
	struct race_facts facts;
	struct race_spawn *by;
	uint32_t event;
};

struct race_signal {
	struct race_item item;
	const struct race_items *waited; /* before it */
	struct race_spawn *by;
	uint32_t event;
	/* Scratch of a frame: events that come after it without a wait, and
	 * in any way. */
	uint8_t *again, *later;
};

struct race_store {
	const struct race_path *addr, *value; /* value NULL: not known */
};

struct race_sum {
	struct race_access *accesses;
	uint32_t naccesses;
	struct race_dyn *dyns;
	uint32_t ndyns;
	struct race_signal *signals;
	uint32_t nsignals;
	struct race_spawn **spawns;
	uint32_t nspawns;
	struct race_store *stores;
	uint32_t nstores;
	const struct race_path *results[RACE_MAX_RESULTS];
	uint32_t nresults;
	/* At its end: locks that it took and has, gave up; what it waited for
	 * in any case. */
	const struct race_items *held, *given, *waited;
	bool serves;   /* a server's loop is in it */
	bool parallel; /* it calls testing.T.Parallel */
};

/* Known functions: race.def */

enum race_known {
	KNOWN_NOT,
	KNOWN_NOTHING,
#define KNOWN(package, type, name, what)
#define KNOWN_KIND(what) KNOWN_##what,
#include "flow/race.def"
#undef KNOWN_KIND
#undef KNOWN
};

/* The run */

enum race_state { RACE_NEW, RACE_BUSY, RACE_DONE };

struct race_run {
	struct flow *flow;
	const struct callgraph *g;
	struct arena *arena;
	struct race_sum **sums; /* by node; NULL: nothing to tell */
	uint8_t *states;	/* by node: enum race_state */
	uint8_t *flags;		/* by node: enum race_flag */
	struct {
		struct race_path **at;
		uint32_t n, cap;
	} paths;
	struct ptrmap closures; /* function -> struct race_closure */
	struct ptrmap known;	/* object -> enum race_known + 1 */
	struct ptrmap told;	/* pairs of positions */
	struct ptrmap classes;	/* private: race_scan.c */
	struct race_items *no_items;
	uint32_t depth;
	struct VEC(struct arena *) scratches; /* of frames, by depth */
};

/* Of functions, by node. */
enum race_flag {
	RACE_WANTED = 1 << 0,  /* its summary is made, and looked at */
	RACE_LOOK = 1 << 1,    /* not of std */
	RACE_GONE = 1 << 2,    /* a goroutine may run it */
	RACE_REACHES = 1 << 3, /* an access that can race is in or behind it */
	RACE_SYNC = 1 << 4,    /* so is something that orders */
	RACE_GIVES = 1 << 5,   /* it is small, and gives what it has got */
	RACE_CALLS = 1 << 6,   /* it calls a value */
	RACE_GIVEN = 1 << 7,   /* it uses a map that it was given */
	RACE_USEFUL =
		RACE_REACHES | RACE_SYNC | RACE_GIVES | RACE_CALLS | RACE_GIVEN,
};

/* race_path.c */
const struct race_path *race_root(struct race_run *r, enum race_root root,
				  const void *of, uint32_t index);
const struct race_path *race_step(struct race_run *r, const struct race_path *p,
				  struct race_at at);
/* The first n steps of it. */
const struct race_path *race_prefix(struct race_run *r,
				    const struct race_path *p, uint32_t n);
const struct race_path *race_closure(struct race_run *r, struct ir_function *fn,
				     const struct race_path **free, uint32_t n);
/* They may name the same thing when two goroutines use them. */
/* What taking a lock of this name takes. */
struct race_item race_lock_item(struct race_run *r, uint8_t mark,
				const struct race_path *p);
bool race_maybe_same(const struct race_path *a, const struct race_path *b);
/* Nothing else can have this name, and it no other one. */
bool race_definite(const struct race_path *p);
/* A lock of the one is a lock of the other, where the maps are the same. */
bool race_same_lock(const struct race_path *la, const struct race_path *ma,
		    const struct race_path *lb, const struct race_path *mb);
/* "s.m", "cache"; NULL: it has no name. */
const char *race_name(struct arena *a, const struct ir_function *fn,
		      const struct race_path *p);

/* Frames: a function while it is looked at */

enum race_event_kind {
	EVENT_ACCESS, /* index: of accesses */
	EVENT_DYN,    /* index: of dyns */
	EVENT_SPAWN,
	EVENT_SIGNAL, /* index: of signals */
	EVENT_LOCK,   /* item: it is held from here */
	EVENT_UNLOCK, /* item: MARK_LOCK or MARK_RLOCK */
	EVENT_WAIT,   /* item */
	EVENT_SERVE,  /* requests come from here on */
	EVENT_ASKED,  /* index: of asked_calls */
};

struct race_event {
	uint8_t kind;
	uint32_t block, at; /* place of the instruction */
	uint32_t index;
	struct race_item item;
	uint64_t must, may; /* items before it */
};

/* What is so on one way out of a block. */
struct race_edge {
	uint32_t block, succ;
	uint8_t kind; /* EVENT_WAIT, EVENT_LOCK */
	struct race_item item;
};

struct race_alias {
	const struct race_path *value;
	bool many;
};

struct race_sent {
	const struct race_path *p; /* of the channel, and STEP_SENT */
	const struct ir_instr *in;
	const struct race_sent *next;
};

struct race_frame {
	struct race_run *run;
	struct ir_function *fn;
	uint32_t node;
	struct arena *arena;		 /* scratch */
	const struct race_path **values; /* by ir_value_index() */
	uint8_t *known;			 /* the same: 0, 1 busy, 2 done */
	struct ptrmap aliases;		 /* addr path -> struct race_alias */
	struct ptrmap names;  /* root path of a value -> its path outside */
	struct ptrmap sent;   /* the same -> struct race_sent */
	struct ptrmap stored; /* the same -> struct ir_instr that stored it */
	struct VEC(const struct ir_instr *) store_instrs;
	struct VEC(const struct ir_instr *) deletes;
	struct VEC(struct race_event) events;
	uint32_t *first; /* by block: its events */
	struct VEC(struct race_edge) edges;
	struct VEC(struct race_access) accesses;
	struct VEC(struct race_dyn) dyns;
	struct VEC(struct race_signal) signals;
	struct VEC(struct race_spawn *) spawns;
	struct VEC(struct race_store) stores;
	struct VEC(const struct ir_instr *) defers;
	struct race_item items[RACE_MAX_ITEMS];
	uint32_t nitems;
	uint64_t *in_must, *in_may, *out_must, *out_may; /* by block */
	uint8_t *live;	     /* by block: something leads there */
	uint32_t *todo;	     /* scratch of walks */
	uint8_t *seen;	     /* the same: by block */
	uint8_t *reached;    /* scratch of walks: by event */
	uint32_t last_event; /* scratch of race_sum.c */
	const struct race_items *last_after;
	uint32_t nresolved, nested;
	bool over;    /* a ceiling was met */
	bool returns; /* the last walk came to a return */
	bool serves, parallel;
	const struct ir_function *asked; /* calls of it are events */
	uint32_t depth; /* of values that are asked for in each other */
};

/* race_value.c: what values are */
void race_note_stores(struct race_frame *f);
const struct race_path *race_value(struct race_frame *f,
				   const struct ir_value *v);
/* The name that a value has for who received it, or NULL. */
const struct race_path *race_sent(struct race_frame *f,
				  const struct race_path *p, uint32_t block,
				  uint32_t at);
/* A path of a callee as the caller sees it; NULL: it has no name there. */
struct race_binding {
	const struct race_path *args[RACE_MAX_ARGS];
	const struct ir_value *values[RACE_MAX_ARGS]; /* for keys; or NULL */
	uint32_t nargs;
	const struct race_closure *closure; /* or NULL */
	const struct ir_instr *call;	    /* has the results; or NULL */
	bool spawned; /* keys may be of the goroutine alone */
};
const struct race_path *race_lift(struct race_frame *f,
				  const struct race_binding *b,
				  const struct race_path *p);
const struct race_path *
race_append(struct race_frame *f, const struct race_path *p, struct race_at at);
struct race_at race_key_of(struct race_frame *f, enum race_step step,
			   const struct ir_value *key);
void race_bind(struct race_frame *f, const struct ir_instr *call,
	       struct race_binding *ret);
/* The path outside of the function, or NULL. */
const struct race_path *race_outside(struct race_frame *f,
				     const struct race_path *p);
void race_note_alias(struct race_frame *f, const struct race_path *addr,
		     const struct race_path *value);

/* race_call.c: what calls do */
struct race_callee {
	struct ir_function *fn;
	const struct race_closure *closure;
};
uint32_t race_callees(struct race_frame *f, const struct ir_instr *call,
		      struct race_callee *ret,
		      const struct race_path **ret_dyn);
void race_call(struct race_frame *f, const struct ir_instr *call,
	       uint32_t block, uint32_t at);
void race_go(struct race_frame *f, const struct ir_instr *call, uint32_t block,
	     uint32_t at);
struct race_event *race_event(struct race_frame *f, enum race_event_kind kind,
			      uint32_t block, uint32_t at);
void race_touch(struct race_frame *f, const struct ir_instr *in,
		const struct race_path *p, bool write, uint32_t block,
		uint32_t at);
/* A goroutine that an instruction starts; NULL: there are too many. */
struct race_spawn *race_spawn(struct race_frame *f, const struct ir_instr *in,
			      uint32_t block, uint32_t at);
/* It tells this when it ends. */
void race_ends_with(struct race_frame *f, struct race_spawn *by,
		    struct race_item item);
/* Calls a function without arguments that are known, by a goroutine or (by
 * NULL) here, with these locks held. */
void race_run_function(struct race_frame *f, const struct race_path *p,
		       const struct ir_instr *in, uint32_t block, uint32_t at,
		       struct race_spawn *by, const struct race_items *held);
/* The closure that a call runs, and the summary of the one callee. */
const struct race_closure *race_closure_of(struct race_frame *f,
					   const struct ir_instr *call);
const struct race_sum *race_deferred(struct race_frame *f,
				     const struct ir_instr *call);
/* v.name of an interface made of a value whose type is seen; or NULL. */
const struct race_path *race_method_value(struct race_frame *f,
					  const struct ir_value *v,
					  const char *name);

/* race_known.c */
enum race_known race_known_of(struct race_run *r, const struct ir_function *fn);
enum race_known race_known_method(const struct ir_instr *invoke);
/* True: it is dealt with. */
bool race_known_call(struct race_frame *f, const struct ir_instr *call,
		     enum race_known what, uint32_t block, uint32_t at);
/* A channel that the runtime feeds, not the program. */
bool race_outer_channel(struct race_frame *f, const struct ir_value *ch);

/* race_order.c: what comes before what */
void race_solve(struct race_frame *f);
/* Events that can come after event `from`, into f->reached; waits for one of
 * the signals (NULL: any wait) end a way. */
void race_flood(struct race_frame *f, uint32_t from,
		const struct race_items *signals);
/* From one instruction to another, without making the path's root anew. */
bool race_follows(struct race_frame *f, const struct ir_instr *from,
		  uint32_t block, uint32_t at, const struct race_path *p);
bool race_reaches_avoiding(struct race_frame *f, uint32_t from, uint32_t to,
			   uint32_t avoid);
bool race_wait_matches(const struct race_item *wait,
		       const struct race_item *signal);
bool race_any_matches(const struct race_items *waits,
		      const struct race_items *signals);

/* race_chan.c: channels, and numbers */
bool race_is_number(const struct ir_value *v, uint32_t n);
bool race_buffered(const struct race_path *p);
/* Of a semaphore: more than one may be in it. */
bool race_wide_channel(const struct race_path *p);
/* The function also receives from (sends to) a channel: a semaphore. */
bool race_receives(struct race_frame *f, const struct ir_value *ch);
bool race_sends(struct race_frame *f, const struct ir_value *ch);
void race_send(struct race_frame *f, const struct ir_value *ch, uint32_t b,
	       uint32_t i);
void race_receive(struct race_frame *f, const struct ir_instr *in, uint32_t b,
		  uint32_t i);
void race_select(struct race_frame *f, const struct ir_instr *in, uint32_t b,
		 uint32_t i);
void race_signal(struct race_frame *f, uint8_t mark, const struct race_path *p,
		 uint32_t b, uint32_t i);
void race_mark(struct race_frame *f, enum race_event_kind kind, uint8_t mark,
	       const struct race_path *p, uint32_t b, uint32_t i);

/* race_keep.c: what callers need to know */
struct race_sum *race_keep(struct race_frame *f);
void race_name_results(struct race_frame *f);

/* race_sum.c */
/* Looks at a function; the frame is the caller's, to be closed. */
bool race_look(struct race_frame *f);
void race_close(struct race_frame *f);
uint32_t race_place(const struct ir_instr *in); /* in its block */
struct race_sum *race_sum_of(struct race_run *r, uint32_t node);
struct race_items *race_items_of(struct race_frame *f, uint64_t bits,
				 uint32_t first, uint32_t last);
const struct race_items *race_join(struct race_run *r,
				   const struct race_items *a,
				   const struct race_items *b);

/* race_pair.c */
void race_pairs(struct race_frame *f);
bool race_excluded(const struct race_access *x, const struct race_access *y);
/* Signals that say that what the items follow is over, also of others. */
const struct race_items *race_ends_of(struct race_frame *f,
				      const struct race_items *after,
				      const struct race_spawn *by);
/* Whether they are gone when the function returns, and whether there may be
 * several of them. */
void race_settle_spawn(struct race_frame *f, struct race_spawn *by);

/* race_report.c */
void race_report(struct race_run *r, const struct ir_function *fn,
		 const struct race_access *x, const struct race_access *y,
		 const struct race *form);
/* All callers of the function hold a lock that keeps y from x. */
bool race_callers_lock(struct race_run *r, uint32_t node,
		       const struct race_access *x,
		       const struct race_access *y);

/* race_scan.c: sets the flags; false: there are no goroutines at all */
bool race_scan(struct race_run *r);
/* The field or global that a map is of. */
const void *race_class(const struct ir_value *map);
/* Whether any two accesses to such maps could be a race. */
bool race_can(struct race_run *r, const struct ir_value *map);

#endif
