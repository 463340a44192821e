/* SPDX-License-Identifier: MIT */
/*
 * Clashes of threads: what is seen is one line with the map and both threads,
 * and an error.  The clashes are staged: the second thread comes while the
 * first is inside a hash function, so that none is left to chance.
 */
#include "belay/map.h"

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "map_ways.h"
#include "test.h"

static sem_t inside, go_on;
static bool wait_inside;
static struct belay_map *own_map;

/* A hash that lets another thread in, or calls the map itself. */
static int slow_hash(const struct belay_type *t, const void *obj, uint64_t seed,
		     uint64_t *ret)
{
	uint32_t k = *(const uint32_t *)obj;

	(void)t;
	*ret = belay_hash_bytes(&k, sizeof(k), seed);
	if (k == 1000 && wait_inside) {
		sem_post(&inside);
		sem_wait(&go_on);
	}
	if (k == 2000 && own_map) {
		uint32_t other = 1;

		if (belay_map_set(own_map, &other, &other) != BELAY_EMISUSE)
			abort();
	}
	return 0;
}

static bool same_u32(const struct belay_type *t, const void *a, const void *b)
{
	(void)t;
	return !memcmp(a, b, 4);
}

static const struct belay_type slow_key = {
	.name = "slow",
	.size = 4,
	.align = 4,
	.hash = slow_hash,
	.equal = same_u32,
};

static char said[300];
static int times_said;

static void listen(void *ctx, int err, const char *text)
{
	(void)ctx;
	if (err == BELAY_EMISUSE)
		times_said++;
	snprintf(said, sizeof(said), "%s", text);
}

static void *write_slowly(void *map)
{
	uint32_t k = 1000;
	static int result;

	result = belay_map_set(map, &k, &k);
	return &result;
}

/* Runs what while another thread writes; its result. */
static int meanwhile(struct belay_map *m, int (*what)(struct belay_map *m))
{
	pthread_t thread;
	int result;

	sem_init(&inside, 0, 0);
	sem_init(&go_on, 0, 0);
	wait_inside = true;
	times_said = 0;
	said[0] = '\0';
	if (pthread_create(&thread, NULL, write_slowly, m))
		return 1;
	sem_wait(&inside);
	wait_inside = false;
	result = what(m);
	sem_post(&go_on);
	pthread_join(thread, NULL);
	return result;
}

static int write_one(struct belay_map *m)
{
	return set_u32(m, 1, 1);
}

static int delete_one(struct belay_map *m)
{
	uint32_t k = 1;

	return belay_map_delete(m, &k);
}

static int clear_all(struct belay_map *m)
{
	return belay_map_clear(m);
}

static int read_one(struct belay_map *m)
{
	uint32_t k = 1;
	void *at;

	return belay_map_get(m, &k, &at);
}

static struct belay_map_iter it;

static int iterate(struct belay_map *m)
{
	(void)m;
	return belay_map_iter_next(&it, NULL, NULL);
}

static struct belay_map_ref ref;

static int use_reference(struct belay_map *m)
{
	void *at;

	(void)m;
	return belay_map_ref_get(ref, &at);
}

static bool names_both_threads(const char *what)
{
	char start[100], map[100];
	unsigned a = 0, b = 0;
	void *at;

	snprintf(start, sizeof(start), "concurrent map %s: map 'test' (", what);
	if (strncmp(said, start, strlen(start)) != 0)
		return false;
	return sscanf(said + strlen(start), "%p), threads %u and %u%99s", &at,
		      &a, &b, map) == 3 &&
	       a == (unsigned)gettid() && b && a != b;
}

static void clash_of_two_threads_is_told_and_refused(void)
{
	EACH_WAY(flags)
	{
		struct belay_map *m =
			make_map(&slow_key, &belay_type_u32, flags);
		uint32_t k = 1;

		CHECK(set_u32(m, 1, 1) == 0);
		belay_map_iter_init(&it, m);
		CHECK(meanwhile(m, write_one) == BELAY_EMISUSE);
		CHECK(times_said == 1 && names_both_threads("writes"));
		CHECK(meanwhile(m, delete_one) == BELAY_EMISUSE);
		CHECK(times_said == 1 && names_both_threads("writes"));
		CHECK(meanwhile(m, clear_all) == BELAY_EMISUSE);
		CHECK(times_said == 1);
		CHECK(meanwhile(m, read_one) == BELAY_EMISUSE);
		CHECK(times_said == 1 && names_both_threads("read and write"));
		CHECK(meanwhile(m, iterate) == BELAY_EMISUSE);
		CHECK(times_said == 1 && names_both_threads("read and write"));
		if (flags == 0 || flags == BELAY_MAP_STABLE) {
			CHECK(belay_map_ref(m, &k, &ref) == 0);
			CHECK(meanwhile(m, use_reference) == BELAY_EMISUSE);
			CHECK(times_said == 1);
		}
		/* The map is as usable as before. */
		CHECK(belay_map_len(m) == 2 && get_u32(m, 1) == 1);
		CHECK(set_u32(m, 3, 3) == 0 && get_u32(m, 3) == 3);
		belay_map_destroy(m);
	}
}

