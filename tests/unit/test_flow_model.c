/* SPDX-License-Identifier: MIT */
/*
 * The table of models: that each row stands for a function which exists, in
 * the library of the Go that is installed.
 */
#include "flow/model.h"

#include "ir_world.h"
#include "test.h"

/* Skipped: there is no Go here. */
enum { SKIP = 77 };

/* Every package that a row of Go's own library is of. */
static const char main_text[] = "package m\n"
				"import (\n"
				"	_ \"arena\"\n"
				"	_ \"bytes\"\n"
				"	_ \"container/list\"\n"
				"	_ \"container/ring\"\n"
				"	_ \"crypto/md5\"\n"
				"	_ \"crypto/sha1\"\n"
				"	_ \"crypto/sha256\"\n"
				"	_ \"encoding/binary\"\n"
				"	_ \"encoding/hex\"\n"
				"	_ \"encoding/json\"\n"
				"	_ \"errors\"\n"
				"	_ \"fmt\"\n"
				"	_ \"hash/crc32\"\n"
				"	_ \"log\"\n"
				"	_ \"log/slog\"\n"
				"	_ \"maps\"\n"
				"	_ \"os\"\n"
				"	_ \"reflect\"\n"
				"	_ \"runtime\"\n"
				"	_ \"runtime/cgo\"\n"
				"	_ \"slices\"\n"
				"	_ \"sort\"\n"
				"	_ \"strconv\"\n"
				"	_ \"strings\"\n"
				"	_ \"sync\"\n"
				"	_ \"sync/atomic\"\n"
				"	_ \"syscall\"\n"
				"	_ \"testing\"\n"
				"	_ \"time\"\n"
				")\n";

static struct program *program;
static struct ir_program *ir;

static bool load_library(void)
{
	const char *dir = world_root;
	const char *patterns[] = {"."};
	struct program_config config = {
		.dir = dir, .patterns = patterns, .npatterns = 1, .jobs = 1};
	struct ir_config ic = {.jobs = 1};

	setenv("GOEXPERIMENT", "arenas", 1);
	setenv("GOFLAGS", "", 1);
	setenv("GOWORK", "off", 1);
	setenv("CGO_ENABLED", "0", 1);
	world_put("go.mod", "module m\n\ngo 1.24\n");
	world_put("m.go", main_text);
	program = program_load(&config);
	ir = ir_build(program, &ic);
	return program->npackages > 30;
}

static bool is_declared(const char *name)
{
	bool found = false;
	struct buf b;

	buf_init(&b, 1 << 16);
	for (uint32_t i = 0; i < ir->npackages && !found; i++) {
		const struct ir_package *p = &ir->packages[i];

		for (uint32_t k = 0; k < p->nfuncs && !found; k++) {
			buf_clear(&b);
			ir_function_print_name(p->funcs[k], &b);
			found = strcmp(buf_text(&b), name) == 0;
		}
	}
	buf_finish(&b);
	return found;
}

static void each_row_is_a_function_of_the_library(void)
{
	uint32_t n, other = 0;
	const struct model *rows = model_rows(&n);

	CHECK(n > 150);
	for (uint32_t i = 0; i < n; i++) {
		if (strstr(rows[i].name, "golang.org/x/")) {
			other++;
			continue;
		}
		if (!is_declared(rows[i].name))
			fprintf(stderr, "%s\n", rows[i].name);
		CHECK(is_declared(rows[i].name));
	}
	CHECK(other < 16);
}

static void no_function_has_two_rows(void)
{
	uint32_t n;
	const struct model *rows = model_rows(&n);

	for (uint32_t i = 0; i < n; i++)
		for (uint32_t k = 0; k < i; k++)
			CHECK(strcmp(rows[i].name, rows[k].name) != 0);
}

static void names_of_free_lists_are_told_by_their_words(void)
{
	static const char *const lists[] = {"free",	 "freeList",
					    "free_bufs", "idleConns",
					    "recycled",	 "bufPool"};
	static const char *const others[] = {"freed",	"carefree", "pools",
					     "entries", "cache",    ""};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		CHECK(model_is_freelist(name_of(lists[i])));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		CHECK(!model_is_freelist(name_of(others[i])));
}

int main(void)
{
	strcpy(world_root, "/tmp/belay-model-XXXXXX");
	if (!mkdtemp(world_root)) {
		perror(world_root);
		return 1;
	}
	if (!load_library()) {
		world_destroy();
		return SKIP;
	}
	RUN(each_row_is_a_function_of_the_library);
	RUN(no_function_has_two_rows);
	RUN(names_of_free_lists_are_told_by_their_words);
	ir_program_destroy(ir);
	program_destroy(program);
	world_destroy();
	return test_summary();
}
