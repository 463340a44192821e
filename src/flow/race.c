/* SPDX-License-Identifier: MIT */
/*
 * Races on maps.
 *
 * A map that one goroutine writes while another one uses it kills the program
 * when it is lucky, and is corrupt when it is not.  This looks for two
 * accesses that can both be shown: which goroutines, started where, nothing
 * in between.  The way is that of RacerD (Blackshear, Gorogiannis, O'Hearn,
 * Sergey: RacerD: Compositional Static Race Detection, OOPSLA 2018): of each
 * function a summary of its accesses, each with the path by which the
 * function came to the map and the locks that it holds then; summaries are
 * put into callers by renaming paths (race_path.c, race_value.c, race_call.c).
 * As there, paths are names and not objects, and a race is told when two
 * accesses have the same one.
 *
 * RacerD is told by annotations that methods of a class run in parallel.  Go
 * says when: the `go` statement is in the program, and so is what orders
 * goroutines.  So here
 *
 * - a summary also has goroutines: accesses that go on after the call, with
 *   the locks and waits of their own;
 * - it has signals (Done, send, close, an atomic store) and waits (Wait,
 *   receive, a branch on an atomic load), by path as well: an access is over
 *   for whom a signal after it has reached, and has not begun before what it
 *   waits for was signalled (race_order.c, race_chan.c);
 * - pairs are looked for where a goroutine is known and both sides have a
 *   name (race_pair.c): in the function that starts it, or a caller.
 *
 *	func (s *Store) Run() {			accesses of Run's goroutine:
 *		go func() {			write s.m, locks {s.mu}
 *			s.mu.Lock()
 *			s.m[k] = v
 *			s.mu.Unlock()
 *		}()
 *		s.count = len(s.m)		no access: len kills nobody
 *		delete(s.m, k)			write s.m, locks {}: a race
 *	}
 *
 * Where no caller is seen nothing is told: that two exported methods are called
 * at the same time is their callers' matter, and so is when C calls back.
 *
 * What is looked at is decided from the goroutines: functions that start one,
 * and those that call them as long as there is something of it to tell; what
 * they call is summed up when it is asked for, each function once.  A program
 * without goroutines costs one pass over the call graph.
 *
 * What is not known silences: a lock without a name excludes every access, a
 * wait without a name is a wait for everything, a thing without a name is
 * shared with nobody.
 */
#include "flow/race.h"

#include <string.h>

#include "flow/plan.h"
#include "flow/race_impl.h"
#include "ir/callgraph.h"
#include "ir/ir.h"

/* Something of a goroutine, or of a function that was given, is to be told. */
static bool goes_on(const struct race_sum *sum)
{
	for (uint32_t i = 0; i < sum->naccesses; i++)
		if (sum->accesses[i].by)
			return true;
	for (uint32_t i = 0; i < sum->ndyns; i++)
		if (sum->dyns[i].by)
			return true;
	return false;
}

static void want_callers(struct race_run *r, uint32_t node)
{
	struct callgraph_in in = callgraph_in(r->g, node);
	const struct call_site *site;

	while ((site = callgraph_next_in(&in)) != NULL)
		r->flags[site->caller] |= RACE_WANTED;
}

void race_find(struct flow *f)
{
	struct race_run r = {.flow = f, .g = f->graph};
	const struct callgraph *g = f->graph;

	r.arena = arena_create(0);
	r.flags = ARENA_ARRAY(r.arena, g->nnodes + 1, uint8_t);
	r.states = ARENA_ARRAY(r.arena, g->nnodes + 1, uint8_t);
	r.sums = ARENA_ARRAY(r.arena, g->nnodes + 1, struct race_sum *);
	r.no_items = ARENA_NEW(r.arena, struct race_items);
	if (race_scan(&r)) {
		/* Callees first. */
		for (uint32_t i = 0; i < g->norder; i++) {
			struct race_sum *sum;

			if (!(r.flags[g->order[i]] & RACE_WANTED))
				continue;
			sum = race_sum_of(&r, g->order[i]);
			if (sum && goes_on(sum))
				want_callers(&r, g->order[i]);
		}
	}
	for (uint32_t i = 0; i < r.scratches.len; i++)
		arena_destroy(r.scratches.at[i]);
	arena_destroy(r.arena);
}
