/* SPDX-License-Identifier: MIT */
#include "belay/error.h"

#include "lib/alloc.h"
#include "test.h"

static void every_code_is_negative_and_has_a_text(void)
{
#define X(name, value, text)     \
	CHECK(BELAY_##name < 0); \
	CHECK_STR(belay_strerror(BELAY_##name), text);
	BELAY_ERROR_MAP(X)
#undef X
}

static void no_two_codes_are_equal(void)
{
	static const int codes[] = {
#define X(name, value, text) BELAY_##name,
		BELAY_ERROR_MAP(X)
#undef X
	};

	for (size_t i = 1; i < sizeof(codes) / sizeof(codes[0]); i++)
		CHECK(codes[i] == codes[i - 1] - 1);
}

static void any_number_has_a_text(void)
{
	CHECK_STR(belay_strerror(0), "success");
	CHECK_STR(belay_strerror(1), "unknown error");
	CHECK_STR(belay_strerror(-100000), "unknown error");
}

static void chosen_allocation_fails_and_no_other(void)
{
	void *p[4];

	belay__fail_alloc_at(3);
	for (int i = 0; i < 4; i++)
		p[i] = belay__zalloc(NULL, 8);
	CHECK(p[0] && p[1] && !p[2] && p[3]);
	for (int i = 0; i < 4; i++)
		belay__release(NULL, p[i], 8);
}

int main(void)
{
	RUN(every_code_is_negative_and_has_a_text);
	RUN(no_two_codes_are_equal);
	RUN(any_number_has_a_text);
	RUN(chosen_allocation_fails_and_no_other);
	return test_summary();
}
