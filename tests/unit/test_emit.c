/* SPDX-License-Identifier: MIT */
/*
 * Reports as they are printed.  Each case is compared with tests/emit/
 * CASE.FORMAT; BELAY_UPDATE=1 in the environment writes these files anew.
 */
#include "emit/emit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "json_shape.h"
#include "test.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define FRAMES(array) .frames = (array), .nframes = COUNT(array)

static char emit_dir[512]; /* tests/emit */
static char shape[16384];

static const struct finding_frame read_frames[] = {
	{.function = "main.add",
	 .file = "example.com/app/main.go",
	 .line = 6,
	 .module = "app",
	 .offset = 0x9b2c0,
	 .pc = 0x49b2c0,
	 .language = "go",
	 .inlined = true},
	{.function = "main.total",
	 .file = "example.com/app/main.go",
	 .line = 5,
	 .module = "app",
	 .offset = 0x9b2c0,
	 .pc = 0x49b2c0,
	 .language = "go"},
	{.function = "main.(*Server).serveEverythingThatHasAVeryLongName.func1",
	 .file = "/elsewhere/serve.go",
	 .line = 110,
	 .module = "app",
	 .offset = 0x9b3ff,
	 .pc = 0x49b3ff,
	 .language = "go"},
	{.function = "runtime.goexit",
	 .file = "/goroot/asm_amd64.s",
	 .line = 1700,
	 .module = "app",
	 .offset = 0x6f2a1,
	 .pc = 0x46f2a1,
	 .language = "go"},
};

static const struct finding_frame free_frames[] = {
	{.module = "libc.so.6", .offset = 0x9d3b1, .pc = 0x7f0000089d3b1},
	{.function = "main._Cfunc_free",
	 .file = "_cgo_gotypes.go",
	 .line = 70,
	 .module = "app",
	 .offset = 0x1,
	 .pc = 0x400001,
	 .language = "go"},
	{.pc = 0x7fff12345678},
};

static const struct finding_frame c_frames[] = {
	{.function = "table_clear",
	 .file = "/build/src/table.c",
	 .line = 6,
	 .column = 3,
	 .module = "table",
	 .offset = 0x1189,
	 .pc = 0x401189,
	 .language = "c"},
	{.function = "main",
	 .file = "/build/src/main.c",
	 .line = 20,
	 .column = 2,
	 .module = "table",
	 .offset = 0x1210,
	 .pc = 0x401210,
	 .language = "c"},
};

static const struct finding_block freed_block = {
	.address = 0x7f2a40001000,
	.size = 24,
	.alloc = {.taken = true,
		  .tid = 123,
		  .goroutine = 1,
		  FRAMES(free_frames),
		  .lost = true},
	.free = {.taken = true,
		 .tid = 125,
		 .goroutine = 9,
		 FRAMES(free_frames),
		 .cut = true},
};

static const struct finding_holder holders[] = {
	{"go-map", true, "main.cells", "\"3\"", "map[string]*main._Ctype_long",
	 "main.cells[\"3\"]", NULL, 0xc000012345},
	{"c-stack", false, NULL, NULL, NULL, NULL, NULL, 0x7ffc00001238},
};

static const struct finding_run read_run = {
	.pid = 123,
	.access = "read",
	.access_size = 8,
	.what = "read of 8 bytes",
	.where = "at offset 16 of a 24-byte block that was freed by "
		 "goroutine 9",
	.event = "read",
	.address = 0x7f2a40001010,
	.offset = 16,
	.tid = 124,
	.goroutine = 7,
	.thread = "app",
	.stack = {.taken = true,
		  .tid = 124,
		  .goroutine = 7,
		  FRAMES(read_frames)},
	.block = &freed_block,
	.holders = holders,
	.nholders = 2,
};

static const struct finding_block c_block = {
	.address = 0x5581000,
	.size = 8,
	.alloc = {.taken = true, .tid = 44, FRAMES(c_frames)},
	.free = {.taken = true, .tid = 44, FRAMES(c_frames)},
};

static const struct finding_run free_run = {
	.pid = 44,
	.event = "freed again",
	.address = 0x5581000,
	.tid = 44,
	.stack = {.taken = true, .tid = 44, FRAMES(c_frames)},
	.block = &c_block,
};

static const struct finding_run bare_run = {.pid = 9, .event = "seen"};

static struct finding findings[] = {
	{.code = "BR101",
	 .rule = "use-after-free",
	 .level = LEVEL_ERROR,
	 .message = "read of 8 bytes at offset 16 of a 24-byte block that was "
		    "freed by goroutine 9",
	 .file = "example.com/app/main.go",
	 .line = 6,
	 .function = "main.add",
	 .run = &read_run},
	{.code = "BR102",
	 .rule = "double-free",
	 .level = LEVEL_ERROR,
	 .message = "an 8-byte block was freed again; it had been freed by "
		    "thread 44",
	 .file = "/build/src/table.c",
	 .line = 6,
	 .column = 3,
	 .function = "table_clear",
	 .run = &free_run},
	{.code = "BR106",
	 .rule = "leak",
	 .level = LEVEL_WARNING,
	 .message = "an 11-byte block was never freed and nothing points to "
		    "it",
	 .run = &bare_run},
};

static struct finding_process processes[] = {
	{.pid = 123,
	 .parent = 1,
	 .program = "./app",
	 .exited = true,
	 .signal = 11},
	{.pid = 44,
	 .parent = 123,
	 .program = "/bin/table",
	 .exited = true,
	 .status = 3},
	{.pid = 9, .parent = 1},
};

