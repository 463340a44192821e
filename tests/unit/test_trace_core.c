/* SPDX-License-Identifier: MIT */
/*
 * A core made by hand, then with everything in it wrong, one after the
 * other; and one that the kernel writes, where it does.
 */
#include "trace/memory.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "core_image.h"
#include "test.h"
#include "trace_child.h"

enum { PATIENCE = 110, PAGE = CORE_PAGE };

static char folder[64], path[96], file[96];
static const char *why;
static struct core_image image;
static uint8_t file_bytes[4 * PAGE];

/* ---- making files */

static void write_to(const char *name, const void *bytes, size_t n)
{
	int fd = open(name, O_WRONLY | O_CREAT, 0600);

	/* Not O_TRUNC: some file systems then write it to the disk at once. */
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n ||
	    ftruncate(fd, (off_t)n) != 0)
		abort();
	close(fd);
}

/* FILE begins as an object does; its pages are full of 'a', 'b', ... */
static void make_image(void)
{
	for (size_t i = 0; i < sizeof(file_bytes); i++)
		file_bytes[i] = (uint8_t)('a' + i / PAGE);
	memcpy(file_bytes, ELFMAG, SELFMAG);
	write_to(file, file_bytes, sizeof(file_bytes));
	core_make(&image, file, file_bytes);
}

static struct memory *open_cut(size_t n)
{
	write_to(path, image.bytes, n);
	why = NULL;
	return memory_of_core(path, &why);
}

static struct memory *open_image(void)
{
	return open_cut(sizeof(image.bytes));
}

static bool count_bytes(void *arg, uint64_t addr, const void *data, size_t n)
{
	uint64_t *sum = arg;

	(void)addr;
	(void)data;
	*sum += n;
	return true;
}

/* Asks everything there is to ask; nothing may go wrong. */
static bool survives(struct memory *m)
{
	const struct memory_region *v;
	uint64_t w, bytes = 0, end = 0;
	char text[256];
	size_t n;

	if (!m)
		return why && why[0];
	v = memory_regions(m, &n);
	for (size_t i = 0; i < n; i++) {
		if (v[i].start < end || v[i].end <= v[i].start || !v[i].path)
			return false;
		end = v[i].end;
		memory_word(m, v[i].start, &w);
		memory_word(m, v[i].end - 4, &w);
		memory_read(m, v[i].start, text, sizeof(text));
		memory_text(m, v[i].end - 7, text, sizeof(text));
	}
	memory_threads(m, &n);
	bytes = memory_scan(m, 0, UINT64_MAX, count_bytes, &bytes);
	memory_note(m);
	memory_program(m);
	memory_refresh(m);
	return !memory_gone(m);
}

static bool opens_and_survives(void)
{
	struct memory *m = open_image();
	bool good = survives(m);

	memory_close(m);
	return good;
}

/* ---- a good one */

static void words_of_a_core_are_read(void)
{
	struct memory *m = open_image();
	uint64_t w, bytes = 0;
	char page[PAGE];

	CHECK(m);
	CHECK(memory_pid(m) == 0);
	CHECK(!memory_note(m));
	for (uint64_t i = 0; i < 2 * PAGE / 8; i++) {
		CHECK(memory_word(m, 0x10000 + i * 8, &w));
		CHECK(w == i);
	}
	CHECK(!memory_word(m, 0x12000, &w));
	CHECK(memory_word(m, 0x20000, &w) && w == UINT64_C(0x6363636363636363));
	CHECK(!memory_word(m, 0x40000, &w));
	CHECK(memory_read(m, 0x11ff0, page, PAGE) == 16);
	CHECK(memory_scan(m, 0, UINT64_MAX, count_bytes, &bytes) == 4 * PAGE);
	CHECK(bytes == 4 * PAGE);
	memory_close(m);
}

static void what_a_core_lacks_comes_from_the_file(void)
{
	struct memory *m = open_image();
	const struct memory_region *r;
	char bytes[2 * PAGE];

	CHECK(m);
	CHECK(memory_read(m, 0x21000, bytes, sizeof(bytes)) == sizeof(bytes));
	CHECK(bytes[0] == 'c' && bytes[PAGE - 1] == 'c');
	CHECK(bytes[PAGE] == 'd' && bytes[2 * PAGE - 1] == 'd');
	CHECK(memory_read(m, 0x22ff0, bytes, 32) == 16);
	r = memory_region_at(m, 0x22000);
	CHECK(r && r->offset == PAGE);
	CHECK_STR(r->path, file);
	CHECK_STR(r->open_path, file);
	memory_close(m);
}

