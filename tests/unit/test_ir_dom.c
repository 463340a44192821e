/* SPDX-License-Identifier: MIT */
#include "ir_make.h"
#include "test.h"

enum { MOST = 64 };

static void edge(struct ir_make *m, uint32_t from, uint32_t to)
{
	block_add_edge(m->f, m->f->blocks.at[from], m->f->blocks.at[to]);
}

static void blocks(struct ir_make *m, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++)
		f_new_block(m->f, "");
}

/* A graph in which everything is reached: a tree, and edges across it. */
static void random_graph(struct ir_make *m, uint64_t *random, uint32_t n)
{
	blocks(m, n);
	for (uint32_t i = 1; i < n; i++) {
		uint32_t from = ir_make_random(random) % i;

		while (m->f->blocks.at[from]->nsuccs == 2)
			from = (from + 1) % i;
		edge(m, from, i);
	}
	for (uint32_t i = 0; i < n; i++) {
		uint32_t to = 1 + ir_make_random(random) % (n - 1);
		struct ir_block *b = m->f->blocks.at[i];

		if (b->nsuccs == 0 ||
		    (b->nsuccs == 1 && b->succs[0]->index != to))
			edge(m, i, to);
	}
}

/* Sets of dominators, as the definition has them: until nothing changes. */
static void naive(struct ir_make *m, uint64_t *sets)
{
	uint32_t n = m->f->blocks.len;
	bool changed = true;

	sets[0] = 1;
	for (uint32_t i = 1; i < n; i++)
		sets[i] = ~(uint64_t)0;
	while (changed) {
		changed = false;
		for (uint32_t i = 1; i < n; i++) {
			struct ir_block *b = m->f->blocks.at[i];
			uint64_t all = ~(uint64_t)0;

			for (uint32_t j = 0; j < b->npreds; j++)
				all &= sets[b->preds[j]->index];
			all |= (uint64_t)1 << i;
			changed |= all != sets[i];
			sets[i] = all;
		}
	}
}

static void dominators_are_those_of_the_definition(void)
{
	uint64_t random = 1, sets[MOST];

	for (int round = 0; round < 300; round++) {
		uint32_t n = 2 + ir_make_random(&random) % (MOST - 2);
		bool same = true;
		struct ir_make m;

		ir_make_open(&m);
		random_graph(&m, &random, n);
		pass_dominators(m.f);
		naive(&m, sets);
		for (uint32_t i = 0; i < n; i++) {
			for (uint32_t j = 0; j < n; j++)
				same &= ir_dominates(m.f->blocks.at[i],
						     m.f->blocks.at[j]) ==
					(sets[j] >> i & 1);
		}
		ir_make_close(&m);
		CHECK(same);
	}
}

static void immediate_dominators_are_the_tree(void)
{
	struct ir_make m;

	/* 0 -> 1 -> {2, 3} -> 4 -> 1 */
	ir_make_open(&m);
	blocks(&m, 5);
	edge(&m, 0, 1);
	edge(&m, 1, 2);
	edge(&m, 1, 3);
	edge(&m, 2, 4);
	edge(&m, 3, 4);
	edge(&m, 4, 1);
	pass_dominators(m.f);
	CHECK(m.f->blocks.at[0]->idom == NULL);
	CHECK(m.f->blocks.at[4]->idom == m.f->blocks.at[1]);
	CHECK(m.f->blocks.at[1]->ndominees == 3);
	CHECK(m.f->blocks.at[1]->idom == m.f->blocks.at[0]);
	ir_make_close(&m);
}

static void the_recover_block_has_no_dominator(void)
{
	struct ir_make m;

	ir_make_open(&m);
	blocks(&m, 3);
	edge(&m, 0, 1);
	m.fn.recover = m.f->blocks.at[2];
	pass_dominators(m.f);
	CHECK(m.fn.recover->idom == NULL);
	CHECK(!ir_dominates(m.f->blocks.at[0], m.fn.recover));
	CHECK(ir_dominates(m.f->blocks.at[0], m.f->blocks.at[1]));
	ir_make_close(&m);
}

static void a_chain_of_half_a_million_blocks_needs_no_stack(void)
{
	enum { N = 500000 };
	struct ir_make m;

	ir_make_open(&m);
	blocks(&m, N);
	for (uint32_t i = 0; i + 1 < N; i++)
		edge(&m, i, i + 1);
	/* All lead back: paths in the forest are as long as they can be. */
	for (uint32_t i = 2; i < N; i++)
		edge(&m, i, i / 2);
	pass_dominators(m.f);
	CHECK(m.f->blocks.at[N - 1]->idom == m.f->blocks.at[N - 2]);
	CHECK(ir_dominates(m.f->blocks.at[0], m.f->blocks.at[N - 1]));
	ir_make_close(&m);
}

int main(void)
{
	RUN(dominators_are_those_of_the_definition);
	RUN(immediate_dominators_are_the_tree);
	RUN(the_recover_block_has_no_dominator);
	RUN(a_chain_of_half_a_million_blocks_needs_no_stack);
	return test_summary();
}
