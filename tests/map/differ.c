/* SPDX-License-Identifier: MIT */
/*
 * differ GO-PROGRAM [OPERATIONS] [SEED] - libbelay's maps beside Go's own
 *
 * Random operations go to Go's map, through a pipe, and to ours of every way
 * and the same types; what comes back must be the same.  Sums over all entries
 * stand for iterations, since their order is nobody's business.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "belay/map.h"

enum { BATCH = 2000, WAYS = 4, TYPES = 3 };

struct request {
	uint32_t op, key, value, type;
};

struct reply {
	uint32_t found, value;
};

static const unsigned flags[WAYS] = {0, BELAY_MAP_CLASSIC, BELAY_MAP_STABLE,
				     BELAY_MAP_UNCHECKED};

/* Keys own nothing: a string is found again by its number. */
union key {
	uint32_t number;
	double real;
	const char *text;
};

static const char *text_of(uint32_t n)
{
	static char *texts[1 << 21];

	if (!texts[n]) {
		texts[n] = malloc(16);
		if (!texts[n])
			exit(3);
		snprintf(texts[n], 16, "key-%u", n);
	}
	return texts[n];
}

static union key key_of(uint32_t type, uint32_t n)
{
	union key k;

	memset(&k, 0, sizeof(k));
	if (type == 0)
		k.number = n;
	else if (type == 1)
		k.text = text_of(n);
	else
		k.real = n % 97 == 5 && n < 1 << 20 ? NAN : n;
	return k;
}

static uint32_t number_of(uint32_t type, const void *key)
{
	double real;

	if (type == 0)
		return *(const uint32_t *)key;
	if (type == 1)
		return (uint32_t)atoi(*(const char *const *)key + 4);
	memcpy(&real, key, sizeof(real));
	return isnan(real) ? 5 : (uint32_t)real;
}

static uint32_t scramble(uint32_t k, uint32_t v)
{
	uint32_t x = k * 0x9e3779b1 ^ v * 0x85ebca6b;

	return x ^ x >> 15;
}

static void must(int ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "differ: %s\n", what);
	exit(1);
}

static struct reply iterate(struct belay_map *m, const struct request *q)
{
	struct reply r = {0, 0};
	struct belay_map_iter it;
	const void *key;
	uint32_t n = 0;
	void *value;

	belay_map_iter_init(&it, m);
	while (belay_map_iter_next(&it, &key, &value) == 0) {
		uint32_t number = number_of(q->type, key);
		union key k = key_of(q->type, number);

		if (q->op == 'r') {
			r.found++;
			r.value += scramble(number, *(uint32_t *)value);
		} else if (q->op == 'x' && number % 7 == q->key % 7) {
			belay_map_delete(m, &k);
		} else if (q->op == 'a' && number < 1 << 20 &&
			   n < q->value % 500) {
			n++;
			k = key_of(q->type, (1 << 20) | (q->key % 5000 + n));
			must(belay_map_set(m, &k, &n) == 0, "no memory");
		} else if (q->op == 'c') {
			belay_map_delete(m, &k);
		}
	}
	if (q->op != 'r')
		r.value = (uint32_t)belay_map_len(m);
	if (q->op == 'c')
		r.found = r.value ? 2 : 0;
	return r;
}

static struct reply serve(struct belay_map *m, const struct request *q)
{
	union key k = key_of(q->type, q->key);
	struct reply r = {0, 0};
	bool added;
	void *at;

	switch (q->op) {
	case 'g':
		r.found = belay_map_get(m, &k, &at) == 0;
		if (r.found)
			r.value = *(uint32_t *)at;
		break;
	case 's':
		must(belay_map_set(m, &k, &q->value) == 0, "no memory");
		break;
	case '+':
		/* Of what is no number Go reads zero afterwards. */
		must(belay_map_put(m, &k, &added, &at) == 0, "no memory");
		*(uint32_t *)at += q->value;
		r.found = 1;
		if (belay_map_get(m, &k, &at) == 0)
			r.value = *(uint32_t *)at;
		break;
	case 'd':
		r.found = belay_map_delete(m, &k) == 0;
		break;
	case 'l':
		r.value = (uint32_t)belay_map_len(m);
		break;
	default:
		return iterate(m, q);
	}
	return r;
}

