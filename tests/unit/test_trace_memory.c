/* SPDX-License-Identifier: MIT */
#include "trace/memory.h"

#include <elf.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "test.h"
#include "trace_child.h"

enum { PATIENCE = 110, PAGE = MEMORY_PAGE, AREA = 64 << 20 };

#define PATTERN(i) (UINT64_C(0x9e3779b97f4a7c15) * ((uint64_t)(i) + 1))

static const char *why;
static char folder[64], file[96]; /* made by main() */

static void *map(size_t size, int prot)
{
	void *p = mmap(NULL, size, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		_exit(1);
	madvise(p, size, MADV_NOHUGEPAGE);
	return p;
}

static void fill(uint64_t *p, size_t size)
{
	for (size_t i = 0; i < size / 8; i++)
		p[i] = PATTERN(i);
}

static void be_ready(void)
{
	atomic_store(&shared->ready, 1);
	for (;;)
		pause();
}

/* ---- what the children do */

/* Ten pages: the fourth is unmapped, the seventh cannot be touched. */
static void have_pages(void)
{
	uint64_t *p = map(10 * PAGE, PROT_READ | PROT_WRITE);

	fill(p, 10 * PAGE);
	shared->address[0] = (uintptr_t)p;
	munmap((char *)p + 3 * PAGE, PAGE);
	mprotect((char *)p + 6 * PAGE, PAGE, PROT_NONE);
	be_ready();
}

static void have_text(void)
{
	char *p = map(3 * PAGE, PROT_READ | PROT_WRITE);

	munmap(p + 2 * PAGE, PAGE);
	memset(p, 'x', 2 * PAGE);
	memcpy(p + PAGE - 3, "across", 7);
	shared->address[0] = (uintptr_t)p + PAGE - 3;
	shared->address[1] = (uintptr_t)p + 2 * PAGE - 5; /* "xxxxx" */
	be_ready();
}

/* Three pages of many are touched: the first, one inside, the last. */
static void touch_a_little(void)
{
	char *p = map(AREA, PROT_READ | PROT_WRITE);

	fill((uint64_t *)(void *)p, PAGE);
	fill((uint64_t *)(void *)(p + 1000 * PAGE), PAGE);
	fill((uint64_t *)(void *)(p + AREA - PAGE), PAGE);
	shared->address[0] = (uintptr_t)p;
	be_ready();
}

static void change_on_request(void)
{
	uint64_t *p = map(PAGE, PROT_READ | PROT_WRITE);

	p[0] = 1;
	shared->address[0] = (uintptr_t)p;
	atomic_store(&shared->ready, 1);
	await(&shared->count, 1);
	p[0] = 2;
	p = map(PAGE, PROT_READ | PROT_WRITE);
	p[0] = 3;
	shared->address[1] = (uintptr_t)p;
	atomic_store(&shared->other, 1);
	be_ready();
}

static void map_file(const char *path)
{
	int fd = open(path, O_RDONLY);
	void *p = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, fd, 0);

	if (p == MAP_FAILED)
		_exit(1);
	shared->address[0] = (uintptr_t)p;
}

static void write_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	struct stat st;
	char page[PAGE];

	memset(page, 'f', sizeof(page));
	if (fd < 0 || write(fd, page, sizeof(page)) != PAGE ||
	    fstat(fd, &st) != 0)
		abort();
	shared->address[1] = st.st_ino;
	close(fd);
}

static void map_a_deleted_file(void)
{
	write_file(file);
	map_file(file);
	unlink(file);
	write_file(file); /* another one of that name */
	shared->address[2] = shared->address[1];
	be_ready();
}

static void map_in_another_world(void)
{
	/* address[3] stays 0 where this is not allowed. */
	if (unshare(CLONE_NEWNS) == 0 &&
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	    mount("belay", folder, "tmpfs", 0, NULL) == 0) {
		write_file(file);
		map_file(file);
		shared->address[3] = 1;
	}
	be_ready();
}

static void map_in_a_smaller_world(void)
{
	if (chroot(folder) == 0 && chdir("/") == 0) {
		write_file("/inside");
		map_file("/inside");
		shared->address[3] = 1;
	}
	be_ready();
}

/* ---- tests */

static struct memory *open_child(void (*run)(void), pid_t *ret_pid)
{
	*ret_pid = child_start(run);
	return memory_of_process(*ret_pid, &why);
}