static void another_file_of_that_name_is_not_taken(void)
{
	struct memory *m;
	uint64_t w;

	file_bytes[100] ^= 1;
	write_to(file, file_bytes, sizeof(file_bytes));
	m = open_image();
	file_bytes[100] ^= 1;
	write_to(file, file_bytes, sizeof(file_bytes));
	CHECK(m);
	CHECK(memory_word(m, 0x20000, &w));
	CHECK(!memory_word(m, 0x21000, &w));
	CHECK_STR(memory_region_at(m, 0x21000)->path, file);
	CHECK(!memory_region_at(m, 0x21000)->open_path);
	memory_close(m);
}

/* As gcore leaves it out: no header of the core is about it. */
static void code_that_the_core_says_nothing_of_is_put_in(void)
{
	const Elf64_Ehdr eh = {
		.e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64},
		.e_phoff = sizeof(eh),
		.e_phentsize = sizeof(Elf64_Phdr),
		.e_phnum = 3,
	};
	const Elf64_Phdr ph[] = {
		{PT_LOAD, PF_R, 0, 0x7000, 0, PAGE, PAGE, PAGE},
		{PT_LOAD, PF_R | PF_X, 3 * PAGE + 8, 0x7000 + 3 * PAGE + 8, 0,
		 100, 100, PAGE},
		{PT_LOAD, PF_R | PF_W, 2 * PAGE, 0x7000 + 5 * PAGE, 0, PAGE,
		 PAGE, PAGE},
	};
	const struct memory_region *r;
	struct memory *m;
	uint64_t w;

	memcpy(file_bytes, &eh, sizeof(eh));
	memcpy(file_bytes + sizeof(eh), ph, sizeof(ph));
	write_to(file, file_bytes, sizeof(file_bytes));
	core_make(&image, file, file_bytes);
	m = open_image();
	CHECK(m);
	r = memory_region_at(m, 0x50000 + 3 * PAGE);
	CHECK(r && r->perms == (MEMORY_READ | MEMORY_EXEC));
	CHECK(r->end - r->start == PAGE && r->offset == 3 * PAGE);
	CHECK_STR(r->open_path, file);
	CHECK(memory_word(m, 0x50000 + 3 * PAGE, &w) &&
	      w == UINT64_C(0x6464646464646464));
	/* What the core has stays as it is, and data is never made up. */
	CHECK(memory_region_at(m, 0x50000)->end == 0x51000);
	CHECK(!memory_region_at(m, 0x50000 + 5 * PAGE));
	memory_close(m);
	make_image();
}

static void file_that_is_shorter_now_ends_where_it_ends(void)
{
	struct memory *m;
	char bytes[PAGE];

	write_to(file, file_bytes, 2 * PAGE + 100);
	m = open_image();
	write_to(file, file_bytes, sizeof(file_bytes));
	CHECK(m);
	/* It was opened when it was short, and is read when it is not. */
	CHECK(memory_read(m, 0x21000, bytes, PAGE) == PAGE);
	write_to(file, file_bytes, 2 * PAGE + 100);
	memory_close(m);
	m = open_image();
	CHECK(m);
	CHECK(memory_read(m, 0x21000, bytes, PAGE) == 100);
	memory_close(m);
	write_to(file, file_bytes, sizeof(file_bytes));
}

static void threads_of_a_core_are_in_its_order(void)
{
	struct memory *m = open_image();
	const struct memory_thread *v;
	size_t n;

	CHECK(m);
	v = memory_threads(m, &n);
	CHECK(n == 2);
	CHECK(v[0].tid == 42 && v[1].tid == 7);
	CHECK(v[0].state == MEMORY_THREAD_STOPPED);
#if defined(__x86_64__)
	/* As struct user_regs_struct has them: r15 first, rip the 17th. */
	CHECK(v[0].regs[0] == 4210 && v[0].regs[1] == 4205);
	CHECK(v[0].regs[7] == 4219 && v[0].regs[6] == 4204);
	CHECK(v[0].regs[15] == 4200 && v[0].regs[16] == 4216);
	CHECK(v[1].fs_base == 721);
#endif
	memory_close(m);
}

