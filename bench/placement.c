/* SPDX-License-Identifier: MIT */
/*
 * placement - what it costs to make freed small blocks unreadable
 *
 * A freed block can be guarded only by pages, and a small block is much
 * smaller than a page.  Each placement below is one answer to that:
 *
 *	single	    a private page for each block, guarded at its free
 *	batch	    the same, 64 freed pages guarded by one system call
 *	batch-fill  batch, and fresh pages faulted in 64 at a time
 *	alias	    64 blocks share a physical page of a memory file, which is
 *		    mapped 64 times, so that each has a virtual page
 *	alias-fill  alias, and the windows faulted in 64 pages at a time
 *	dense	    64 blocks to a page; the page is guarded, 16 at a time,
 *		    once all of its blocks are dead
 *	mprotect    a private page for each block, PROT_NONE at its free: what
 *		    kernels before 6.13 can do
 *	glibc	    malloc and free, for comparison: nothing is guarded
 *
 * A process measures one placement under one workload and prints one line.
 * "short" frees each block at once, the kindest case for guarding by runs;
 * "random" keeps 4096 blocks and frees a random one of them; "holes" keeps
 * every second block for ever, the worst case for runs and for VMAs.  Each
 * block is written to, so the cost of the first touch is in the figure.
 *
 * The share guarded is of all blocks freed at the end: what a late access
 * would have been caught on.  Memory is what is resident, and under alias
 * what the file holds: a page of it may be in use without being resident.
 * The fork is timed until the child has ended, which under alias is after it
 * made its own copy, since the parent may not go on before that.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

enum {
	PAGE = 4096,
	BLOCK = 64,
	WINDOWS = PAGE / BLOCK,
	RUN = 64,	/* pages faulted in, or guarded, by one call */
	DENSE_RUN = 16,
	LIVE = 4096,	/* blocks alive at once under "random" */
	RANGE = 2 << 20 /* what one page of page table entries covers */
};

struct placement {
	const char *name;
	void (*init)(size_t n);
	void *(*take)(void);
	bool (*give)(void *p); /* false: the kernel refused */
	size_t (*guarded)(void);
	void (*in_child)(void); /* NULL: nothing to do after fork */
};

/* State of the one placement that this process measures. */
static char *base;
static size_t space;	/* bytes at base; of one window under alias */
static size_t ntaken;	/* blocks handed out so far */
static size_t nguarded; /* pages behind guards */
static bool fill;
static int arena_fd = -1;
static int self_fd = -1;
static uint8_t *page_live; /* dense: blocks alive on each page */

static struct iovec queue[RUN];
static size_t nqueue;

static _Noreturn void die(const char *what)
{
	fprintf(stderr, "placement: %s: %s\n", what, strerror(errno));
	exit(3);
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static long status_kb(const char *key)
{
	char line[256];
	long kb = -1;
	FILE *f = fopen("/proc/self/status", "re");

	if (!f)
		die("/proc/self/status");
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)))
			kb = strtol(line + strlen(key) + 1, NULL, 10);
	fclose(f);
	return kb;
}

/* Resident memory, with the pages of the arena's file counted once. */
static long memory_kb(void)
{
	long kb = status_kb("VmRSS:");
	struct stat st;

	if (arena_fd >= 0 && fstat(arena_fd, &st) == 0)
		kb += (long)st.st_blocks / 2 - status_kb("RssShmem:");
	return kb;
}

static long count_vmas(void)
{
	long n = 0;
	int c;
	FILE *f = fopen("/proc/self/maps", "re");

	if (!f)
		die("/proc/self/maps");
	while ((c = getc(f)) != EOF)
		n += c == '\n';
	fclose(f);
	return n;
}