static void words_and_bytes_are_those_of_the_process(void)
{
	pid_t pid;
	struct memory *m = open_child(have_pages, &pid);
	uint64_t base = shared->address[0], w, bytes[PAGE / 8], both[2];

	CHECK(m);
	CHECK(memory_pid(m) == pid);
	for (size_t i = 0; i < 3 * PAGE / 8; i++) {
		CHECK(memory_word(m, base + i * 8, &w));
		CHECK(w == PATTERN(i));
	}
	CHECK(memory_read(m, base + PAGE, bytes, PAGE) == PAGE);
	CHECK(bytes[0] == PATTERN(PAGE / 8));
	/* Not aligned, and over the end of a page. */
	both[0] = PATTERN(PAGE / 8 - 1);
	both[1] = PATTERN(PAGE / 8);
	CHECK(memory_word(m, base + PAGE - 3, &w));
	CHECK(memcmp(&w, (char *)both + 5, 8) == 0);
	memory_close(m);
	child_kill(pid);
}

static void reading_ends_at_a_hole_and_goes_on_behind_it(void)
{
	static char big[10 * PAGE];
	pid_t pid;
	struct memory *m = open_child(have_pages, &pid);
	uint64_t base = shared->address[0], w = 5;

	CHECK(m);
	CHECK(memory_read(m, base, big, sizeof(big)) == 3 * PAGE);
	CHECK(memory_read(m, base + 3 * PAGE, big, 8) == 0);
	CHECK(memory_read(m, base + 3 * PAGE - 5, big, 16) == 5);
	CHECK(!memory_word(m, base + 3 * PAGE - 5, &w));
	CHECK(!memory_word(m, base + 3 * PAGE, &w));
	CHECK(w == 5);
	CHECK(memory_word(m, base + 4 * PAGE, &w));
	CHECK(w == PATTERN(4 * PAGE / 8));
	CHECK(memory_read(m, base + 4 * PAGE, big, 6 * PAGE) == 6 * PAGE);
	memory_close(m);
	child_kill(pid);
}

/* A debugger may; what was freed and made unreadable is of interest. */
static void pages_that_the_process_may_not_touch_can_be_read(void)
{
	pid_t pid;
	struct memory *m = open_child(have_pages, &pid);
	uint64_t base = shared->address[0], w;

	CHECK(m);
	CHECK(memory_word(m, base + 6 * PAGE + 8, &w));
	CHECK(w == PATTERN(6 * PAGE / 8 + 1));
	memory_close(m);
	child_kill(pid);
}

static void addresses_of_nothing_are_harmless(void)
{
	static const uint64_t addrs[] = {
		0,
		1,
		4095,
		UINT64_MAX,
		UINT64_MAX - 7,
		UINT64_MAX - 8,
		UINT64_C(1) << 63,
		UINT64_C(0x7ffffffff000),
	};
	static char big[1 << 17];
	pid_t pid;
	struct memory *m = open_child(have_pages, &pid);
	uint64_t w;

	CHECK(m);
	for (size_t i = 0; i < sizeof(addrs) / sizeof(addrs[0]); i++) {
		CHECK(!memory_word(m, addrs[i], &w));
		CHECK(memory_read(m, addrs[i], big, sizeof(big)) == 0);
		CHECK(!memory_text(m, addrs[i], big, sizeof(big)));
		CHECK(!memory_region_at(m, addrs[i]) || i == 7);
	}
	memory_close(m);
	child_kill(pid);
}

static void text_ends_at_its_nul_or_is_none(void)
{
	char text[16];
	pid_t pid;
	struct memory *m = open_child(have_text, &pid);

	CHECK(m);
	CHECK(memory_text(m, shared->address[0], text, sizeof(text)));
	CHECK_STR(text, "across");
	CHECK(!memory_text(m, shared->address[0], text, 4));
	CHECK_STR(text, "acr");
	CHECK(!memory_text(m, shared->address[1], text, sizeof(text)));
	CHECK_STR(text, "xxxxx");
	memory_close(m);
	child_kill(pid);
}