static void regions_of_a_core_have_their_names(void)
{
	struct memory *m = open_image();
	const struct memory_region *v;
	uint64_t entry;
	size_t n;

	CHECK(m);
	v = memory_regions(m, &n);
	CHECK(n == CORE_LOADS);
	CHECK_STR(v[0].path, "[stack]");
	CHECK(v[0].perms == (MEMORY_READ | MEMORY_WRITE));
	CHECK(v[1].perms == (MEMORY_READ | MEMORY_EXEC));
	CHECK_STR(v[2].path, "");
	CHECK_STR(memory_program(m), file);
	CHECK(memory_auxv(m, AT_ENTRY, &entry) && entry == 0x50010);
	CHECK(!memory_auxv(m, AT_PAGESZ, &entry));
	memory_close(m);
}

/* ---- bad ones */

static void core_that_is_cut_anywhere_is_read_as_far_as_it_goes(void)
{
	for (size_t n = 0; n < sizeof(image.bytes); n += n < 0x800 ? 1 : 509) {
		struct memory *m = open_cut(n);
		uint64_t w, i = n > CORE_DATA_AT + 8 ? n - CORE_DATA_AT : 0;

		CHECK(survives(m));
		/* The headers end behind the fifth. */
		CHECK((m != NULL) ==
		      (n >= sizeof(Elf64_Ehdr) + 2 * sizeof(Elf64_Phdr)));
		if (m && i >= 8 && i <= 2 * PAGE) {
			CHECK(memory_word(m, 0x10000 + i / 8 * 8 - 8, &w));
			CHECK(w == i / 8 - 1);
			CHECK(!memory_word(m, 0x10000 + i / 8 * 8, &w));
			CHECK(strstr(memory_note(m), "cut short"));
		}
		memory_close(m);
	}
}

static void sizes_that_cannot_be_are_cut(void)
{
	static const uint64_t bad[] = {
		0,
		1,
		7,
		4097,
		UINT64_C(1) << 40,
		UINT64_C(1) << 62,
		INT64_MAX,
		UINT64_C(1) << 63,
		UINT64_MAX - 4095,
		UINT64_MAX,
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (size_t p = 0; p <= CORE_LOADS; p++) {
			for (size_t f = 0; f < 4; f++) {
				Elf64_Phdr *ph;

				make_image();
				ph = core_phdr(&image, p);
				*(f == 0   ? &ph->p_offset
				  : f == 1 ? &ph->p_vaddr
				  : f == 2 ? &ph->p_filesz
					   : &ph->p_memsz) = bad[i];
				CHECK(opens_and_survives());
			}
		}
	}
	make_image();
}

static void terabytes_are_claimed_and_not_read(void)
{
	struct memory *m;
	uint64_t w, bytes = 0;

	core_phdr(&image, 3)->p_memsz = UINT64_C(1) << 46;
	core_phdr(&image, 3)->p_filesz = UINT64_C(1) << 45;
	core_phdr(&image, 4)->p_vaddr = UINT64_C(1) << 47;
	write_to(path, image.bytes, sizeof(image.bytes));
	/* A file of a terabyte, nearly all of it a hole. */
	if (truncate(path, (off_t)1 << 40) == 0) {
		m = memory_of_core(path, &why);
		CHECK(m);
		CHECK(memory_word(m, 0x40000 + ((uint64_t)1 << 39), &w));
		CHECK(w == 0);
		memory_scan(m, 0, UINT64_MAX, count_bytes, &bytes);
		CHECK(bytes < 1 << 20);
		memory_close(m);
	}
	unlink(path);
	make_image();
}

static void segments_that_overlap_are_there_once(void)
{
	struct memory *m;
	uint64_t w;
	size_t n;

	/* The third lies over the end of the first, and is not its equal. */
	*core_phdr(&image, 3) = *core_phdr(&image, 1);
	core_phdr(&image, 3)->p_vaddr += PAGE;
	core_phdr(&image, 3)->p_flags = PF_R;
	m = open_image();
	CHECK(m);
	memory_regions(m, &n);
	CHECK(n == CORE_LOADS);
	CHECK(memory_word(m, 0x10000 + 2 * PAGE - 8, &w));
	CHECK(w == 2 * PAGE / 8 - 1);
	CHECK(memory_word(m, 0x10000 + 2 * PAGE, &w) && w == PAGE / 8);
	CHECK(memory_region_at(m, 0x10000 + 2 * PAGE)->perms == MEMORY_READ);
	memory_close(m);
	make_image();
}

