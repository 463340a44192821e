/* SPDX-License-Identifier: MIT */
#include "symbol/symbol.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "symbol/demangle.h"
#include "symbol/interval.h"

#include "symbol_image.h"
#include "test.h"

static const uint8_t image_id[] = {0x12, 0x34, 0x56, 0x78};

/* Writes the image into a file of its own; path is a template's size. */
static void image_file(char path[32])
{
	uint8_t image[IMAGE_SIZE];
	int fd;

	snprintf(path, 32, "/tmp/belay-symbol-XXXXXX");
	fd = mkstemp(path);
	image_make(image);
	if (fd < 0 || write(fd, image, sizeof(image)) != sizeof(image))
		abort();
	close(fd);
}

static void innermost_of_nested_ranges_is_found(void)
{
	struct interval_list l = {0};

	interval_add(&l, 10, 100, 1);
	interval_add(&l, 20, 30, 2);
	interval_add(&l, 20, 60, 3);
	interval_add(&l, 70, 70, 4);
	interval_sort(&l);
	CHECK(interval_find(&l, 9) == NULL);
	CHECK(interval_find(&l, 10)->value == 1);
	CHECK(interval_find(&l, 29)->value == 2);
	CHECK(interval_find(&l, 30)->value == 3);
	CHECK(interval_find(&l, 70)->value == 1);
	CHECK(interval_find(&l, 100) == NULL);
	interval_finish(&l);
}

static void nothing_is_found_in_an_empty_list(void)
{
	struct interval_list l = {0};

	interval_sort(&l);
	CHECK(interval_find(&l, 0) == NULL);
	interval_finish(&l);
}

static void mangled_names_become_readable(void)
{
	struct arena *a = arena_create(0);

	CHECK_STR(
		demangle(a, "_ZN2ns3getIiEEvRKSt6vectorIT_SaIS2_EE"),
		"ns::get<int>(std::vector<int, std::allocator<int> > const&)");
	CHECK_STR(demangle(a, "_RNvC6_123foo3bar"), "123foo::bar");
	CHECK_STR(demangle(a, "main"), "main");
	CHECK_STR(demangle(a, "_start"), "_start");
	CHECK_STR(demangle(a, "_ZN"), "_ZN");
	arena_destroy(a);
}

/* Each "pair of the one before" doubles what would be printed. */
static void a_name_that_would_fill_memory_stays_mangled(void)
{
	static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct arena *a = arena_create(1 << 20);
	char name[1024] = "_Z1fI4pairIiiE";
	size_t n = strlen(name);

	for (size_t i = 0; i < 34; i++)
		n += (size_t)snprintf(name + n, sizeof(name) - n,
				      "S_IS%c_S%c_E", digits[i], digits[i]);
	snprintf(name + n, sizeof(name) - n, "EvT_");
	CHECK_STR(demangle(a, name), name);
	arena_destroy(a);
}

static void inlined_go_call_is_a_frame_of_its_own(void)
{
	char path[32];
	struct symbols *s = symbols_create(NULL);
	struct symbol_module *m;
	struct symbol_frame f[4];

	image_file(path);
	m = symbols_open(s, path, NULL, NULL, 0);
	CHECK(symbol_module_error(m) == NULL);
	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x1f, f, 4) == 2);
	CHECK_STR(f[0].function, "main.leaf");
	CHECK_STR(f[0].file, "/src/a.go");
	CHECK(f[0].line == 3 && f[0].inlined && f[0].language == SYMBOL_GO);
	CHECK_STR(f[1].function, "main.top");
	CHECK(f[1].line == 12 && !f[1].inlined);

	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x20, f, 4) == 1);
	CHECK_STR(f[0].function, "main.top");
	CHECK(f[0].line == 13);
	symbols_destroy(s);
	unlink(path);
}

static void second_lookup_gives_the_same_and_respects_max(void)
{
	char path[32];
	struct symbols *s = symbols_create(NULL);
	struct symbol_module *m;
	struct symbol_frame f[4], again[4] = {{0}};

	image_file(path);
	m = symbols_open(s, path, NULL, NULL, 0);
	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x10, f, 4) == 2);
	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x10, again, 1) == 1);
	CHECK(again[0].function == f[0].function);
	CHECK(again[1].function == NULL);
	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x10, again, 0) == 0);
	/* Enough of them to grow the table of answers. */
	for (unsigned i = 0; i < 1000; i++)
		CHECK(symbol_lookup(m, IMAGE_TEXT + i % 0x50 + (i << 20), f,
				    4) >= 1);
	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x10, f, 4) == 2);
	symbols_destroy(s);
	unlink(path);
}