static void regions_are_those_of_the_process(void)
{
	pid_t pid;
	struct memory *m = open_child(have_pages, &pid);
	uint64_t base = shared->address[0], phdr;
	const struct memory_region *v, *r;
	struct stat st, self;
	size_t n, stacks = 0;

	CHECK(m);
	v = memory_regions(m, &n);
	CHECK(n > 5);
	for (size_t i = 0; i < n; i++) {
		CHECK(v[i].start < v[i].end);
		CHECK(i == 0 || v[i - 1].end <= v[i].start);
		CHECK(memory_region_at(m, v[i].start) == &v[i]);
		CHECK(memory_region_at(m, v[i].end - 1) == &v[i]);
		stacks += strcmp(v[i].path, "[stack]") == 0;
	}
	CHECK(stacks == 1);
	r = memory_region_at(m, base);
	CHECK(r && r->perms == (MEMORY_READ | MEMORY_WRITE) && !r->shared);
	CHECK(!memory_region_at(m, base + 3 * PAGE));
	r = memory_region_at(m, base + 6 * PAGE);
	CHECK(r && r->perms == 0);
	r = memory_region_at(m, (uintptr_t)shared);
	CHECK(r && r->shared);
	/* The headers of the program are where it is mapped. */
	CHECK(memory_auxv(m, AT_PHDR, &phdr));
	r = memory_region_at(m, phdr);
	CHECK(r && r->open_path && r->offset == 0);
	CHECK_STR(r->path, memory_program(m));
	CHECK(stat(r->open_path, &st) == 0);
	CHECK(stat("/proc/self/exe", &self) == 0);
	CHECK(st.st_ino == self.st_ino && r->inode == self.st_ino);
	memory_close(m);
	child_kill(pid);
}

static void refresh_sees_what_has_changed(void)
{
	pid_t pid;
	struct memory *m = open_child(change_on_request, &pid);
	uint64_t w = 0;

	CHECK(m);
	CHECK(memory_word(m, shared->address[0], &w) && w == 1);
	atomic_store(&shared->count, 1);
	await(&shared->other, 1);
	CHECK(memory_word(m, shared->address[0], &w) && w == 1);
	CHECK(memory_refresh(m));
	CHECK(memory_word(m, shared->address[0], &w) && w == 2);
	CHECK(memory_region_at(m, shared->address[1]));
	CHECK(memory_word(m, shared->address[1], &w) && w == 3);
	kill(pid, SIGKILL);
	while (!memory_gone(m))
		nap(1000);
	CHECK(!memory_refresh(m));
	CHECK(memory_word(m, shared->address[0], &w) && w == 2);
	CHECK(memory_region_at(m, shared->address[0]));
	memory_close(m);
	child_wait(pid);
}

/* Another file has its name; the mapped one is still there for us. */
static void deleted_file_is_opened_and_not_its_successor(void)
{
	pid_t pid;
	struct memory *m = open_child(map_a_deleted_file, &pid);
	const struct memory_region *r;
	struct stat st;

	CHECK(m);
	r = memory_region_at(m, shared->address[0]);
	CHECK(r && r->deleted);
	CHECK_STR(r->path, file);
	CHECK(r->inode != shared->address[2]);
	if (geteuid() == 0)
		CHECK(r->open_path);
	if (r->open_path) {
		CHECK(stat(r->open_path, &st) == 0);
		CHECK(st.st_ino == r->inode);
	}
	memory_close(m);
	child_kill(pid);
	unlink(file);
}

static void check_world(void (*run)(void))
{
	pid_t pid;
	struct memory *m = open_child(run, &pid);
	const struct memory_region *r;
	struct stat st;
	char c = 0;
	int fd;

	CHECK(m);
	if (shared->address[3]) {
		r = memory_region_at(m, shared->address[0]);
		CHECK(r && r->open_path && !r->deleted);
		CHECK(r->inode == shared->address[1]);
		CHECK(stat(r->open_path, &st) == 0);
		CHECK(st.st_ino == shared->address[1]);
		fd = open(r->open_path, O_RDONLY);
		CHECK(fd >= 0 && read(fd, &c, 1) == 1 && c == 'f');
		close(fd);
	}
	memory_close(m);
	child_kill(pid);
}

static void files_of_another_mount_namespace_are_found(void)
{
	check_world(map_in_another_world);
	CHECK(access(file, F_OK) != 0);
}

static void files_of_another_root_are_found(void)
{
	char path[96];

	check_world(map_in_a_smaller_world);
	snprintf(path, sizeof(path), "%s/inside", folder);
	unlink(path);
}

struct seen {
	uint64_t bytes, base, calls;
	bool good;
};

static bool see(void *arg, uint64_t addr, const void *data, size_t n)
{
	struct seen *s = arg;
	uint64_t w;

	s->calls++;
	s->bytes += n;
	for (size_t i = 0; i < n; i += 8) {
		memcpy(&w, (const char *)data + i, 8);
		s->good &=
			w == 0 || w == PATTERN((addr + i - s->base) % PAGE / 8);
	}
	return s->calls < 1000;
}

