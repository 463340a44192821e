/* SPDX-License-Identifier: MIT */
/*
 * exec.h - symbolic execution of a function (private to flow/)
 *
 * A path is a state at a block.  Blocks are executed in reverse postorder;
 * a branch that a state cannot decide splits it; states that meet and differ
 * in nothing that matters are joined (state_join()).  A loop is gone round
 * as often as is needed for its first elements, see exec.c.
 *
 * What instructions do is in exec_*.c, what happens to memory in events.c:
 * the one place where memory is freed, used, kept, whoever does it (an
 * instruction, a summary, a model of a library).  There issues are made.
 *
 * Threads: one struct exec per function under way and thread.
 */
#ifndef FLOW_EXEC_H
#define FLOW_EXEC_H

#include "flow/flow.h"
#include "flow/issue.h"
#include "flow/state.h"
#include "flow/trace.h"

struct arena;
struct callgraph;
struct class_table;
struct flow;
struct flow_worker;
struct ir_block;
struct ir_function;
struct ir_instr;
struct ir_value;
struct summary;
struct type;

/* Ceilings of one function; over one of them a note is made (flow_note). */
#define EXEC_MAX_STATES 12 /* that go on from one block */
#define EXEC_MAX_ALIKE 4   /* of these, with the same done to memory */
#define EXEC_MAX_ROUNDS 3  /* of a loop whose elements are not known */
#define EXEC_MAX_KNOWN 4   /* elements that a loop goes over one by one */
/* Instructions of all paths: so many for each of the function, and more. */
#define EXEC_STEPS_EACH 10
#define EXEC_STEPS_MORE 3000
#define EXEC_MAX_STEPS 20000
#define EXEC_MAX_ENDS 48   /* ways out that are told apart */
#define EXEC_MAX_SPLITS 24 /* of one state in one block */
#define EXEC_MAX_CALLEES 8 /* of a dynamic call that are tried */

struct exec {
	struct flow *flow;
	struct flow_worker *worker;
	struct ir_function *fn;
	uint32_t node; /* of the call graph */
	struct state_pool *pool;
	struct arena *arena; /* as long as the summary: traces, issues */
	/* The instruction under way. */
	const struct ir_instr *in;
	/* States that go on after the instruction beside the one it has. */
	struct state **extra;
	uint32_t nextra, extra_cap;
	uint32_t splits; /* of the states that the block began with */
	/* States at the function's end, defers run: for exit.c, summary.c. */
	struct state **ends;
	val_t **results; /* of each: as many as the signature has */
	const struct ir_instr **returns; /* where each ends */
	uint32_t nends, ends_cap;
	/* Of a goroutine's function: states in which its loops began again.
	 * What was done until then it has done, even if it never ends. */
	struct state **prefixes;
	uint32_t nprefixes, prefixes_cap;
	uint64_t steps;
	struct exec_order *order; /* blocks, loops, what lives: exec_order.c */
	bool cut;		  /* a ceiling was met */
	bool maps;		  /* whether they are nil matters in it */
	bool thinned; /* of paths that do the same some were left out */
	/* A path ended with a nil that was dereferenced: in a program that
	 * works it is we who are wrong (unsafe code). */
	bool died;
	/* Where elements of containers were allocated that were freed on some
	 * path: a few. */
	pos_t freed_sites[16];
	uint32_t nfreed_sites;
};

/*
 * A number for what was done to memory in s, by whom and where: what is freed,
 * what was allocated, what is deferred and waited for.  States with the same
 * number differ in nothing that findings are made of, as yet.
 */
uint64_t exec_lifetimes(const struct state *s);

/* exec.c: executes x->fn; x->ends has the result. */
void exec_run(struct exec *x);

/*
 * exec_instr.c and its like: an instruction that is no jump, return or phi.
 * False: no way goes on in s.
 */
bool exec_instr(struct exec *x, struct state *s, const struct ir_instr *in);
/* A call of a predeclared function: exec_builtin.c. */
bool exec_builtin(struct exec *x, struct state *s, const struct ir_instr *in,
		  const val_t *args, uint32_t nargs);