static void generic_names_hide_their_shapes(void)
{
	char path[32];
	struct symbols *s = symbols_create(NULL);
	struct symbol_module *m;
	struct symbol_frame f[4];

	image_file(path);
	m = symbols_open(s, path, NULL, NULL, 0);
	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x4f, f, 4) == 1);
	CHECK_STR(f[0].function, "main.G[...]");
	CHECK(f[0].line == 20);
	CHECK(symbol_lookup(m, IMAGE_TEXT + 0x50, f, 4) == 1);
	CHECK(f[0].function == NULL && f[0].file == NULL);
	symbols_destroy(s);
	unlink(path);
}

static void frameless_is_told_by_the_address(void)
{
	char path[32];
	struct symbols *s = symbols_create(NULL);
	struct symbol_module *m;

	image_file(path);
	m = symbols_open(s, path, NULL, NULL, 0);
	CHECK(symbol_go_frameless(m, IMAGE_TEXT));
	CHECK(symbol_go_frameless(m, IMAGE_TEXT + 3));
	CHECK(!symbol_go_frameless(m, IMAGE_TEXT + 4));
	CHECK(symbol_go_frameless(m, IMAGE_TEXT + 0x44));
	CHECK(!symbol_go_frameless(m, IMAGE_TEXT + 0x50));
	CHECK_STR(symbol_go_version(m), "go1.26.8");
	symbols_destroy(s);
	unlink(path);
}

static void missing_file_has_an_error_and_no_names(void)
{
	struct symbols *s = symbols_create(NULL);
	struct symbol_module *m =
		symbols_open(s, "/nonexistent", NULL, NULL, 0);
	struct symbol_frame f;

	CHECK(symbol_module_error(m) != NULL);
	CHECK(symbol_lookup(m, 0x1000, &f, 1) == 1);
	CHECK(f.function == NULL && f.file == NULL && f.line == 0);
	CHECK(symbol_go_version(m) == NULL);
	CHECK(!symbol_go_frameless(m, 0x1000));
	symbols_destroy(s);
}

static void same_module_is_opened_once(void)
{
	char path[32];
	struct symbols *s = symbols_create(NULL);
	struct symbol_module *m;

	image_file(path);
	m = symbols_open(s, path, NULL, image_id, sizeof(image_id));
	CHECK(symbol_module_error(m) == NULL);
	CHECK(symbols_open(s, path, path, image_id, sizeof(image_id)) == m);
	CHECK(symbols_open(s, path, NULL, NULL, 0) != m);
	symbols_destroy(s);
	unlink(path);
}

static void another_build_is_refused(void)
{
	static const uint8_t other[] = {0x12, 0x34, 0x56, 0x79};
	char path[32];
	struct symbols *s = symbols_create(NULL);
	struct symbol_module *m;

	image_file(path);
	m = symbols_open(s, path, NULL, other, sizeof(other));
	CHECK(symbol_module_error(m) != NULL);
	symbols_destroy(s);
	unlink(path);
}

static void moved_module_is_found_by_its_build_id(void)
{
	char path[32], dir[] = "/tmp/belay-symbol-XXXXXX", moved[64];
	const char *dirs[] = {dir, NULL};
	struct symbols *s;
	struct symbol_module *m;

	image_file(path);
	CHECK(mkdtemp(dir) != NULL);
	snprintf(moved, sizeof(moved), "%s/12345678", dir);
	CHECK(rename(path, moved) == 0);
	s = symbols_create(dirs);
	m = symbols_open(s, path, NULL, image_id, sizeof(image_id));
	CHECK(symbol_module_error(m) == NULL);
	CHECK_STR(symbol_go_version(m), "go1.26.8");
	symbols_destroy(s);
	unlink(moved);
	rmdir(dir);
}

int main(void)
{
	RUN(innermost_of_nested_ranges_is_found);
	RUN(nothing_is_found_in_an_empty_list);
	RUN(mangled_names_become_readable);
	RUN(a_name_that_would_fill_memory_stays_mangled);
	RUN(inlined_go_call_is_a_frame_of_its_own);
	RUN(second_lookup_gives_the_same_and_respects_max);
	RUN(generic_names_hide_their_shapes);
	RUN(frameless_is_told_by_the_address);
	RUN(missing_file_has_an_error_and_no_names);
	RUN(same_module_is_opened_once);
	RUN(another_build_is_refused);
	RUN(moved_module_is_found_by_its_build_id);
	return test_summary();
}
