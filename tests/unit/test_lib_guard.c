/* SPDX-License-Identifier: MIT */
#include "belay/guard.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"
#include "lib/alloc.h"
#include "test.h"

static int nmisuses;

static void count_misuse(void *ctx, int err, const char *text)
{
	(void)ctx;
	(void)text;
	nmisuses += err == BELAY_EMISUSE;
}

static void block_is_zeroed_aligned_and_between_guards(void)
{
	static const size_t sizes[] = {1, 15, 16, 17, 100, 4096, 4097, 100000};

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct belay_guard *g = NULL;
		size_t size = sizes[i];
		char *p;

		CHECK(belay_guard_create(size, 0, &g) == 0);
		p = belay_guard_data(g);
		CHECK((uintptr_t)p % 16 == 0);
		CHECK(belay_guard_size(g) == size);
		for (size_t k = 0; k < size; k++)
			CHECK(p[k] == 0);
		memset(p, 0x5a, size);
		CHECK(write_faults(p + size + 15));
		CHECK(faults(p - 4096 - 16));
		CHECK(belay_guard_destroy(g) == 0);
	}
	CHECK(belay_guard_destroy(NULL) == 0);
}

static void states_are_kept(void)
{
	struct belay_guard *g = NULL;
	char *p;

	CHECK(belay_guard_create(32, 0, &g) == 0);
	p = belay_guard_data(g);
	strcpy(p, "secret");
	CHECK(belay_guard_protect(g, BELAY_GUARD_READ) == 0);
	CHECK(!faults(p) && write_faults(p));
	CHECK(belay_guard_protect(g, BELAY_GUARD_SEALED) == 0);
	CHECK(faults(p) && write_faults(p));
	CHECK(belay_guard_protect(g, BELAY_GUARD_OPEN) == 0);
	CHECK_STR(p, "secret");
	CHECK(!write_faults(p));
	CHECK(belay_guard_protect(g, (enum belay_guard_state)3) ==
	      BELAY_EINVAL);
	CHECK(belay_guard_protect(g, BELAY_GUARD_SEALED) == 0);
	CHECK(belay_guard_destroy(g) == 0);
}

static void destroyed_block_is_unreadable_for_ever_if_kept(void)
{
	struct belay_guard *g = NULL;
	char *p;

	CHECK(belay_guard_create(100, BELAY_GUARD_KEEP, &g) == 0);
	p = belay_guard_data(g);
	CHECK(belay_guard_destroy(g) == 0);
	for (int i = 0; i < 20; i++) {
		CHECK(belay_guard_create(100, 0, &g) == 0);
		CHECK(belay_guard_data(g) != p);
		CHECK(faults(p));
		CHECK(belay_guard_destroy(g) == 0);
	}
}

/* Every single byte beside the block, one after the other. */
static void every_overflow_is_found(void)
{
	belay_on_misuse(count_misuse, NULL);
	nmisuses = 0;
	for (int i = 0; i < 15 + 64; i++) {
		struct belay_guard *g = NULL;
		int at = i < 15 ? 1 + i : 14 - i;
		char *p;

		CHECK(belay_guard_create(1, 0, &g) == 0);
		p = belay_guard_data(g);
		p[at] ^= (char)(1 << (i % 8));
		CHECK(belay_guard_destroy(g) == BELAY_EMISUSE);
	}
	belay_on_misuse(NULL, NULL);
	CHECK(nmisuses == 15 + 64);
}

static void bad_requests_are_refused(void)
{
	struct belay_vault_options o = {.flags = 64};
	struct belay_vault *v = NULL;
	struct belay_guard *g = NULL;
	uint64_t h = 0;
	void *p = NULL;

	CHECK(belay_guard_create(0, 0, &g) == BELAY_EINVAL);
	CHECK(belay_guard_create(1, 64, &g) == BELAY_EINVAL);
	CHECK(belay_guard_create(SIZE_MAX, 0, &g) == BELAY_EINVAL);
	CHECK(belay_vault_create(&o, &v) == BELAY_EINVAL);
	CHECK(g == NULL && v == NULL);
	CHECK(belay_vault_create(NULL, &v) == 0);
	CHECK(belay_vault_new(v, 0, &h, &p) == BELAY_EINVAL);
	CHECK(belay_vault_new(v, BELAY_VAULT_MAX + 1, &h, &p) == BELAY_EINVAL);
	CHECK(belay_vault_open(v, 0, &p, NULL) == BELAY_EINVAL);
	CHECK(belay_vault_close(v, 0) == BELAY_EMISUSE);
	CHECK(belay_vault_drop(v, 12345) == BELAY_EINVAL);
	CHECK(belay_vault_destroy(v) == 0);
	CHECK(belay_vault_destroy(NULL) == 0);
}