static void segments_need_not_start_at_a_page(void)
{
	struct memory *m;
	uint64_t w;
	char bytes[64];

	core_phdr(&image, 1)->p_vaddr += 24;
	m = open_image();
	CHECK(m);
	CHECK(memory_word(m, 0x10000 + 24, &w) && w == 0);
	CHECK(memory_word(m, 0x10000 + 24 + 8, &w) && w == 1);
	CHECK(!memory_word(m, 0x10000 + 16, &w));
	CHECK(memory_read(m, 0x10000 + 24 + 16, bytes, 64) == 64);
	memcpy(&w, bytes, 8);
	CHECK(w == 2);
	memory_close(m);
	make_image();
}

static void headers_that_lie_are_survived(void)
{
	static const uint16_t counts[] = {0, 1, 6, 1000, 0xfffe, 0xffff};
	static const uint64_t places[] = {
		0, 3, CORE_SIZE - 10, CORE_SIZE, UINT64_MAX - 3, UINT64_MAX};

	for (size_t i = 0; i < 6; i++) {
		for (size_t j = 0; j < 6; j++) {
			make_image();
			core_header(&image)->e_phnum = counts[i];
			core_header(&image)->e_phoff = places[j];
			core_header(&image)->e_shoff = places[j];
			CHECK(opens_and_survives());
		}
	}
	make_image();
}

/* Each byte of the headers and the notes in turn. */
static void any_byte_may_be_wrong(void)
{
	const size_t headers =
		sizeof(Elf64_Ehdr) + (CORE_LOADS + 1) * sizeof(Elf64_Phdr);

	for (size_t at = EI_NIDENT; at < CORE_NOTE_AT + image.notes; at++) {
		if (at == headers)
			at = CORE_NOTE_AT;
		image.bytes[at] ^= 0xff;
		CHECK(opens_and_survives());
		image.bytes[at] ^= 0xff;
	}
}

static void special_files_in_the_list_are_not_opened(void)
{
	static const char *const names[] = {"/dev/zero", "/dev/stdin",
					    "/",	 "relative",
					    "",		 "/proc/self/mem"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct memory *m;
		uint64_t w;

		core_make(&image, names[i], file_bytes);
		m = open_image();
		CHECK(m);
		CHECK(survives(m));
		CHECK(!memory_word(m, 0x21000, &w));
		CHECK(!memory_region_at(m, 0x21000)->open_path);
		memory_close(m);
	}
	/* Nobody writes to it, and nobody waits for that. */
	unlink(file);
	CHECK(mkfifo(file, 0600) == 0);
	core_make(&image, file, file_bytes);
	CHECK(opens_and_survives());
	unlink(file);
	make_image();
}

static bool refused(const char *text)
{
	struct memory *m = memory_of_core(path, &why);

	memory_close(m);
	return !m && strncmp(why, path, strlen(path)) == 0 && strstr(why, text);
}

static void what_is_no_core_is_told(void)
{
	unlink(path);
	CHECK(refused(": No such file or directory"));
	write_to(path, "", 0);
	CHECK(refused(": is empty"));
	write_to(path, "text", 4);
	CHECK(refused(": is no core file"));
	write_to(path, "\x28\xb5\x2f\xfd and so on", 14);
	CHECK(refused(": is compressed (unpack it with zstd -d)"));
	write_to(path, "\x1f\x8b\x08\x08 and so on", 14);
	CHECK(refused(": is compressed (unpack it with gzip -d)"));
	core_header(&image)->e_type = ET_DYN;
	write_to(path, image.bytes, sizeof(image.bytes));
	CHECK(refused(": is a program, and no core of one"));
	core_header(&image)->e_type = ET_CORE;
	core_header(&image)->e_machine = EM_S390;
	write_to(path, image.bytes, sizeof(image.bytes));
	CHECK(refused(": is of a program for another machine"));
	core_header(&image)->e_machine = CORE_MACHINE;
	write_to(path, image.bytes, 100);
	CHECK(refused(": has no memory in it; it may be cut short"));
	unlink(path);
	CHECK(mkfifo(path, 0600) == 0);
	CHECK(refused(": is not a file"));
	unlink(path);
	CHECK(mkdir(path, 0700) == 0);
	CHECK(refused(": is not a file"));
	rmdir(path);
	make_image();
}