/* How many registers a state of fn has: those of ir_value_index(). */
uint32_t exec_nregs(const struct ir_function *fn);

/* The value of an operand. */
val_t exec_value(struct exec *x, struct state *s, const struct ir_value *v);
/* Gives the instruction under way (or `in`) its result. */
void exec_set(struct exec *x, struct state *s, const struct ir_instr *in,
	      val_t v);
/*
 * A fork of s that goes on after the instruction as well.  NULL when there
 * are too many paths already: that way is not looked at.
 */
struct state *exec_split(struct exec *x, struct state *s);

/* Where the instruction under way is; of one that the source does not write,
 * the nearest before it. */
pos_t exec_pos(const struct exec *x);
/* A step at the instruction under way; before may be NULL. */
const struct trace *exec_step(struct exec *x, const struct trace *before,
			      enum trace_role role, const char *what);

/*
 * A call of `callee` (or a closure of it: closure is its node, else NO_VAL)
 * with arguments (receiver first): call.c.  The result (a tuple for several)
 * is set by exec_set(); s may be split.  False: no way goes on in s.
 */
bool exec_call(struct exec *x, struct state *s, const struct ir_instr *in,
	       struct ir_function *callee, val_t closure, const val_t *args,
	       uint32_t nargs);
/* A Call, Go or Defer of x->fn with its operands evaluated: call.c. */
bool exec_call_instr(struct exec *x, struct state *s, const struct ir_instr *in,
		     const val_t *args);

/* Events: events.c.  All make the issue when there is one. */

/* Memory that is new, of a family (C). */
val_t event_alloc(struct exec *x, struct state *s, enum origin origin,
		  name_t family, const char *what);
/*
 * Freed: by `what`.  how and family as it is freed.  A nil is left alone.
 * False: it was freed before (an issue was made) and the path ends.
 */
bool event_free(struct exec *x, struct state *s, val_t v, enum freed_how how,
		name_t family, const char *what);
/* Freed perhaps (a count, a condition nobody can see): no issue ever. */
void event_free_maybe(struct exec *x, struct state *s, val_t v,
		      enum freed_how how, name_t family, const char *what);
/* Read, written, or passed on to code that does: role says which. */
bool event_use(struct exec *x, struct state *s, val_t v, enum trace_role role,
	       const char *what);
/* v is put in a holder: what it was before is dropped (BL105). */
void event_store(struct exec *x, struct state *s, val_t holder,
		 enum access access, uint32_t key, val_t v, const char *what);
/* The same of a struct or array of type t, at an address. */
void event_store_struct(struct exec *x, struct state *s, val_t addr, val_t v,
			struct type *t, const char *what);
/* The slot of an element, made when there is none of its own. */
val_t event_slot(struct exec *x, struct state *s, val_t holder, uint32_t key,
		 const char *what);
/* An entry of a container goes: delete(m, k), l.Remove(e). */
void event_delete(struct exec *x, struct state *s, val_t holder,
		  enum access access, uint32_t key, const char *what);
/* Sent, captured, returned, given to a goroutine: `what`. */
bool event_escape(struct exec *x, struct state *s, val_t v, const char *what);
/* Code that we do not see has it: no leak of it is told any more. */
void event_unknown(struct exec *x, struct state *s, val_t v);
/* It may have put anything there: numbers, flags, pointers to elsewhere. */
void event_written(struct exec *x, struct state *s, val_t v);
/* Something was waited for: what goroutines may yet do is done. */
void event_wait(struct exec *x, struct state *s);
/* Called by summaries too, with a step of their own. */
bool event_free_at(struct exec *x, struct state *s, val_t v,
		   const struct freed *f);
bool event_use_at(struct exec *x, struct state *s, val_t v,
		  const struct trace *use);

/* exit.c: looks at x->ends for what is held, lost, returned. */
void exit_check(struct exec *x);

/* Hands an issue over; fn, kind, primary are filled. */
void exec_issue(struct exec *x, const struct issue *issue);

#endif
