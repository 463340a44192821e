/* SPDX-License-Identifier: MIT */
/*
 * A core file of anybody's, from its bytes to all that can be asked of it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "trace/memory.h"
#include "trace/memory_sweep.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { REGIONS = 1000 }; /* that are asked about */

/* A file that is nowhere, and its name. */
static int put_file(const uint8_t *data, size_t size, char *name, size_t len)
{
	int fd = memfd_create("core", MFD_CLOEXEC);

	if (fd < 0 || write(fd, data, size) != (ssize_t)size)
		abort();
	snprintf(name, len, "/proc/self/fd/%d", fd);
	return fd;
}

static void check(bool good)
{
	if (!good)
		abort();
}

static void ask_region(struct memory *m, const struct memory_region *r)
{
	char text[64];
	uint64_t w;

	check(r->path != NULL);
	check(memory_region_at(m, r->start) == r);
	check(memory_region_at(m, r->end - 1) == r);
	memory_word(m, r->start, &w);
	memory_word(m, r->end - 3, &w);
	memory_text(m, r->start + 1, text, sizeof(text));
	check(memory_read(m, r->end - 5, text, sizeof(text)) <= sizeof(text));
}

static void ask(struct memory *m)
{
	const struct memory_region *v;
	const struct memory_thread *t;
	struct memory_range ranges[2] = {{0}};
	struct memory_hits hits = {.max = 1000};
	struct memory_sweep sweep = {.set = NULL};
	uint64_t end = 0;
	size_t n;

	v = memory_regions(m, &n);
	for (size_t i = 0; i < n; i++) {
		check(v[i].start >= end && v[i].end > v[i].start);
		end = v[i].end;
		if (i < REGIONS)
			ask_region(m, &v[i]);
	}
	if (n > 0)
		ranges[0] = (struct memory_range){v[0].start, v[n - 1].end};
	sweep.set = memory_set_create(ranges, 1);
	memory_sweep(m, &sweep, &hits);
	check(hits.n <= 1000);
	memory_hits_finish(&hits);
	memory_set_destroy((struct memory_set *)(uintptr_t)sweep.set);
	t = memory_threads(m, &n);
	for (size_t i = 0; i < n && i < REGIONS; i++)
		check(memchr(t[i].name, '\0', sizeof(t[i].name)) != NULL);
	check(memory_program(m) != NULL);
	check(memory_refresh(m) && !memory_gone(m));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *why = NULL;
	struct memory *m;
	char name[32];
	int fd = put_file(data, size, name, sizeof(name));

	m = memory_of_core(name, &why);
	if (m)
		ask(m);
	else
		check(why && why[0]);
	memory_close(m);
	close(fd);
	return 0;
}
