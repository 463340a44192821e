/* SPDX-License-Identifier: MIT */
/*
 * issue.h - what the flow engine has found, before a rule words it
 *
 * An issue says what kind of thing is wrong, with which memory, and how it
 * came about.  Which rule it breaks, at which level, and what a person reads
 * is decided in rules/.
 *
 * Threads: read-only once made.
 */
#ifndef FLOW_ISSUE_H
#define FLOW_ISSUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/name.h"
#include "base/position.h"
#include "flow/state.h"

struct arena;
struct ir_function;
struct race;
struct trace;
struct type;

enum issue_kind {
	ISSUE_USE,	 /* of freed memory: read, write, passed to C */
	ISSUE_ESCAPE,	 /* freed memory is stored, sent, captured, returned */
	ISSUE_HELD,	 /* freed, and a holder that outlives it has it */
	ISSUE_DOUBLE,	 /* freed again */
	ISSUE_MISMATCH,	 /* freed as what it is not: origin, family, inside */
	ISSUE_LEAK,	 /* the last holder lost it */
	ISSUE_FINALIZER, /* a finalizer frees what a longer-lived holder has */
	ISSUE_UNKEPT,	 /* the owner may be collected before the last use */
	ISSUE_COPIED,	 /* a finalizer is set on what only copies outlive */
	ISSUE_ADDRESS,	 /* an address is kept as a number, memory freed */
	ISSUE_ADDRESS_KEY, /* freed before the entry of its key is removed */
	ISSUE_NIL_MAP,	   /* an entry is set in a nil map */
	ISSUE_UNHASHABLE,  /* a key whose dynamic type has no equality */
	ISSUE_GO_IN_C,	   /* C has a pointer to Go memory: enum go_in_c */
	ISSUE_RACE,	   /* a map, by two goroutines at a time: race.h */
	NISSUES
};

/* How C came by a Go pointer, or keeps one. */
enum go_in_c {
	GO_STORED,   /* in memory of C, by Go */
	GO_PASSED,   /* inside of memory that C was given */
	GO_KEPT,     /* by C after the call */
	GO_RETURNED, /* by a Go function that C called */
	GO_UNPINNED, /* C has it still */
};

/* The holder, in words of the source: "map 'p.bufs'", "global 'cur'". */
struct issue_holder {
	uint8_t access; /* enum access of the last container, or DEREF, FIELD */
	bool is_key;	/* it is the key of the entry */
	bool global, captured, channel, c_global;
	const char *path; /* "p.bufs[k]", "main.cache[...].data"; or NULL */
	const char *container;	    /* "p.bufs": what has the entry; or NULL */
	struct type *type;	    /* of the container, or NULL */
	struct type *held;	    /* of what it has, or NULL */
	const struct trace *stored; /* when it came there, or NULL */
};

/* Whether an issue stands: HELD and ADDRESS may hang on the callers. */
enum issue_stand {
	STAND_FIRM,
	STAND_LATENT, /* unless the callers put it right */
	STAND_ASKS,   /* the same, and a caller must have seen it */
	STAND_HELD,   /* no issue: a caller saw it held at its end */
	STAND_CLEAN,  /* no issue: a caller saw that nothing holds it */
	STAND_GONE,   /* the callers have put it right */
	STAND_TWICE,  /* it is told further in */
};

struct issue {
	uint8_t kind;	/* enum issue_kind */
	uint8_t stand;	/* enum issue_stand: exit_settle.c */
	uint8_t origin; /* enum origin of the memory */
	uint8_t how;	/* enum freed_how */
	uint8_t in_c;	/* GO_IN_C: enum go_in_c */
	bool certain;	/* no undecided branch on the way */
	bool later;	/* a goroutine may do it in between */
	bool inside;	/* MISMATCH: an address inside a block */
	bool never;	/* NIL_MAP: nothing in the program makes it */
	bool local;	/* STAND_HELD: by the function's own variables only */
	name_t family;	/* of the memory; NO_NAME: not known */
	name_t freed_as;
	const struct ir_function *fn; /* where it shows */
	/* The step a person must change, and what led there; each may be
	 * NULL but the first. */
	const struct trace *primary;
	const struct trace *alloc, *stored, *freed, *use;
	struct issue_holder holder;
	struct holder_class at; /* HELD, ADDRESS: of the holder */
	/*
	 * LEAK, MISMATCH: it stands only when all stores into the holder's
	 * class hold memory of C (and its family): of NULL when it stands
	 * as it is.
	 */
	struct holder_class unless;
	/* How hot a path it is: fewer steps are told first. */
	uint32_t weight;
	const struct race *race; /* RACE: the two sides; else NULL */
};

#endif
