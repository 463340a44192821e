/* SPDX-License-Identifier: MIT */
/*
 * cside DIR [ROUNDS] - what the C side of a package costs
 *
 * Loads the package in DIR, then asks about its C again and again: without
 * the cache, and with it.  Prints the CPU milliseconds of the best round of
 * each, children included, and how long it lasted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/arena.h"
#include "cfront/cfront.h"
#include "load/load.h"
#include "program/program.h"

struct cost {
	double cpu, wall;
};

static double seconds_of(int who)
{
	struct rusage r;

	getrusage(who, &r);
	return (double)(r.ru_utime.tv_sec + r.ru_stime.tv_sec) +
	       (double)(r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

static struct cost now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct cost){seconds_of(RUSAGE_SELF) +
				     seconds_of(RUSAGE_CHILDREN),
			     (double)t.tv_sec + (double)t.tv_nsec / 1e9};
}

static void round_of(const struct program *p, const struct program_package *pp,
		     struct cost *best)
{
	struct arena *a = arena_create(0);
	struct cost before = now(), after;

	c_side_create(p->load, pp->load, pp->files, pp->nfiles, a);
	after = now();
	arena_destroy(a);
	after.cpu -= before.cpu;
	after.wall -= before.wall;
	if (after.cpu < best->cpu)
		best->cpu = after.cpu;
	if (after.wall < best->wall)
		best->wall = after.wall;
}

int main(int argc, char **argv)
{
	static const char *const here[] = {"."};
	struct program_config config = {
		.dir = argc > 1 ? argv[1] : ".",
		.patterns = here,
		.npatterns = 1,
		.jobs = 1,
	};
	int rounds = argc > 2 ? atoi(argv[2]) : 10;
	struct program *p = program_load(&config);

	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct program_package *pp = &p->packages[i];
		struct cost cold = {1e9, 1e9}, kept = {1e9, 1e9};

		if (!pp->c || !pp->load->root)
			continue;
		for (int k = 0; k < rounds; k++)
			round_of(p, pp, &kept);
		c_side_cache(NULL);
		for (int k = 0; k < rounds; k++)
			round_of(p, pp, &cold);
		printf("%s: cold %.2f ms CPU, %.2f ms; cached %.3f ms CPU, "
		       "%.3f ms\n",
		       pp->load->path, cold.cpu * 1e3, cold.wall * 1e3,
		       kept.cpu * 1e3, kept.wall * 1e3);
	}
	program_destroy(p);
	return 0;
}
