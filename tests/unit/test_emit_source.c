/* SPDX-License-Identifier: MIT */
#include "emit/source.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "test.h"

static char root[64];

/* Makes root/path, with its folders, and text in it. */
static void put_file(const char *path, const char *text)
{
	char full[PATH_MAX];
	int fd;

	snprintf(full, sizeof(full), "%s/%s", root, path);
	for (char *s = full + strlen(root) + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		CHECK(mkdir(full, 0777) == 0 || errno == EEXIST);
		*s = '/';
	}
	fd = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	CHECK(fd >= 0);
	CHECK(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	close(fd);
}

static void check_name(const char *const *dirs, const char *file,
		       const char *want)
{
	struct sources *s = sources_create(dirs);
	const char *got = source_name(s, file);

	if (strncmp(got, root, strlen(root)) == 0)
		got += strlen(root);
	CHECK_STR(got, want);
	sources_destroy(s);
}

static void files_of_the_module_are_found(void)
{
	check_name(NULL, "example.com/app/cache/pool.go", "cache/pool.go");
	check_name(NULL, "/_/example.com/app/cache/pool.c", "cache/pool.c");
	check_name(NULL, "command-line-arguments/main.go", "main.go");
	check_name(NULL, "main.go", "main.go");
	check_name(NULL, "example.com/apples/cache/pool.go",
		   "example.com/apples/cache/pool.go");
}

static void files_of_the_module_cache_are_found(void)
{
	check_name(NULL, "github.com/BurntSushi/toml@v1.0.0/decode.go",
		   "/mod/github.com/!burnt!sushi/toml@v1.0.0/decode.go");
}

static void files_of_the_standard_library_are_found(void)
{
	check_name(NULL, "runtime/map.go", "/goroot/src/runtime/map.go");
	check_name(NULL, "/_/GOROOT/src/runtime/cgo/gcc.c",
		   "/goroot/src/runtime/cgo/gcc.c");
}

static void a_foreign_path_is_searched_where_the_user_said(void)
{
	char dir[80];
	const char *const dirs[] = {dir, NULL};

	snprintf(dir, sizeof(dir), "%s/named", root);
	check_name(NULL, "/build/x/lib/a.c", "/build/x/lib/a.c");
	check_name(dirs, "/build/x/lib/a.c", "/named/lib/a.c");
	check_name(dirs, "/build/x/other.c", "/named/other.c");
}

static void lines_are_numbered_from_one(void)
{
	struct sources *s = sources_create(NULL);
	struct buf b;

	buf_init(&b, 0);
	source_line(s, "main.go", 1, &b);
	CHECK_STR(buf_text(&b), "package main");
	buf_clear(&b);
	source_line(s, "main.go", 3, &b);
	CHECK_STR(buf_text(&b), "last");
	buf_clear(&b);
	source_line(s, "main.go", 0, &b);
	source_line(s, "main.go", 4, &b);
	source_line(s, "main.go", INT_MAX, &b);
	source_line(s, "/dev/zero", 1, &b);
	source_line(s, "missing.go", 1, &b);
	CHECK(b.len == 0);
	buf_finish(&b);
	sources_destroy(s);
}

static int build_world(void)
{
	char path[128];

	snprintf(root, sizeof(root), "/tmp/belay-test-XXXXXX");
	if (!mkdtemp(root))
		return 1;
	put_file("app/go.mod", "// a comment\nmodule \"example.com/app\"\n");
	put_file("app/main.go", "package main\r\n\nlast");
	put_file("app/cache/pool.go", "");
	put_file("app/cache/pool.c", "");
	put_file("mod/github.com/!burnt!sushi/toml@v1.0.0/decode.go", "");
	put_file("goroot/src/runtime/map.go", "");
	put_file("goroot/src/runtime/cgo/gcc.c", "");
	put_file("named/lib/a.c", "");
	put_file("named/other.c", "");
	snprintf(path, sizeof(path), "%s/mod", root);
	setenv("GOMODCACHE", path, 1);
	snprintf(path, sizeof(path), "%s/goroot", root);
	setenv("GOROOT", path, 1);
	snprintf(path, sizeof(path), "%s/app", root);
	return chdir(path);
}

static void remove_world(void)
{
	static const char *const paths[] = {
		"app/go.mod",
		"app/main.go",
		"app/cache/pool.go",
		"app/cache/pool.c",
		"app/cache",
		"app",
		"mod/github.com/!burnt!sushi/toml@v1.0.0/decode.go",
		"mod/github.com/!burnt!sushi/toml@v1.0.0",
		"mod/github.com/!burnt!sushi",
		"mod/github.com",
		"mod",
		"goroot/src/runtime/map.go",
		"goroot/src/runtime/cgo/gcc.c",
		"goroot/src/runtime/cgo",
		"goroot/src/runtime",
		"goroot/src",
		"goroot",
		"named/lib/a.c",
		"named/lib",
		"named/other.c",
		"named",
	};
	char path[PATH_MAX];

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", root, paths[i]);
		remove(path);
	}
	remove(root);
}

int main(void)
{
	if (build_world() != 0)
		return 1;
	RUN(files_of_the_module_are_found);
	RUN(files_of_the_module_cache_are_found);
	RUN(files_of_the_standard_library_are_found);
	RUN(a_foreign_path_is_searched_where_the_user_said);
	RUN(lines_are_numbered_from_one);
	remove_world();
	return test_summary();
}
