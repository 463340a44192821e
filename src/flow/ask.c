/* SPDX-License-Identifier: MIT */
#include "flow/ask.h"

#include "flow/demand.h"
#include "flow/gopointer.h"

static const struct {
	ask_fn *answer;
	bool matters;
} kinds[NASKS] = {
	[ASK_STORED] = {gopointer_answer, true},
	[ASK_KEPT] = {gopointer_answer, true},
	[ASK_INSIDE] = {gopointer_answer, true},
	[ASK_PASSED] = {gopointer_answer, true},
	[ASK_MAP] = {demand_answer_map, false},
	[ASK_KEY] = {demand_answer_key, false},
};

void ask_answer(struct exec *x, struct state *s, const struct ask *ask)
{
	kinds[ask->kind].answer(x, s, ask);
}

bool ask_matters(uint8_t kind)
{
	return kinds[kind].matters;
}
