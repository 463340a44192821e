/* SPDX-License-Identifier: MIT */
#include "map_model.h"

#include "test.h"

enum { SCRIPT = 3000, ROUNDS = 40 };

static struct map_model model;

static uint64_t random_state;

static uint8_t random_byte(void)
{
	random_state = random_state * UINT64_C(6364136223846793005) + 1;
	return (uint8_t)(random_state >> 56);
}

/* Scripts of random bytes for one way to make a map. */
static const char *run_scripts(uint8_t how, uint8_t what, unsigned rounds,
			       size_t len)
{
	static uint8_t script[SCRIPT];
	const char *broken = NULL;

	for (unsigned i = 0; i < rounds && !broken; i++) {
		random_state = i * 256U * 256U + how * 256U + what;
		for (size_t n = 0; n < len; n++)
			script[n] = random_byte();
		script[0] = how;
		script[1] = what;
		broken = model_run(&model, script, len);
		if (broken)
			fprintf(stderr, "how %u, what %u, round %u: %s\n", how,
				what, i, broken);
	}
	return broken;
}

static void every_kind_of_key_behaves_as_the_model(void)
{
	for (unsigned flags = 0; flags < 5; flags++)
		for (unsigned kind = 0; kind < MODEL_KINDS; kind++)
			CHECK(!run_scripts((uint8_t)(flags + 64 + 20),
					   (uint8_t)kind, 6, SCRIPT));
}

static void every_size_of_value_behaves_as_the_model(void)
{
	for (unsigned how = 0; how < 256; how++)
		CHECK(!run_scripts((uint8_t)how, (uint8_t)(how * 12 + how % 12),
				   4, SCRIPT / 3));
}

static void few_keys_come_and_go_as_in_the_model(void)
{
	for (unsigned how = 0; how < 5; how++)
		for (unsigned what = 0; what < 96; what++)
			CHECK(!run_scripts((uint8_t)(how + 160), (uint8_t)what,
					   3, SCRIPT / 4));
}

int main(void)
{
	RUN(every_kind_of_key_behaves_as_the_model);
	RUN(every_size_of_value_behaves_as_the_model);
	RUN(few_keys_come_and_go_as_in_the_model);
	return test_summary();
}
