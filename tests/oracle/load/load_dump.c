/* SPDX-License-Identifier: MIT */
/*
 * load_dump.c - loads patterns and prints the packages, for tests
 *
 *	load_dump [-C DIR] [-test] [-implicit] [-quiet] [-jobs N] [-goos OS]
 *		[-goarch ARCH] [-tags T] [-cgo 0|1] [PATTERN...]
 *
 * With -quiet only figures are printed: for timing.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/buf.h"
#include "base/position.h"
#include "load/load.h"

static double seconds(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static const char *value(char **argv, int *i)
{
	if (!argv[*i + 1]) {
		fprintf(stderr, "load_dump: %s: no value\n", argv[*i]);
		exit(2);
	}
	return argv[++*i];
}

int main(int argc, char **argv)
{
	struct load_config c = {.cgo = -1};
	double wall = seconds(CLOCK_MONOTONIC);
	struct load_result *r;
	struct buf out;
	int quiet = 0, i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		if (strcmp(argv[i], "-C") == 0)
			c.dir = value(argv, &i);
		else if (strcmp(argv[i], "-test") == 0)
			c.tests = true;
		else if (strcmp(argv[i], "-implicit") == 0)
			c.implicit = true;
		else if (strcmp(argv[i], "-quiet") == 0)
			quiet = 1;
		else if (strcmp(argv[i], "-jobs") == 0)
			c.jobs = (unsigned)strtoul(value(argv, &i), NULL, 10);
		else if (strcmp(argv[i], "-goos") == 0)
			c.goos = value(argv, &i);
		else if (strcmp(argv[i], "-goarch") == 0)
			c.goarch = value(argv, &i);
		else if (strcmp(argv[i], "-tags") == 0)
			c.tags = value(argv, &i);
		else if (strcmp(argv[i], "-cgo") == 0)
			c.cgo = value(argv, &i)[0] == '1';
		else
			return 2;
	}
	c.patterns = (const char *const *)(argv + i);
	c.npatterns = (size_t)(argc - i);
	c.files = file_set_create();
	r = load_packages(&c);
	wall = seconds(CLOCK_MONOTONIC) - wall;
	buf_init(&out, 0);
	if (quiet)
		buf_printf(&out,
			   "%u packages, %u missing, %u diagnostics, "
			   "%.1f MB in %.3f s, CPU %.3f s\n",
			   r->npackages, r->nmissing, r->ndiagnostics,
			   (double)r->bytes_read / 1e6, wall,
			   seconds(CLOCK_PROCESS_CPUTIME_ID));
	else
		load_print(r, &out);
	buf_write(&out, 1);
	buf_finish(&out);
	file_set_destroy(c.files);
	load_result_destroy(r);
	return 0;
}