static const struct finding_frame hostile_frames[] = {
	{.function = "a\033[31mb\nc\302\233d\377e\177",
	 .file = "/f\033]0;x\a",
	 .line = 3,
	 .module = "m\tn",
	 .pc = 1,
	 .language = "c"},
};

static const struct finding_run hostile_run = {
	.pid = 44,
	.event = "seen",
	.thread = "\033[2J\"\\",
	.stack = {.taken = true, .tid = 44, FRAMES(hostile_frames)},
};

static struct finding hostile[] = {
	{.code = "BR109",
	 .rule = "crash",
	 .level = LEVEL_ERROR,
	 .message = "the program was hit by SIGABRT",
	 .file = "/f\033]0;x\a",
	 .line = 3,
	 .function = "a\033[31mb\nc\302\233d\377e\177",
	 .run = &hostile_run},
};

static const struct finding_report full = {
	.findings = findings,
	.nfindings = COUNT(findings),
	.processes = processes,
	.nprocesses = COUNT(processes),
	.stats = {.allocations = 900,
		  .guarded = 12,
		  .sampled = 30,
		  .quarantine_bytes = 4096,
		  .sweeps = 1},
	.dropped = 2,
};

static const struct finding_report empty = {
	.processes = processes,
	.nprocesses = 1,
};

static const struct finding_report forged = {
	.findings = hostile,
	.nfindings = 1,
	.processes = processes,
	.nprocesses = COUNT(processes),
};

static void compare(const struct buf *got, const char *name)
{
	char path[600];
	struct buf want;
	int fd;

	snprintf(path, sizeof(path), "%s/%s", emit_dir, name);
	if (getenv("BELAY_UPDATE")) {
		fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
		CHECK(fd >= 0 && buf_write(got, fd) == 0);
		close(fd);
		return;
	}
	buf_init(&want, 1 << 20);
	CHECK(buf_read_file(&want, path) == 0);
	if (strcmp(buf_text(got), buf_text(&want)) != 0)
		fprintf(stderr, "%s: got\n%s", path, buf_text(got));
	CHECK(strcmp(buf_text(got), buf_text(&want)) == 0);
	buf_finish(&want);
}

static void check_shape(const char *text)
{
	struct json_reader r;
	const char *wrong = json_shape(&r, text, shape);

	if (wrong)
		fprintf(stderr, "%s\n", wrong);
	CHECK(!wrong);
}

static void print(const struct finding_report *report,
		  const struct emit_options *options, const char *name)
{
	const char *format = strrchr(name, '.') + 1;
	struct buf out;

	buf_init(&out, 0);
	CHECK(format_find(format));
	format_find(format)->emit(report, options, &out);
	compare(&out, name);
	if (strcmp(format, "json") == 0 && !test_failed_here)
		check_shape(buf_text(&out));
	buf_finish(&out);
}

static const char *const source_dirs[] = {".", NULL};

static void findings_are_printed_in_full(void)
{
	struct emit_options o = {.level = LEVEL_NOTE, .source = source_dirs};

	print(&full, &o, "full.text");
	print(&full, &o, "full.json");
}

static void colour_is_for_those_who_want_it(void)
{
	struct emit_options o = {
		.level = LEVEL_NOTE, .source = source_dirs, .colour = true};

	print(&full, &o, "colour.text");
}

static void findings_below_the_level_are_left_out(void)
{
	struct emit_options o = {.level = LEVEL_ERROR};

	findings[0].level = LEVEL_WARNING;
	findings[1].level = LEVEL_NOTE;
	print(&full, &o, "level.text");
	print(&full, &o, "level.json");
	findings[0].level = findings[1].level = LEVEL_ERROR;
}

static void a_clean_run_is_one_line(void)
{
	struct emit_options o = {.level = LEVEL_NOTE};

	print(&empty, &o, "empty.text");
	print(&empty, &o, "empty.json");
}

static void forged_names_reach_no_terminal(void)
{
	struct emit_options o = {.level = LEVEL_NOTE};

	print(&forged, &o, "forged.text");
	print(&forged, &o, "forged.json");
}

static void formats_are_found_by_name(void)
{
	CHECK(format_find("text") == &formats[0]);
	CHECK(!format_find("tex"));
	CHECK(!format_find(""));
}

/* The folder of this file, from wherever the test is started. */
static int find_folders(void)
{
	char here[256], path[600];
	struct buf b;
	char *slash;

	snprintf(path, sizeof(path), "%s", __FILE__);
	slash = strrchr(path, '/');
	if (slash)
		*slash = '\0';
	if (!slash || chdir(path) != 0 || chdir("../emit") != 0 ||
	    !getcwd(here, sizeof(here))) {
		fprintf(stderr, "%s: cannot be found from here\n", __FILE__);
		return 1;
	}
	snprintf(emit_dir, sizeof(emit_dir), "%s", here);
	buf_init(&b, sizeof(shape) - 1);
	if (buf_read_file(&b, "../schema/run.shape") != 0)
		return 1;
	snprintf(shape, sizeof(shape), "%s", buf_text(&b));
	buf_finish(&b);
	return chdir("source");
}

int main(void)
{
	if (find_folders() != 0)
		return 1;
	unsetenv("GOROOT");
	RUN(findings_are_printed_in_full);
	RUN(colour_is_for_those_who_want_it);
	RUN(findings_below_the_level_are_left_out);
	RUN(a_clean_run_is_one_line);
	RUN(forged_names_reach_no_terminal);
	RUN(formats_are_found_by_name);
	return test_summary();
}
