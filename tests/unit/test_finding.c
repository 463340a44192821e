/* SPDX-License-Identifier: MIT */
#include "finding/finding.h"

#include "test.h"

#define GO(name)                                                      \
	{                                                             \
		.function = (name), .language = "go", .module = "app" \
	}
#define C(name, object)                                \
	{                                              \
		.function = (name), .module = (object) \
	}

static void code_of_the_user_is_told_from_the_rest(void)
{
	static const struct {
		struct finding_frame frame;
		bool user, std;
	} rows[] = {
		{GO("main.total"), true, false},
		{GO("github.com/u/cache.(*Pool).Get"), true, false},
		{GO("main._Cfunc_free"), false, false},
		{GO("main._Cfunc_free.abi0"), false, false},
		{GO("runtime.asmcgocall"), false, true},
		{GO("runtime/cgo.(*Incomplete)"), false, true},
		{GO("runtimes.Go"), true, false},
		{GO("internal/runtime/maps.rand"), false, true},
		{GO("internal/bytealg.IndexByte"), true, true},
		{GO("strings.Index"), true, true},
		{GO("_cgoexp_0123_back"), false, false},
		{C("clone_tree", "app"), true, false},
		{C("_start", "app"), false, false},
		{C("_cgo_0123_Cfunc_free", "app"), false, false},
		{C("memcpy", "libc.so.6"), false, false},
		{C("memcpy", "libc-2.31.so"), false, false},
		{C("curl_get", "libcurl.so.4"), true, false},
		{C("crypt", "libc-client.so.1"), true, false},
		{C("free", "libbelay_preload.so"), false, false},
		{{.module = "app"}, false, false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (frame_is_user(&rows[i].frame) != rows[i].user ||
		    frame_is_go_std(&rows[i].frame) != rows[i].std)
			CHECK_STR(rows[i].frame.function, "(as in the table)");
	}
}

static void blame_prefers_the_users_line(void)
{
	const struct finding_frame frames[] = {
		{.function = "memcpy", .module = "libc.so.6"},
		{.function = "get", .module = "libfoo.so.1"},
		{.function = "strings.Index",
		 .language = "go",
		 .file = "strings/strings.go",
		 .line = 3},
		{.function = "main.f",
		 .language = "go",
		 .file = "main.go",
		 .line = 4},
		{.function = "main.g",
		 .language = "go",
		 .file = "main.go",
		 .line = 5},
	};
	struct finding_stack s = {.frames = frames, .nframes = 5};

	CHECK(stack_blame(&s) == &frames[3]);
	s.nframes = 3;
	CHECK(stack_blame(&s) == &frames[2]);
	s.nframes = 2;
	CHECK(stack_blame(&s) == &frames[1]);
	s.nframes = 1;
	CHECK(stack_blame(&s) == &frames[0]);
	s.nframes = 0;
	CHECK(stack_blame(&s) == NULL);
}

static void levels_have_names(void)
{
	CHECK_STR(level_name(LEVEL_NOTE), "note");
	CHECK_STR(level_name(LEVEL_WARNING), "warning");
	CHECK_STR(level_name(LEVEL_ERROR), "error");
}

int main(void)
{
	RUN(code_of_the_user_is_told_from_the_rest);
	RUN(blame_prefers_the_users_line);
	RUN(levels_have_names);
	return test_summary();
}
