/* SPDX-License-Identifier: MIT */
#include "load/goroot.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/goenv.h"
#include "load/modpath.h"
#include "load/version.h"

#define FILE_MAX ((size_t)4 << 20)

char *goroot_read(struct arena *a, const char *path)
{
	struct buf b;
	char *text = NULL;

	buf_init(&b, FILE_MAX);
	if (buf_read_file(&b, path) == 0)
		text = arena_strndup(a, buf_text(&b), b.len);
	buf_finish(&b);
	return text;
}

const char *goroot_look_path(struct arena *a, const char *name)
{
	const char *path = getenv("PATH");

	while (path && *path) {
		size_t n = strcspn(path, ":");
		char *file = arena_printf(a, "%.*s/%s", (int)n, path, name);

		if (n > 0 && access(file, X_OK) == 0 && is_file(file))
			return file;
		path += n + (path[n] == ':');
	}
	return NULL;
}

static bool is_goroot(struct arena *a, const char *dir)
{
	return is_directory(arena_printf(a, "%s/src/runtime", dir));
}

/*
 * What `go env GOROOT` says.  A go command that lies outside of any GOROOT
 * is a wrapper, which may choose by the directory that it runs in; it is
 * asked once in a process.
 */
static struct {
	pthread_mutex_t lock; /* guards the rest */
	bool asked;
	char answer[4096];
} wrapper = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void ask_wrapper(const char *go, const char *dir)
{
	char *argv[] = {(char *)go, (char *)"env", (char *)"GOROOT", NULL};
	posix_spawn_file_actions_t fa;
	int fds[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return;
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_adddup2(&fa, fds[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&fa, STDERR_FILENO, "/dev/null",
					 O_WRONLY, 0);
	posix_spawn_file_actions_addchdir_np(&fa, dir);
	if (posix_spawn(&pid, go, &fa, NULL, argv, environ) != 0)
		pid = -1;
	posix_spawn_file_actions_destroy(&fa);
	close(fds[1]);
	while (pid > 0 && len < sizeof(wrapper.answer) - 1) {
		n = read(fds[0], wrapper.answer + len,
			 sizeof(wrapper.answer) - 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	close(fds[0]);
	if (pid > 0)
		while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
			;
	wrapper.answer[strcspn(wrapper.answer, "\n")] = '\0';
}

static const char *from_wrapper(struct goenv *e, const char *go)
{
	const char *answer;

	pthread_mutex_lock(&wrapper.lock);
	if (!wrapper.asked)
		ask_wrapper(go, e->dir);
	wrapper.asked = true;
	answer = arena_strdup(e->arena, wrapper.answer);
	pthread_mutex_unlock(&wrapper.lock);
	return answer;
}

/* The tree of the go command on PATH; NULL when there is none. */
static const char *from_path(struct goenv *e)
{
	const char *go = goroot_look_path(e->arena, "go"), *dir;
	char *real;

	if (!go)
		return NULL;
	dir = path_join(e->arena, go, "../..");
	if (is_goroot(e->arena, dir))
		return dir;
	real = realpath(go, NULL);
	dir = real ? path_join(e->arena, real, "../..") : "/";
	free(real);
	if (is_goroot(e->arena, dir))
		return dir;
	dir = from_wrapper(e, go);
	return *dir && is_goroot(e->arena, dir) ? dir : NULL;
}

/* "1.27.0" of "go1.27.0", also among other words; "" when there is none. */
static const char *version_in(struct arena *a, const char *text)
{
	const char *line_end = text + strcspn(text, "\n");
	const char *at;
	size_t n;

	for (const char *p = text; p < line_end; p++) {
		char *word;

		if (p > text && p[-1] != ' ')
			continue;
		word = arena_strndup(a, p, strcspn(p, " \n"));
		n = go_version_of_toolchain(word, &at);
		if (n)
			return arena_strndup(a, at, n);
	}
	return "";
}

/* The version of a tree that is being worked on says only 1.N. */
static const char *version_of(struct arena *a, const char *goroot)
{
	char *text = goroot_read(a, arena_printf(a, "%s/VERSION", goroot));
	const char *v = text ? version_in(a, text) : "", *at;

	if (*v)
		return v;
	text = goroot_read(a, arena_printf(a,
					   "%s/src/internal/goversion/"
					   "goversion.go",
					   goroot));
	at = text ? strstr(text, "\nconst Version = ") : NULL;
	if (!at)
		return "";
	at += strlen("\nconst Version = ");
	return arena_printf(a, "1.%.*s", (int)strspn(at, "0123456789"), at);
}

static void set_goroot(struct goenv *e, const char *dir)
{
	e->goroot = dir;
	e->version = *dir ? version_of(e->arena, dir) : "";
}

void goroot_find(struct goenv *e)
{
	static const char *const usual[] = {"/usr/local/go", "/usr/lib/go"};
	const char *dir = goenv_get(e, "GOROOT");

	if (*dir)
		dir = path_clean(e->arena, dir);
	else
		dir = from_path(e);
	for (size_t i = 0; !dir && i < 2; i++) {
		if (is_goroot(e->arena, usual[i]))
			dir = usual[i];
	}
	set_goroot(e, dir ? dir : "");
}

/* The value of a line "key value" in go.mod, without reading the rest. */
static const char *look_up(struct arena *a, const char *text, const char *key)
{
	size_t n = strlen(key);

	for (const char *p = text; p; p = strchr(p, '\n')) {
		const char *end;

		p += strspn(p, " \t\r\n");
		if (strncmp(p, key, n) != 0 || (p[n] != ' ' && p[n] != '\t'))
			continue;
		p += n + strspn(p + n, " \t");
		end = p + strcspn(p, " \t\r\n/");
		return arena_strndup(a, p, (size_t)(end - p));
	}
	return "";
}

/* GOTOOLCHAIN: the least version, and whether files may ask for more. */
static void read_policy(struct goenv *e, const char **ret_min, bool *ret_files)
{
	const char *set = goenv_get(e, "GOTOOLCHAIN");
	const char *plus = strchr(set, '+');
	size_t n = plus ? (size_t)(plus - set) : strlen(set);

	*ret_min = "";
	*ret_files = false;
	if (*set == '\0' || strcmp(set, "local") == 0)
		return;
	if (strcmp(set, "auto") == 0 || strcmp(set, "path") == 0) {
		*ret_files = true;
		return;
	}
	*ret_files = plus != NULL;
	if (n != 5 || memcmp(set, "local", 5) != 0)
		*ret_min = arena_strndup(e->arena, set, n);
}

/* The toolchain's name that files ask for, or want. */
static const char *ask_files(struct goenv *e, const char *want,
			     const char *version)
{
	const char *file = e->work;
	const char *go, *toolchain, *at;
	char *text;
	size_t n;

	if (!file && e->mod_root)
		file = path_join(e->arena, e->mod_root, "go.mod");
	text = file ? goroot_read(e->arena, file) : NULL;
	if (!text)
		return want;
	go = look_up(e->arena, text, "go");
	toolchain = look_up(e->arena, text, "toolchain");
	if (strcmp(toolchain, "default") == 0)
		return want;
	n = go_version_of_toolchain(toolchain, &at);
	if (n) {
		at = arena_strndup(e->arena, at, n);
		if (go_version_compare(at, version) > 0) {
			want = toolchain;
			version = at;
		}
	}
	if (go_version_compare(go, version) <= 0)
		return want;
	n = go_version_is_lang(go) && go_version_compare(go, "1.21") >= 0;
	return arena_printf(e->arena, "go%s%s", go, n ? ".0" : "");
}

void goroot_switch(struct goenv *e)
{
	const char *min, *want, *at, *version, *dir;
	bool files;
	size_t n;

	read_policy(e, &min, &files);
	want = "";
	version = e->version;
	n = go_version_of_toolchain(min, &at);
	if (n) {
		version = arena_strndup(e->arena, at, n);
		if (strcmp(version, e->version) != 0)
			want = min;
	}
	/* Without any Go the policy is that of a new one: auto. */
	if (files || !*e->goroot)
		want = ask_files(e, want, version);
	if (!*want)
		return;
	dir = arena_printf(e->arena,
			   "%s/golang.org/toolchain@v0.0.1-%s.linux-%s",
			   e->modcache, want, host_arch());
	if (is_goroot(e->arena, dir)) {
		set_goroot(e, dir);
		return;
	}
	e->toolchain_problem = arena_printf(
		e->arena,
		"toolchain %s is asked for, but it is not in the module "
		"cache%s%s; to get it:\n\tGOTOOLCHAIN=%s go version",
		want, *e->goroot ? ", using go" : "", e->version, want);
}