/* ---- one of the kernel's */

static void crash(void)
{
	const struct rlimit all = {RLIM_INFINITY, RLIM_INFINITY};
	uint64_t *p = malloc(4096);

	setrlimit(RLIMIT_CORE, &all);
	if (!p || chdir(folder) != 0)
		_exit(1);
	for (uint64_t i = 0; i < 512; i++)
		p[i] = i * 3;
	shared->address[0] = (uintptr_t)p;
	shared->address[1] = (uintptr_t)crash;
	atomic_store(&shared->ready, 1);
	abort();
}

/* Where a program takes the cores, there is none to look at. */
static bool find_core(pid_t pid)
{
	char numbered[96];

	snprintf(path, sizeof(path), "%s/core", folder);
	snprintf(numbered, sizeof(numbered), "%s/core.%d", folder, (int)pid);
	if (access(path, R_OK) == 0)
		return true;
	return access(numbered, R_OK) == 0 && rename(numbered, path) == 0;
}

static void core_of_the_kernel_is_read(void)
{
	pid_t pid = child_start(crash);
	const struct memory_thread *v;
	const struct memory_region *r;
	struct memory *m;
	uint64_t w;
	size_t n;

	CHECK(WIFSIGNALED(child_wait(pid)));
	if (!find_core(pid))
		return;
	m = memory_of_core(path, &why);
	CHECK(m);
	CHECK(!memory_note(m));
	for (uint64_t i = 0; i < 512; i++) {
		CHECK(memory_word(m, shared->address[0] + i * 8, &w));
		CHECK(w == i * 3);
	}
	/* Code is not in it, but in this program. */
	CHECK(memory_word(m, shared->address[1], &w));
	CHECK(memcmp(&w, (void *)(uintptr_t)shared->address[1], 8) == 0);
	r = memory_region_at(m, shared->address[1]);
	CHECK(r && r->open_path && (r->perms & MEMORY_EXEC));
	CHECK_STR(r->path, memory_program(m));
	v = memory_threads(m, &n);
	CHECK(n == 1 && v[0].tid == pid);
	r = memory_region_at(m, v[0].regs[7]);
	CHECK(r);
	CHECK_STR(r->path, "[stack]");
	CHECK(memory_region_at(m, v[0].regs[16]));
	CHECK(survives(m));
	memory_close(m);
	unlink(path);
}

int main(void)
{
	alarm(PATIENCE);
	shared_create();
	snprintf(folder, sizeof(folder), "/tmp/belay-test-XXXXXX");
	if (!mkdtemp(folder))
		return 1;
	snprintf(path, sizeof(path), "%s/image", folder);
	snprintf(file, sizeof(file), "%s/file", folder);
	make_image();
	RUN(words_of_a_core_are_read);
	RUN(what_a_core_lacks_comes_from_the_file);
	RUN(another_file_of_that_name_is_not_taken);
	RUN(code_that_the_core_says_nothing_of_is_put_in);
	RUN(file_that_is_shorter_now_ends_where_it_ends);
	RUN(threads_of_a_core_are_in_its_order);
	RUN(regions_of_a_core_have_their_names);
	RUN(core_that_is_cut_anywhere_is_read_as_far_as_it_goes);
	RUN(sizes_that_cannot_be_are_cut);
	RUN(terabytes_are_claimed_and_not_read);
	RUN(segments_that_overlap_are_there_once);
	RUN(segments_need_not_start_at_a_page);
	RUN(headers_that_lie_are_survived);
	RUN(any_byte_may_be_wrong);
	RUN(special_files_in_the_list_are_not_opened);
	RUN(what_is_no_core_is_told);
	unlink(path);
	RUN(core_of_the_kernel_is_read);
	unlink(file);
	rmdir(folder);
	return test_summary();
}