static void scan_gives_what_was_touched_and_not_the_rest(void)
{
	pid_t pid;
	struct memory *m = open_child(touch_a_little, &pid);
	struct seen s = {.base = shared->address[0], .good = true};
	uint64_t n;

	CHECK(m);
	n = memory_scan(m, s.base, s.base + AREA, see, &s);
	CHECK(s.good);
	CHECK(n == s.bytes);
	CHECK(n == 3 * PAGE);
	/* Parts of pages, and ranges that are no multiples of eight. */
	s.bytes = 0;
	n = memory_scan(m, s.base + 9, s.base + 31, see, &s);
	CHECK(n == 8 && s.bytes == 8);
	CHECK(memory_scan(m, s.base + 8, s.base + 8, see, &s) == 0);
	CHECK(memory_scan(m, s.base + 16, s.base + 8, see, &s) == 0);
	/* It did not touch the rest by looking. */
	s.bytes = 0;
	memory_scan(m, s.base, s.base + AREA, see, &s);
	CHECK(s.bytes == 3 * PAGE);
	memory_close(m);
	child_kill(pid);
}

static bool one_is_enough(void *arg, uint64_t addr, const void *data, size_t n)
{
	int *calls = arg;

	(void)addr;
	(void)data;
	(void)n;
	++*calls;
	return false;
}

static void scan_ends_when_told_and_passes_over_holes(void)
{
	pid_t pid;
	struct memory *m = open_child(have_pages, &pid);
	struct seen s = {.base = shared->address[0], .good = true};
	int calls = 0;

	CHECK(m);
	memory_scan(m, 0, UINT64_MAX, one_is_enough, &calls);
	CHECK(calls == 1);
	/* What the process may not touch is passed over, too. */
	CHECK(memory_scan(m, s.base, s.base + 10 * PAGE, see, &s) == 8 * PAGE);
	memory_close(m);
	child_kill(pid);
}

static void what_has_no_memory_is_told(void)
{
	char text[96], path[64], name[64] = "";
	FILE *f;
	pid_t pid = child_start(have_pages);

	kill(pid, SIGKILL);
	waitid(P_PID, (id_t)pid, &(siginfo_t){0}, WEXITED | WNOWAIT);
	CHECK(!memory_of_process(pid, &why));
	snprintf(text, sizeof(text), "process %d has ended", (int)pid);
	CHECK_STR(why, text);
	child_wait(pid);
	CHECK(!memory_of_process(pid, &why));
	snprintf(text, sizeof(text), "there is no process %d", (int)pid);
	CHECK_STR(why, text);
	/* The kernel's own have low numbers, outside of containers. */
	snprintf(path, sizeof(path), "/proc/2/comm");
	f = fopen(path, "r");
	if (f && !fgets(name, sizeof(name), f))
		name[0] = '\0';
	if (f)
		fclose(f);
	if (strcmp(name, "kthreadd\n") == 0) {
		CHECK(!memory_of_process(2, &why));
		CHECK_STR(why, "process 2 is a part of the kernel and has no "
			       "memory of its own");
	}
}

static void threads_are_copied(void)
{
	struct memory_thread v[3] = {{.tid = 1}, {.tid = 2}, {.tid = 3}};
	const struct memory_thread *got;
	pid_t pid;
	struct memory *m = open_child(have_pages, &pid);
	size_t n = 9;

	CHECK(m);
	memory_threads(m, &n);
	CHECK(n == 0);
	memory_set_threads(m, v, 3);
	v[1].tid = 7;
	got = memory_threads(m, &n);
	CHECK(n == 3 && got[1].tid == 2);
	memory_set_threads(m, v, 1);
	memory_threads(m, &n);
	CHECK(n == 1);
	memory_close(m);
	child_kill(pid);
}

int main(void)
{
	alarm(PATIENCE);
	shared_create();
	snprintf(folder, sizeof(folder), "/tmp/belay-test-XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(file, sizeof(file), "%s/mapped file", folder);
	RUN(words_and_bytes_are_those_of_the_process);
	RUN(reading_ends_at_a_hole_and_goes_on_behind_it);
	RUN(pages_that_the_process_may_not_touch_can_be_read);
	RUN(addresses_of_nothing_are_harmless);
	RUN(text_ends_at_its_nul_or_is_none);
	RUN(regions_are_those_of_the_process);
	RUN(refresh_sees_what_has_changed);
	RUN(deleted_file_is_opened_and_not_its_successor);
	RUN(files_of_another_mount_namespace_are_found);
	RUN(files_of_another_root_are_found);
	RUN(scan_gives_what_was_touched_and_not_the_rest);
	RUN(scan_ends_when_told_and_passes_over_holes);
	RUN(what_has_no_memory_is_told);
	RUN(threads_are_copied);
	rmdir(folder);
	return test_summary();
}