static uint64_t random_state;

static uint32_t random_below(uint32_t n)
{
	random_state = random_state * UINT64_C(6364136223846793005) +
		       UINT64_C(1442695040888963407);
	return (uint32_t)((random_state >> 33) % n);
}

/* The number of keys and the share of deletions change from time to time. */
static void make_request(struct request *q, unsigned long at)
{
	static const char ops[] = "sssssss+ggggddd";
	uint32_t keys = at / 50000 % 3 == 2 ? 200 : 20000;
	uint32_t what = random_below(20000);

	q->type = random_below(TYPES);
	q->key = random_below(keys);
	if (random_below(20) == 0)
		q->key = (1 << 20) | random_below(6000);
	q->value = random_below(1 << 30);
	if (what < 5)
		q->op = (uint32_t) "ccxxa"[what];
	else if (what < 12)
		q->op = 'r';
	else if (what < 200)
		q->op = 'l';
	else if (at / 100000 % 2 && what < 6000)
		q->op = 'd';
	else
		q->op = (uint32_t)ops[random_below(sizeof(ops) - 1)];
}

static void transfer(int fd, void *data, size_t size, int writes)
{
	unsigned char *at = data;

	while (size) {
		ssize_t n = writes ? write(fd, at, size) : read(fd, at, size);

		must(n > 0, "Go's side is gone");
		at += n;
		size -= (size_t)n;
	}
}

static void start_go(const char *program, int *to, int *from)
{
	int in[2], out[2];
	pid_t pid;

	must(pipe(in) == 0 && pipe(out) == 0, "no pipe");
	pid = fork();
	must(pid >= 0, "no process");
	if (pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		execl(program, program, (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	*to = in[1];
	*from = out[0];
}

static void compare(const struct request *q, unsigned way, struct reply ours,
		    struct reply theirs, unsigned long at)
{
	if (ours.found == theirs.found && ours.value == theirs.value)
		return;
	fprintf(stderr,
		"differ: operation %lu '%c' key %u type %u way %u: ours %u %u, Go's %u %u\n",
		at, (int)q->op, q->key, q->type, way, ours.found, ours.value,
		theirs.found, theirs.value);
	exit(1);
}

int main(int argc, char **argv)
{
	static const struct belay_type *const types[TYPES] = {
		&belay_type_u32, &belay_type_cstr, &belay_type_f64};
	static struct request batch[BATCH];
	static struct reply replies[BATCH];
	struct belay_map *maps[TYPES][WAYS];
	unsigned long total = argc > 2 ? strtoul(argv[2], NULL, 10) : 400000;
	int to, from;

	if (argc < 2)
		return 2;
	random_state = argc > 3 ? strtoul(argv[3], NULL, 10) : 1;
	start_go(argv[1], &to, &from);
	for (int t = 0; t < TYPES; t++)
		for (int w = 0; w < WAYS; w++) {
			struct belay_map_options o = {.flags = flags[w]};

			must(belay_map_create(types[t], &belay_type_u32, &o,
					      &maps[t][w]) == 0,
			     "no map");
		}
	for (unsigned long at = 0; at < total; at += BATCH) {
		uint32_t n = BATCH;

		for (unsigned i = 0; i < BATCH; i++)
			make_request(&batch[i], at + i);
		transfer(to, &n, sizeof(n), 1);
		transfer(to, batch, sizeof(batch), 1);
		transfer(from, replies, sizeof(replies), 0);
		for (unsigned i = 0; i < BATCH; i++)
			for (unsigned w = 0; w < WAYS; w++)
				compare(&batch[i], w,
					serve(maps[batch[i].type][w], &batch[i]),
					replies[i], at + i);
	}
	close(to);
	for (int t = 0; t < TYPES; t++)
		for (int w = 0; w < WAYS; w++)
			belay_map_destroy(maps[t][w]);
	wait(NULL);
	printf("%lu operations, %d maps, no difference\n", total,
	       TYPES * WAYS);
	return 0;
}