static void bytes_are_compared_in_full(void)
{
	unsigned char a[64], b[64];

	memset(a, 7, sizeof(a));
	memset(b, 7, sizeof(b));
	CHECK(belay_guard_equal(a, b, sizeof(a)) == 1);
	CHECK(belay_guard_equal(a, b, 0) == 1);
	for (int i = 0; i < 64 * 8; i++) {
		b[i / 8] ^= (unsigned char)(1 << (i % 8));
		CHECK(belay_guard_equal(a, b, sizeof(a)) == 0);
		b[i / 8] ^= (unsigned char)(1 << (i % 8));
	}
	belay_guard_wipe(a, sizeof(a));
	for (int i = 0; i < 64; i++)
		CHECK(a[i] == 0);
}

static void secret_is_unreadable_while_closed(void)
{
	struct belay_vault *v = NULL;
	uint64_t h = 0, other = 0;
	void *p, *q, *again = NULL;
	size_t len = 0;

	CHECK(belay_vault_create(NULL, &v) == 0);
	CHECK(belay_vault_new(v, 32, &h, &p) == 0);
	strcpy(p, "of the house");
	CHECK(!write_faults(p));
	CHECK(belay_vault_close(v, h) == 0);
	CHECK(faults(p) && write_faults(p));
	CHECK(belay_vault_open(v, h, &again, &len) == 0);
	CHECK(again == p && len == 32);
	CHECK_STR((char *)p, "of the house");
	/* A neighbour in the same page keeps it readable, and no other. */
	CHECK(belay_vault_new(v, 32, &other, &q) == 0);
	CHECK(belay_vault_close(v, h) == 0);
	CHECK(!faults(p));
	CHECK(belay_vault_close(v, other) == 0);
	CHECK(faults(p));
	CHECK(belay_vault_close(v, other) == BELAY_EMISUSE);
	CHECK(belay_vault_destroy(v) == 0);
}

static void dropped_secret_is_wiped_and_stale(void)
{
	struct belay_vault *v = NULL;
	struct belay_vault_stats stats;
	uint64_t h = 0, keeper = 0;
	void *p, *q;
	char *bytes;

	CHECK(belay_vault_create(NULL, &v) == 0);
	CHECK(belay_vault_new(v, 40, &keeper, &q) == 0); /* page stays open */
	CHECK(belay_vault_new(v, 40, &h, &p) == 0);
	bytes = p;
	memset(bytes, 0x77, 40);
	CHECK(belay_vault_drop(v, h) == 0);
	CHECK(belay_vault_open(v, h, &q, NULL) == BELAY_ESTALE);
	CHECK(belay_vault_drop(v, h) == BELAY_ESTALE);
	CHECK(bytes[0] == 0x77); /* it is still open here */
	CHECK(belay_vault_destroy(v) == BELAY_EBUSY);
	CHECK(belay_vault_close(v, h) == 0);
	for (int i = 0; i < 40; i++)
		CHECK(bytes[i] == 0);
	CHECK(belay_vault_close(v, h) == BELAY_EMISUSE);
	CHECK(belay_vault_close(v, keeper) == 0);
	belay_vault_stats(v, &stats);
	CHECK(stats.secrets == 0 && stats.open == 0 && stats.pages == 0);
	CHECK(belay_vault_destroy(v) == 0);
}

static void every_overflow_of_a_secret_is_found(void)
{
	struct belay_vault *v = NULL;
	struct belay_vault_stats stats;
	uint64_t h = 0;
	int n = 0;
	void *p;

	belay_on_misuse(count_misuse, NULL);
	nmisuses = 0;
	CHECK(belay_vault_create(NULL, &v) == 0);
	for (size_t len = 1; len <= 200; len += 7) {
		for (int at = -8; at < 8; at++, n++) {
			char *bytes;

			CHECK(belay_vault_new(v, len, &h, &p) == 0);
			bytes = p;
			bytes[at < 0 ? at : (long)len + at] ^= 1;
			CHECK(belay_vault_close(v, h) == 0);
			CHECK(belay_vault_drop(v, h) == BELAY_EMISUSE);
		}
	}
	belay_on_misuse(NULL, NULL);
	belay_vault_stats(v, &stats);
	CHECK(stats.overflows == (size_t)n && nmisuses == n);
	CHECK(belay_vault_destroy(v) == 0);
}

