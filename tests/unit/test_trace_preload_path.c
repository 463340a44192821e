/* SPDX-License-Identifier: MIT */
#include "trace/preload_path.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "test.h"

static char home[] = "/tmp/belay-path.XXXXXX";

/* A folder of that name with a module in it; BELAY_LIBDIR points there. */
static bool plant(const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", home, name);
	mkdir(path, 0700);
	setenv("BELAY_LIBDIR", path, 1);
	snprintf(path, sizeof(path), "%s/%s/libbelay_preload.so", home, name);
	f = fopen(path, "w");
	return f && fputs("module", f) >= 0 && fclose(f) == 0;
}

static void module_is_found_in_the_folder_that_is_named(void)
{
	char want[256];
	struct preload_path p;

	CHECK(plant("plain"));
	CHECK(preload_path_find(&p, NULL) == 0);
	snprintf(want, sizeof(want), "%s/plain/libbelay_preload.so", home);
	CHECK_STR(p.path, want);
	CHECK_STR(p.preload, want);
	CHECK_STR(p.folder, "");
	preload_path_finish(&p);
	CHECK(access(want, F_OK) == 0);
}

static void path_that_ld_preload_would_cut_gets_a_link(void)
{
	static const char *const names[] = {"with space", "with:colon"};

	for (size_t i = 0; i < 2; i++) {
		struct preload_path p;
		char target[PATH_MAX];

		CHECK(plant(names[i]));
		CHECK(preload_path_find(&p, NULL) == 0);
		CHECK(strstr(p.path, names[i]) != NULL);
		CHECK(strpbrk(p.preload, " :") == NULL);
		CHECK(realpath(p.preload, target) != NULL);
		CHECK_STR(target, p.path);
		preload_path_finish(&p);
		CHECK(access(p.preload, F_OK) < 0);
		CHECK(access(p.path, F_OK) == 0);
	}
}

static void folder_without_the_module_is_named(void)
{
	struct preload_path p;
	struct buf looked;

	setenv("BELAY_LIBDIR", "/nonexistent", 1);
	buf_init(&looked, 4096);
	/* It may be found further on: what counts is where it looked first. */
	(void)preload_path_find(&p, &looked);
	CHECK(strncmp(buf_text(&looked), "/nonexistent\n", 13) == 0);
	preload_path_finish(&p);
	buf_finish(&looked);
}

static void finish_is_safe_after_nothing_was_found(void)
{
	struct preload_path p = {.path = ""};

	preload_path_finish(&p);
	preload_path_finish(&p);
}

static void clean_up(void)
{
	static const char *const names[] = {"plain", "with space",
					    "with:colon"};

	for (size_t i = 0; i < 3; i++) {
		char path[256];

		snprintf(path, sizeof(path), "%s/%s/libbelay_preload.so", home,
			 names[i]);
		unlink(path);
		*strrchr(path, '/') = '\0';
		rmdir(path);
	}
	rmdir(home);
}

int main(void)
{
	if (!mkdtemp(home))
		return 1;
	RUN(module_is_found_in_the_folder_that_is_named);
	RUN(path_that_ld_preload_would_cut_gets_a_link);
	RUN(folder_without_the_module_is_named);
	RUN(finish_is_safe_after_nothing_was_found);
	clean_up();
	return test_summary();
}
