/* SPDX-License-Identifier: MIT */
#include "ir/ir.h"

#include "base/arena.h"

/*
 * Calls add for each use of a value that has an index, an instruction that
 * uses it twice being one.  last: of each value, who used it last.
 */
static void each_use(const struct ir_function *fn, struct ir_instr **last,
		     void (*add)(struct ir_uses *u, int64_t i,
				 struct ir_instr *in),
		     struct ir_uses *u)
{
	for (uint32_t i = 0; i < fn->nblocks; i++) {
		const struct ir_block *b = fn->blocks[i];

		for (uint32_t j = 0; j < b->ninstrs; j++) {
			struct ir_instr *in = b->instrs[j];

			for (uint32_t k = 0; k < in->nargs; k++) {
				int64_t at = in->args[k]
						     ? ir_value_index(
							       fn, in->args[k])
						     : -1;

				if (at < 0 || at >= u->n || last[at] == in)
					continue;
				last[at] = in;
				add(u, at, in);
			}
		}
	}
}

static void count(struct ir_uses *u, int64_t i, struct ir_instr *in)
{
	(void)in;
	u->first[i]++;
}

static void fill(struct ir_uses *u, int64_t i, struct ir_instr *in)
{
	u->at[--u->first[i]] = in;
}

struct ir_uses ir_uses(const struct ir_function *fn, struct arena *a)
{
	struct ir_uses u = {
		.n = fn->nparams + fn->nfree_vars + fn->nregisters,
	};
	struct ir_instr **last;
	uint32_t total = 0;

	u.first = ARENA_ARRAY(a, (size_t)u.n + 1, uint32_t);
	last = ARENA_ARRAY(a, (size_t)u.n + 1, struct ir_instr *);
	each_use(fn, last, count, &u);
	/* Where each list ends: fill() goes down from there. */
	for (uint32_t i = 0; i <= u.n; i++) {
		total += u.first[i];
		u.first[i] = total;
	}
	u.at = ARENA_ARRAY(a, (size_t)total + 1, struct ir_instr *);
	memset(last, 0, u.n * sizeof(struct ir_instr *));
	each_use(fn, last, fill, &u);
	/* Filled from behind: now they are in the order of the blocks. */
	for (uint32_t i = 0; i < u.n; i++) {
		struct ir_instr **l = u.at + u.first[i];

		for (uint32_t n = u.first[i + 1] - u.first[i], j = 0; j < n / 2;
		     j++) {
			struct ir_instr *x = l[j];

			l[j] = l[n - 1 - j];
			l[n - 1 - j] = x;
		}
	}
	return u;
}