static void secrets_of_all_sizes_fill_and_empty_the_vault(void)
{
	struct belay_vault_options o = {.bytes = 256 << 10};
	struct belay_vault *v = NULL;
	struct belay_vault_stats stats;
	static uint64_t h[5000];
	static unsigned char first[5000];
	size_t n = 0;
	void *p;

	CHECK(belay_vault_create(&o, &v) == 0);
	for (;; n++) {
		size_t len = 1 + n * 37 % (n % 10 ? 100 : BELAY_VAULT_MAX);
		int err = belay_vault_new(v, len, &h[n], &p);

		if (err == BELAY_EFULL)
			break;
		CHECK(err == 0);
		first[n] = (unsigned char)n;
		memset(p, first[n], len);
		CHECK(belay_vault_close(v, h[n]) == 0);
	}
	CHECK(n > 200);
	for (size_t i = 0; i < n; i++) {
		size_t len = 0;

		CHECK(belay_vault_open(v, h[i], &p, &len) == 0);
		for (size_t k = 0; k < len; k++)
			CHECK(((unsigned char *)p)[k] == first[i]);
		CHECK(belay_vault_close(v, h[i]) == 0);
		CHECK(belay_vault_drop(v, h[i]) == 0);
	}
	belay_vault_stats(v, &stats);
	CHECK(stats.pages == 0 && stats.secrets == 0 && stats.overflows == 0);
	CHECK(belay_vault_new(v, BELAY_VAULT_MAX, &h[0], &p) == 0);
	CHECK(belay_vault_close(v, h[0]) == 0);
	CHECK(belay_vault_destroy(v) == 0);
}

/* How many keys of 32 bytes can be locked where 64 KiB can be. */
static int keys_under(size_t limit, uint32_t flags, size_t *ret_unlocked)
{
	struct rlimit old, low = {limit, limit};
	struct belay_vault_options o = {.bytes = 64 << 10, .flags = flags};
	struct belay_vault *v = NULL;
	struct belay_vault_stats stats;
	uint64_t h = 0;
	int n = 0;
	void *p;

	if (getrlimit(RLIMIT_MEMLOCK, &old) < 0)
		return -1;
	low.rlim_max = old.rlim_max;
	if (setrlimit(RLIMIT_MEMLOCK, &low) < 0 ||
	    belay_vault_create(&o, &v) < 0)
		return -1;
	while (belay_vault_new(v, 32, &h, &p) == 0) {
		if (belay_vault_close(v, h) < 0)
			return -1;
		n++;
	}
	belay_vault_stats(v, &stats);
	*ret_unlocked = stats.unlocked;
	if (belay_vault_destroy(v) < 0 || setrlimit(RLIMIT_MEMLOCK, &old) < 0)
		return -1;
	return n;
}

