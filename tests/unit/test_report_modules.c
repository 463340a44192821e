/* SPDX-License-Identifier: MIT */
#include "report/modules.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "fake_symbol.h"
#include "report_process.h"
#include "test.h"

static struct record_process process;
static struct arena *arena;
static struct symbols *symbols;

static struct module_set *start(void)
{
	arena = arena_create(0);
	symbols = symbols_create(NULL);
	memset(&process, 0, sizeof(process));
	process.pid = (uint32_t)getpid();
	return module_set_create(arena, symbols);
}

static void stop(void)
{
	symbols_destroy(symbols);
	arena_destroy(arena);
}

static void an_address_belongs_to_its_module(void)
{
	set_process(&process);
	CHECK(module_at(&process, APP_BASE) == &process.modules[0]);
	CHECK(module_at(&process, APP_BASE + MODULE_SIZE - 1) ==
	      &process.modules[0]);
	CHECK(!module_at(&process, APP_BASE + MODULE_SIZE));
	CHECK(!module_at(&process, 0));
	CHECK(!module_at(&process, UINT64_MAX));
}

static void a_living_process_is_read_through_proc(void)
{
	struct module_set *set = start();
	char path[232] = "/tmp/belay-test-XXXXXX";
	int fd = mkstemp(path);
	char want[300];

	CHECK(fd >= 0);
	close(fd);
	set_module(&process, 0, path, APP_BASE);
	module_hold(set, &process, &process.modules[0]);
	snprintf(want, sizeof(want), "/proc/%d/root%s", (int)getpid(), path);
	CHECK_STR(fake_last.open_path, want);
	CHECK_STR(fake_last.path, path);

	/* What is held needs the file no more. */
	unlink(path);
	memset(&fake_last, 0, sizeof(fake_last));
	CHECK(module_symbols(set, &process, &process.modules[0]));
	CHECK_STR(fake_last.path, "");
	stop();
}

/* What `go run` leaves: the program is there, its file is not. */
static void a_deleted_program_is_read_through_exe(void)
{
	struct module_set *set = start();
	char want[64];

	snprintf(process.program, sizeof(process.program), "/gone/app");
	set_module(&process, 0, "/gone/app (deleted)", APP_BASE);
	module_hold(set, &process, &process.modules[0]);
	snprintf(want, sizeof(want), "/proc/%d/exe", (int)getpid());
	CHECK_STR(fake_last.open_path, want);
	CHECK_STR(fake_last.path, "/gone/app");
	CHECK_STR(module_name(set, &process.modules[0]), "app");
	stop();
}

static void a_deleted_library_is_read_through_its_mapping(void)
{
	struct module_set *set = start();
	char path[] = "/tmp/belay-test-XXXXXX";
	char deleted[64], end[64];
	int fd = mkstemp(path);
	struct stat st;
	char *at;

	CHECK(fd >= 0 && ftruncate(fd, 8192) == 0);
	at = mmap(NULL, 8192, PROT_READ, MAP_PRIVATE, fd, 0);
	close(fd);
	unlink(path);
	CHECK(at != MAP_FAILED);
	snprintf(deleted, sizeof(deleted), "%s (deleted)", path);
	set_module(&process, 0, deleted, (uintptr_t)at);
	memset(&fake_last, 0, sizeof(fake_last));
	module_hold(set, &process, &process.modules[0]);
	snprintf(end, sizeof(end), "/proc/self/map_files/%lx-%lx",
		 (unsigned long)at, (unsigned long)at + 8192);
	if (stat(end, &st) == 0) /* needs privileges */
		CHECK(strstr(fake_last.open_path, "/map_files/"));
	munmap(at, 8192);
	stop();
}

static void pipes_and_devices_are_not_opened(void)
{
	struct module_set *set = start();

	set_module(&process, 0, "/dev/zero", APP_BASE);
	set_module(&process, 1, "[vdso]", LIBC_BASE);
	CHECK(!module_symbols(set, &process, &process.modules[0]));
	CHECK(!module_symbols(set, &process, &process.modules[1]));
	stop();
}

static void the_same_file_is_opened_once(void)
{
	struct module_set *set = start();
	struct symbol_module *m;

	set_module(&process, 0, "/gone/lib.so", APP_BASE);
	set_module(&process, 1, "/gone/lib.so", LIBC_BASE);
	m = module_symbols(set, &process, &process.modules[0]);
	CHECK(m && m == module_symbols(set, &process, &process.modules[1]));
	process.modules[1].build_id_len = 4;
	CHECK(m != module_symbols(set, &process, &process.modules[1]));
	stop();
}

static void forged_modules_do_not_fill_memory(void)
{
	struct module_set *set = start();
	char path[32];
	int opened = 0;

	for (int i = 0; i < 3000; i++) {
		snprintf(path, sizeof(path), "/gone/%d", i);
		set_module(&process, 0, path, APP_BASE);
		opened += module_symbols(set, &process, &process.modules[0]) !=
			  NULL;
	}
	CHECK(opened == 2048);
	stop();
}

int main(void)
{
	RUN(an_address_belongs_to_its_module);
	RUN(a_living_process_is_read_through_proc);
	RUN(a_deleted_program_is_read_through_exe);
	RUN(a_deleted_library_is_read_through_its_mapping);
	RUN(pipes_and_devices_are_not_opened);
	RUN(the_same_file_is_opened_once);
	RUN(forged_modules_do_not_fill_memory);
	return test_summary();
}