static char *reserve(size_t size)
{
	char *p = mmap(NULL, size + RANGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		die("mmap");
	p += (RANGE - (uintptr_t)p % RANGE) % RANGE;
	madvise(p, size, MADV_NOHUGEPAGE);
	return p;
}

/* Guarding by runs: collect, sort, merge, one system call. */

static int by_address(const void *a, const void *b)
{
	uintptr_t x = (uintptr_t)((const struct iovec *)a)->iov_base;
	uintptr_t y = (uintptr_t)((const struct iovec *)b)->iov_base;

	return (x > y) - (x < y);
}

static bool guard_queue(void)
{
	size_t n = 0;
	long done;

	qsort(queue, nqueue, sizeof(queue[0]), by_address);
	for (size_t i = 1; i < nqueue; i++) {
		char *end = (char *)queue[n].iov_base + queue[n].iov_len;

		if (queue[i].iov_base == end)
			queue[n].iov_len += PAGE;
		else
			queue[++n] = queue[i];
	}
	n++;
	nguarded += nqueue;
	nqueue = 0;
	if (n == 1)
		return madvise(queue[0].iov_base, queue[0].iov_len,
			       MADV_GUARD_INSTALL) == 0;
	done = syscall(SYS_process_madvise, self_fd, queue, n,
		       MADV_GUARD_INSTALL, 0);
	return done > 0;
}

static bool guard_later(void *page, size_t run)
{
	queue[nqueue++] = (struct iovec){page, PAGE};
	return nqueue < run || guard_queue();
}

/* A private page for each block. */

static void page_init(size_t n)
{
	space = n * PAGE;
	base = reserve(space);
}

static void fill_init(size_t n)
{
	fill = true;
	page_init(n);
}

static void *page_take(void)
{
	char *p = base + ntaken * PAGE;

	if (fill && ntaken % RUN == 0 &&
	    madvise(p, (size_t)RUN * PAGE, MADV_POPULATE_WRITE) != 0)
		die("MADV_POPULATE_WRITE");
	ntaken++;
	return p;
}

static bool single_give(void *p)
{
	nguarded++;
	return madvise(p, PAGE, MADV_GUARD_INSTALL) == 0;
}

static bool batch_give(void *p)
{
	return guard_later(p, RUN);
}

static bool mprotect_give(void *p)
{
	if (mprotect(p, PAGE, PROT_NONE) != 0)
		return false;
	nguarded++;
	return true;
}

static size_t guarded_pages(void)
{
	return nguarded;
}

/*
 * Alias windows.  Consecutive blocks take consecutive pages of one window,
 * RUN of them, and then the same physical pages through the next window:
 *
 *	file	    page 0	 page 1	      ...  page RUN-1
 *	window 0    block 0	 block 1	   block RUN-1
 *	window 1    block RUN	 block RUN+1	   ...
 */

static void map_windows(void)
{
	for (size_t w = 0; w < WINDOWS; w++)
		if (mmap(base + w * space, space, PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_FIXED, arena_fd, 0) == MAP_FAILED)
			die("mmap of a window");
}

static void alias_init(size_t n)
{
	size_t group = (size_t)RUN * WINDOWS;

	space = (n + group - 1) / group * RUN * PAGE;
	base = reserve(space * WINDOWS);
	arena_fd = memfd_create("arena", MFD_CLOEXEC);
	if (arena_fd < 0 || ftruncate(arena_fd, (off_t)space) != 0)
		die("memfd_create");
	map_windows();
}

static void alias_fill_init(size_t n)
{
	fill = true;
	alias_init(n);
}

static void *alias_take(void)
{
	size_t group = ntaken / (RUN * WINDOWS);
	size_t window = ntaken / RUN % WINDOWS;
	size_t page = group * RUN + ntaken % RUN;
	char *p = base + window * space + page * PAGE;

	if (fill && ntaken % RUN == 0 &&
	    madvise(p, (size_t)RUN * PAGE, MADV_POPULATE_WRITE) != 0)
		die("MADV_POPULATE_WRITE");
	ntaken++;
	return p + window * BLOCK;
}

static bool alias_give(void *p)
{
	return guard_later((char *)p - (uintptr_t)p % PAGE, RUN);
}

/*
 * The file is shared with the parent: the child needs its own, with the same
 * bytes at the same addresses, and loses all guards by mapping it.  They are
 * put back window by window here, as if every block taken were dead, which
 * is nearly so.
 */
static void alias_in_child(void)
{
	int fd = memfd_create("arena", MFD_CLOEXEC);
	off_t from = 0;

	if (fd < 0 || ftruncate(fd, (off_t)space) != 0)
		die("memfd_create");
	while (from < (off_t)space)
		if (copy_file_range(arena_fd, &from, fd, NULL,
				    space - (size_t)from, 0) <= 0)
			die("copy_file_range");
	arena_fd = fd;
	map_windows();
	for (size_t w = 0; w < WINDOWS; w++)
		if (madvise(base + w * space, space, MADV_GUARD_INSTALL) != 0)
			die("MADV_GUARD_INSTALL");
}

/* Dense pages. */

static void dense_init(size_t n)
{
	space = (n * BLOCK + PAGE - 1) / PAGE * PAGE;
	base = reserve(space);
	page_live = calloc(space / PAGE, 1);
	if (!page_live)
		die("calloc");
}

static void *dense_take(void)
{
	size_t page = ntaken * BLOCK / PAGE;

	page_live[page]++;
	return base + ntaken++ * BLOCK;
}

static bool dense_give(void *p)
{
	size_t page = (size_t)((char *)p - base) / PAGE;
	bool full = (page + 1) * PAGE <= ntaken * BLOCK;

	if (--page_live[page] > 0 || !full)
		return true;
	return guard_later(base + page * PAGE, DENSE_RUN);
}

static size_t dense_guarded(void)
{
	return nguarded * (PAGE / BLOCK);
}

/* glibc, for comparison. */

static void none_init(size_t n)
{
	(void)n;
}

static void *malloc_take(void)
{
	return malloc(BLOCK);
}

static bool malloc_give(void *p)
{
	free(p);
	return true;
}

static const struct placement placements[] = {
	{"glibc", none_init, malloc_take, malloc_give, guarded_pages, NULL},
	{"single", page_init, page_take, single_give, guarded_pages, NULL},
	{"batch", page_init, page_take, batch_give, guarded_pages, NULL},
	{"batch-fill", fill_init, page_take, batch_give, guarded_pages, NULL},
	{"alias", alias_init, alias_take, alias_give, guarded_pages,
	 alias_in_child},
	{"alias-fill", alias_fill_init, alias_take, alias_give, guarded_pages,
	 alias_in_child},
	{"dense", dense_init, dense_take, dense_give, dense_guarded, NULL},
	{"mprotect", page_init, page_take, mprotect_give, guarded_pages, NULL},
};

static uint64_t next_random(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x;
}

/* Frees n blocks; less when the kernel refuses to go on. */
static size_t work(const struct placement *pl, size_t n, char workload)
{
	static void *live[LIVE];
	size_t nfreed = 0;

	while (nfreed < n) {
		size_t at = workload == 'r' ? next_random() % LIVE : 0;
		void *p = pl->take();

		if (!p)
			die("take");
		memset(p, 0xa5, BLOCK);
		if (workload == 'h') {
			p = pl->take();
			memset(p, 0xa5, BLOCK);
		}
		if (live[at]) {
			if (!pl->give(live[at]))
				break;
			nfreed++;
		}
		live[at] = p;
	}
	return nfreed;
}

static double fork_us(const struct placement *pl)
{
	uint64_t start = now();
	pid_t pid = fork();

	if (pid < 0)
		die("fork");
	if (pid == 0) {
		if (pl->in_child)
			pl->in_child();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	return (double)(now() - start) / 1e3;
}

/* Dead 2 MiB ranges become one mapping without page tables. */
static void retire(void)
{
	size_t nranges = ntaken * PAGE / RANGE;
	long before = status_kb("VmPTE:"), vmas = count_vmas();
	uint64_t start = now();
	double us;

	for (size_t i = 0; i < nranges; i++)
		if (mmap(base + i * RANGE, RANGE, PROT_NONE,
			 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE |
				 MAP_FIXED,
			 -1, 0) == MAP_FAILED)
			die("mmap of a dead range");
	us = (double)(now() - start) / 1e3 / (double)nranges;
	printf("retirement: %zu ranges of 2 MiB, %.1f us each; "
	       "VmPTE %ld -> %ld kB, VMAs %ld -> %ld\n",
	       nranges, us, before, status_kb("VmPTE:"), vmas, count_vmas());
}

int main(int argc, char **argv)
{
	const struct placement *pl = NULL;
	size_t n = argc > 3 ? strtoul(argv[3], NULL, 10) : 200000;
	char workload = argc > 2 ? argv[2][0] : '\0';
	size_t nfreed;
	uint64_t start;
	double ns;
	long rss;

	for (size_t i = 0; i < sizeof(placements) / sizeof(*pl); i++)
		if (argc > 1 && !strcmp(placements[i].name, argv[1]))
			pl = &placements[i];
	if (!pl || !workload || !strchr("srh", workload) || n == 0) {
		fputs("usage: placement NAME short|random|holes [N] [retire]\n",
		      stderr);
		return 2;
	}
	self_fd = (int)syscall(SYS_pidfd_open, getpid(), 0);
	pl->init((workload == 'h' ? 2 * n : n) + LIVE + RUN);
	rss = memory_kb();
	start = now();
	nfreed = work(pl, n, workload);
	ns = (double)(now() - start) / (double)nfreed;
	printf("%-10s %-6s %7zu %8.0f %9ld %7ld %6ld %8.0f %5.1f\n", pl->name,
	       argv[2], nfreed, ns, memory_kb() - rss,
	       status_kb("VmPTE:"), count_vmas(), fork_us(pl),
	       100.0 * (double)pl->guarded() / (double)nfreed);
	if (argc > 4)
		retire();
	return 0;
}