/* Root may lock what it likes; then the limit is not what is tested. */
static void hundreds_of_keys_fit_into_64_kib_of_locked_memory(void)
{
	size_t unlocked = 0;

	CHECK(keys_under(64 << 10, BELAY_GUARD_MUST_LOCK, &unlocked) >= 900);
	CHECK(unlocked == 0);
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
	__has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifndef SANITIZED /* their mlock() does nothing and says it did */
static void what_cannot_be_locked_is_refused_or_told(void)
{
	struct belay_guard *g = NULL;
	size_t unlocked = 0;
	int status = -1;
	pid_t pid = fork();

	if (pid == 0) {
		struct rlimit none = {0, 0};
		bool bad = setrlimit(RLIMIT_MEMLOCK, &none) < 0;

		/* Without the right to exceed limits. */
		if (geteuid() == 0 && setuid(65534) < 0)
			_exit(1);
		bad |= belay_guard_create(1, BELAY_GUARD_MUST_LOCK, &g) !=
		       BELAY_EFULL;
		bad |= belay_guard_create(1, 0, &g) != 0 ||
		       belay_guard_locked(g) || belay_guard_destroy(g) != 0;
		bad |= keys_under(0, BELAY_GUARD_MUST_LOCK, &unlocked) != 0;
		bad |= keys_under(0, 0, &unlocked) < 900 || unlocked < 14;
		_exit(bad);
	}
	CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
	CHECK(status == 0);
}
#endif

static int fill(size_t n)
{
	struct belay_vault *v = NULL;
	struct belay_guard *g = NULL;
	uint64_t h = 0;
	void *p;
	int err;

	belay__fail_alloc_at(n);
	err = belay_guard_create(10, 0, &g);
	if (err == 0)
		err = belay_vault_create(NULL, &v);
	if (err == 0)
		err = belay_vault_new(v, 100, &h, &p);
	belay__fail_alloc_at(0);
	if (err == BELAY_ENOMEM && v) {
		/* Nothing is lost: there is room for one page of these. */
		for (int i = 0; i < 32; i++)
			if (belay_vault_new(v, 100, &h, &p) ||
			    belay_vault_close(v, h))
				err = BELAY_EINVAL;
	} else if (err == 0 && belay_vault_close(v, h)) {
		err = BELAY_EINVAL;
	}
	if (belay_vault_destroy(v) || belay_guard_destroy(g))
		err = BELAY_EINVAL;
	return err;
}

static void every_failed_allocation_is_survived(void)
{
	size_t n = 1;

	while (fill(n) == BELAY_ENOMEM)
		n++;
	CHECK(n == 9);
	CHECK(fill(n) == 0);
}

enum { NTHREADS = 4, ROUNDS = 1500 };

static struct belay_vault *storm_vault;
static uint64_t storm_shared;
static unsigned nbroken;

static void *storm(void *arg)
{
	unsigned char mark = (unsigned char)(uintptr_t)arg;

	for (int i = 0; i < ROUNDS; i++) {
		uint64_t h = 0;
		unsigned char *bytes;
		void *p;
		size_t len;
		bool bad;

		if (belay_vault_new(storm_vault, 32, &h, &p) < 0)
			abort();
		bytes = p;
		memset(bytes, mark, 32);
		bad = belay_vault_close(storm_vault, h) != 0;
		if (belay_vault_open(storm_vault, storm_shared, &p, &len) ==
		    0) {
			bad |= ((unsigned char *)p)[3] != 0x33;
			bad |= belay_vault_close(storm_vault, storm_shared);
		}
		bad |= belay_vault_open(storm_vault, h, &p, &len) != 0;
		for (int k = 0; k < 32 && !bad; k++)
			bad = bytes[k] != mark;
		bad |= belay_vault_drop(storm_vault, h) != 0;
		bad |= belay_vault_close(storm_vault, h) != 0;
		if (bad)
			__atomic_add_fetch(&nbroken, 1, __ATOMIC_RELAXED);
	}
	return NULL;
}

static void threads_do_not_see_each_others_secrets(void)
{
	pthread_t thread[NTHREADS];
	struct belay_vault_stats stats;
	void *p;

	CHECK(belay_vault_create(NULL, &storm_vault) == 0);
	CHECK(belay_vault_new(storm_vault, 32, &storm_shared, &p) == 0);
	memset(p, 0x33, 32);
	CHECK(belay_vault_close(storm_vault, storm_shared) == 0);
	for (int i = 0; i < NTHREADS; i++)
		if (pthread_create(&thread[i], NULL, storm,
				   (void *)(uintptr_t)(i + 1)) != 0)
			abort();
	for (int i = 0; i < NTHREADS; i++)
		pthread_join(thread[i], NULL);
	CHECK(nbroken == 0);
	belay_vault_stats(storm_vault, &stats);
	CHECK(stats.secrets == 1 && stats.open == 0 && stats.overflows == 0);
	CHECK(belay_vault_destroy(storm_vault) == 0);
}

int main(void)
{
	RUN(block_is_zeroed_aligned_and_between_guards);
	RUN(states_are_kept);
	RUN(destroyed_block_is_unreadable_for_ever_if_kept);
	RUN(every_overflow_is_found);
	RUN(bad_requests_are_refused);
	RUN(bytes_are_compared_in_full);
	RUN(secret_is_unreadable_while_closed);
	RUN(dropped_secret_is_wiped_and_stale);
	RUN(every_overflow_of_a_secret_is_found);
	RUN(secrets_of_all_sizes_fill_and_empty_the_vault);
	RUN(hundreds_of_keys_fit_into_64_kib_of_locked_memory);
#ifndef SANITIZED
	RUN(what_cannot_be_locked_is_refused_or_told);
#endif
	RUN(every_failed_allocation_is_survived);
	RUN(threads_do_not_see_each_others_secrets);
	return test_summary();
}