static void write_from_within_a_write_is_misuse(void)
{
	struct belay_map *m = make_map(&slow_key, &belay_type_u32, 0);

	times_said = 0;
	CHECK(set_u32(m, 1, 1) == 0);
	own_map = m;
	CHECK(set_u32(m, 2000, 2) == 0);
	own_map = NULL;
	CHECK(times_said >= 1 && strstr(said, "from within its own write"));
	CHECK(belay_map_len(m) == 2);
	belay_map_destroy(m);
}

static void without_a_handler_it_is_an_error_and_nothing_more(void)
{
	struct belay_map *m = make_map(&slow_key, &belay_type_u32, 0);

	belay_on_misuse(NULL, NULL);
	CHECK(set_u32(m, 1, 1) == 0);
	CHECK(meanwhile(m, write_one) == BELAY_EMISUSE);
	CHECK(times_said == 0);
	belay_on_misuse(listen, NULL);
	belay_map_destroy(m);
}

static int child_clashes(int err_pipe)
{
	static const struct rlimit none = {0, 0};
	struct belay_map *m = make_map(&slow_key, &belay_type_u32, 0);

	setrlimit(RLIMIT_CORE, &none);
	dup2(err_pipe, STDERR_FILENO);
	signal(SIGABRT, SIG_DFL);
	belay_on_misuse(belay_misuse_abort, NULL);
	meanwhile(m, write_one);
	return 0;
}

static void handler_that_aborts_says_one_line_first(void)
{
	char line[400] = "";
	int fds[2], status;
	ssize_t n;
	pid_t pid;

	CHECK(pipe(fds) == 0);
	pid = fork();
	if (pid == 0)
		_exit(child_clashes(fds[1]));
	close(fds[1]);
	n = read(fds[0], line, sizeof(line) - 1);
	CHECK(n > 0);
	CHECK(!strncmp(line, "belay: concurrent map writes: map 'test' (", 42));
	CHECK(strchr(line, '\n') != NULL);
	CHECK(waitpid(pid, &status, 0) == pid);
	CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
	close(fds[0]);
}

static void *read_all(void *map)
{
	static int wrong;

	for (int round = 0; round < 20; round++) {
		struct belay_map_iter own;
		uint32_t n = 0;

		for (uint32_t k = 0; k < 500; k++)
			if (get_u32(map, k) != k + 1)
				return &wrong;
		belay_map_iter_init(&own, map);
		while (belay_map_iter_next(&own, NULL, NULL) == 0)
			n++;
		if (n != 500)
			return &wrong;
	}
	return NULL;
}

/* Go: many may read after a growth that is not finished. */
static void readers_do_not_disturb_each_other(void)
{
	EACH_WAY(flags)
	{
		struct belay_map *m =
			make_map(&belay_type_u32, &belay_type_u32, flags);
		pthread_t threads[4];
		void *wrong = NULL;

		for (uint32_t k = 0; k < 500; k++)
			CHECK(set_u32(m, k, k + 1) == 0);
		times_said = 0;
		for (int i = 0; i < 4; i++)
			CHECK(!pthread_create(&threads[i], NULL, read_all, m));
		for (int i = 0; i < 4; i++) {
			void *result;

			pthread_join(threads[i], &result);
			if (result)
				wrong = result;
		}
		CHECK(!wrong && times_said == 0);
		belay_map_destroy(m);
	}
}

int main(void)
{
	belay_on_misuse(listen, NULL);
	RUN(clash_of_two_threads_is_told_and_refused);
	RUN(write_from_within_a_write_is_misuse);
	RUN(without_a_handler_it_is_an_error_and_nothing_more);
	RUN(handler_that_aborts_says_one_line_first);
	RUN(readers_do_not_disturb_each_other);
	return test_summary();
}
