/* SPDX-License-Identifier: MIT */
/*
 * A set of ranges is held against a loop over all of them, for ranges of
 * many shapes; a sweep against what was planted in another process.
 */
#include "trace/memory_sweep.h"

#include "base/pool.h"
#include "test.h"
#include "trace/memory.h"
#include "trace_child.h"

enum {
	PATIENCE = 110,
	RANGES = 3000,
	WORDS = 5000,
	AREA = 24 << 20,
	STEP = 4000, /* bytes between two planted words */
	PLANTED = AREA / STEP,
};

static uint64_t seed = 42;

static uint64_t any(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static struct memory_range ranges[RANGES];
static uint64_t words[WORDS];

/* ---- the set */

/* The slow way; -1 for none. */
static int64_t find(size_t n, uint64_t value)
{
	for (size_t i = 0; i < n; i++) {
		if (value >= ranges[i].start && value < ranges[i].end)
			return (int64_t)i;
	}
	return -1;
}

/*
 * Ranges from `at` on, of up to `size` bytes with gaps of up to `gap`; now
 * and then a gap is as long as an address space has room for.
 */
static void make_ranges(size_t n, uint64_t at, uint64_t size, uint64_t gap,
			size_t far)
{
	for (size_t i = 0; i < n; i++) {
		at += any() % gap;
		if (far && i % far == far - 1)
			at += UINT64_C(1) << (30 + any() % 8);
		ranges[i].start = at;
		ranges[i].end = at += 1 + any() % size;
	}
}

/* Around the ends of ranges, inside of them, and anywhere. */
static void make_words(size_t n)
{
	for (size_t i = 0; i < WORDS; i++) {
		const struct memory_range *r = &ranges[any() % n];

		switch (any() % 6) {
		case 0:
			words[i] = r->start + any() % (r->end - r->start);
			break;
		case 1:
			words[i] = r->end - 2 + any() % 4;
			break;
		case 2:
			words[i] = r->start - 2 + any() % 4;
			break;
		case 3:
			words[i] =
				ranges[0].start +
				any() % (ranges[n - 1].end - ranges[0].start);
			break;
		case 4:
			words[i] = any();
			break;
		default:
			words[i] = any() % 4096;
			break;
		}
	}
}

static bool agrees(const struct memory_set *s, size_t n)
{
	struct memory_hits h = {0};
	bool good = true;
	uint32_t at = 0;

	memory_set_words(s, 0x1000, words, WORDS, &h);
	for (size_t i = 0; i < WORDS && good; i++) {
		int64_t want = find(n, words[i]);

		good = memory_set_find(s, words[i]) == want;
		if (want < 0 || !good)
			continue;
		good = at < h.n && h.v[at].addr == 0x1000 + i * 8 &&
		       h.v[at].value == words[i] && h.v[at].range == want;
		at++;
	}
	good = good && at == h.n && h.nbytes == sizeof(words);
	memory_hits_finish(&h);
	return good;
}

/* With the processor's vectors and without. */
static bool check_ranges(size_t n)
{
	struct memory_set *s = memory_set_create(ranges, n);
	bool good;

	make_words(n);
	good = agrees(s, n);
	memory_set_plain(s);
	good = good && agrees(s, n);
	memory_set_destroy(s);
	return good;
}

static void set_finds_what_a_loop_finds(void)
{
	static const struct {
		uint64_t size, gap;
		size_t far;
	} shapes[] = {
		{64, 64, 0},	    {16, 1, 0},	      {1, 2, 0},
		{4096, 100000, 0},  {64, 4096, 100},  {64, 64, 700},
		{1000, 1 << 26, 0}, {1 << 24, 10, 0}, {8, 1 << 20, 2},
	};
	static const size_t counts[] = {1, 2, 3, 5, 100, RANGES};

	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		for (size_t j = 0; j < 6; j++) {
			make_ranges(counts[j], 0x7f0000001000, shapes[i].size,
				    shapes[i].gap, shapes[i].far);
			CHECK(check_ranges(counts[j]));
		}
	}
}

static void ends_of_the_address_space_are_no_exception(void)
{
	ranges[0] = (struct memory_range){0, 8};
	ranges[1] = (struct memory_range){UINT64_MAX - 8, UINT64_MAX};
	CHECK(check_ranges(2));
	CHECK(check_ranges(1));
	ranges[0] = (struct memory_range){0, UINT64_MAX};
	CHECK(check_ranges(1));
	ranges[0] = (struct memory_range){UINT64_C(1) << 63,
					  (UINT64_C(1) << 63) + 16};
	CHECK(check_ranges(1));
	ranges[0].start--;
	CHECK(check_ranges(1));
}

static void empty_set_has_nothing(void)
{
	struct memory_set *s = memory_set_create(NULL, 0);
	struct memory_hits h = {0};

	memset(words, 0, sizeof(words));
	memory_set_words(s, 0, words, WORDS, &h);
	CHECK(h.n == 0);
	CHECK(memory_set_find(s, 0) == -1);
	memory_set_destroy(s);
	memory_set_destroy(NULL);
}

static void ranges_out_of_order_never_match(void)
{
	const struct memory_range bad[] = {
		{100, 200}, {300, 300}, {150, 400}, {500, 450},
		{600, 700}, {0, 50},	{700, 800}, {0, UINT64_MAX},
	};
	struct memory_set *s = memory_set_create(bad, 8);

	CHECK(memory_set_find(s, 150) == 0);
	CHECK(memory_set_find(s, 199) == 0);
	CHECK(memory_set_find(s, 200) == -1);
	CHECK(memory_set_find(s, 300) == -1);
	CHECK(memory_set_find(s, 450) == -1);
	CHECK(memory_set_find(s, 20) == -1);
	CHECK(memory_set_find(s, 699) == 4);
	CHECK(memory_set_find(s, 700) == 6);
	CHECK(memory_set_find(s, 800) == -1);
	memory_set_destroy(s);
}

static void hits_have_a_ceiling(void)
{
	const struct memory_range all = {0, UINT64_MAX};
	struct memory_set *s = memory_set_create(&all, 1);
	struct memory_hits h = {.max = 10};

	memset(words, 0, sizeof(words));
	memory_set_words(s, 0, words, 10, &h);
	CHECK(h.n == 10 && !h.cut);
	memory_set_words(s, 0, words, 1, &h);
	CHECK(h.n == 10 && h.cut);
	memory_hits_finish(&h);
	CHECK(h.n == 0 && !h.v && h.max == 10);
	memory_set_destroy(s);
}

/* ---- the sweep */

/*
 * Words that point into a block of 64 bytes, interior pointers included,
 * lie everywhere in a large area; between them are zeros.
 */
static void plant(void)
{
	char *area = mmap(NULL, AREA, PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char *block = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (area == MAP_FAILED || block == MAP_FAILED)
		_exit(1);
	for (uint64_t i = 0; i < PLANTED; i++)
		*(uint64_t *)(void *)(area + i * STEP) =
			(uintptr_t)block + 128 + i % 64;
	/* Those that only nearly point into it. */
	*(uint64_t *)(void *)(area + 8) = (uintptr_t)block + 127;
	*(uint64_t *)(void *)(area + 16) = (uintptr_t)block + 192;
	shared->address[0] = (uintptr_t)area;
	shared->address[1] = (uintptr_t)block + 128;
	atomic_store(&shared->ready, 1);
	for (;;)
		pause();
}

static struct memory_hits sweep(pid_t pid, unsigned threads, uint32_t max,
				const struct memory_range *span)
{
	const struct memory_range block = {shared->address[1],
					   shared->address[1] + 64};
	const char *why;
	struct memory *m = memory_of_process(pid, &why);
	struct memory_set *set = memory_set_create(&block, 1);
	struct memory_sweep w = {.set = set, .spans = span, .nspans = 1};
	struct memory_hits h = {.max = max};

	w.pool = threads > 0 ? pool_create(threads) : NULL;
	if (m)
		memory_sweep(m, &w, &h);
	pool_destroy(w.pool);
	memory_set_destroy(set);
	memory_close(m);
	return h;
}

static void sweep_finds_all_words_in_order(void)
{
	pid_t pid = child_start(plant);
	struct memory_hits h = sweep(pid, 0, 0, NULL);
	uint64_t area = shared->address[0];
	uint32_t at = 0;

	CHECK(h.nbytes >= AREA);
	CHECK(!h.cut);
	for (uint32_t i = 0; i < h.n; i++) {
		CHECK(i == 0 || h.v[i].addr > h.v[i - 1].addr);
		CHECK(h.v[i].range == 0);
		if (h.v[i].addr < area || h.v[i].addr >= area + AREA)
			continue; /* on its stack */
		CHECK(h.v[i].addr == area + (uint64_t)at * STEP);
		CHECK(h.v[i].value == shared->address[1] + at % 64);
		at++;
	}
	CHECK(at == PLANTED);
	memory_hits_finish(&h);
	child_kill(pid);
}

static void sweep_is_the_same_on_all_threads(void)
{
	static const uint32_t ceilings[] = {0, 1, 100, PLANTED / 2};
	pid_t pid = child_start(plant);

	for (size_t i = 0; i < 4; i++) {
		struct memory_hits one = sweep(pid, 0, ceilings[i], NULL);
		struct memory_hits more = sweep(pid, 3, ceilings[i], NULL);

		CHECK(one.n == more.n && one.cut == more.cut);
		CHECK(one.cut == (ceilings[i] != 0));
		CHECK(ceilings[i] == 0 || one.n == ceilings[i]);
		for (uint32_t j = 0; j < one.n; j++) {
			CHECK(one.v[j].addr == more.v[j].addr);
			CHECK(one.v[j].value == more.v[j].value);
		}
		memory_hits_finish(&one);
		memory_hits_finish(&more);
	}
	child_kill(pid);
}

static void sweep_of_a_span_stays_in_it(void)
{
	pid_t pid = child_start(plant);
	struct memory_range span = {shared->address[0] + STEP,
				    shared->address[0] + 3 * STEP + 8};
	struct memory_hits h = sweep(pid, 2, 0, &span);

	CHECK(h.n == 3);
	CHECK(h.v[0].addr == span.start);
	CHECK(h.v[2].addr == span.end - 8);
	CHECK(h.nbytes == 2 * STEP + 8);
	memory_hits_finish(&h);
	child_kill(pid);
}

int main(void)
{
	alarm(PATIENCE);
	shared_create();
	RUN(set_finds_what_a_loop_finds);
	RUN(ends_of_the_address_space_are_no_exception);
	RUN(empty_set_has_nothing);
	RUN(ranges_out_of_order_never_match);
	RUN(hits_have_a_ceiling);
	RUN(sweep_finds_all_words_in_order);
	RUN(sweep_is_the_same_on_all_threads);
	RUN(sweep_of_a_span_stays_in_it);
	return test_summary();
}
