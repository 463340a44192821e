/* SPDX-License-Identifier: MIT */
/*
 * What pkg-config says about the packages of a `#cgo pkg-config` line.
 *
 * The program is run as the go command runs it; the same question is asked
 * once for the process, however many packages have it, and the answer is
 * kept in the cache.  It holds as long as the folders with descriptions are
 * as they were, and those of the packages that were named: what else they
 * stand on changes when something is installed, which changes a folder.
 */
#include "cfront/internal.h"

#include <fcntl.h>
#include <pthread.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/child.h"
#include "cfront/remedy.h"
#include "cfront/store.h"
#include "load/load.h"

enum { MAX_ANSWER = 1 << 20, PATIENCE_MS = 10000, MAX_KEPT = 256 };

struct answer {
	struct answer *next;
	char *asked; /* the words, each ended by a newline */
	char *text;
	bool known;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* answers */
static struct answer *answers;
static unsigned nanswers;

static bool spawn(char *const *argv, int fd, pid_t *ret)
{
	posix_spawn_file_actions_t actions;
	int err;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, fd, 1);
	posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
	err = posix_spawnp(ret, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	return err == 0;
}

/* Runs argv; true when it succeeds, with what it printed. */
static bool run(char *const *argv, struct buf *out)
{
	int fds[2], status = 0;
	bool whole;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return false;
	if (!spawn(argv, fds[1], &pid)) {
		close(fds[0]);
		close(fds[1]);
		return false;
	}
	close(fds[1]);
	whole = child_answer(pid, fds[0], PATIENCE_MS, out, &status);
	return whole && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool ask(struct arena *a, const struct words *asked, struct buf *out)
{
	const char *program = getenv("PKG_CONFIG");
	struct words argv = {0};
	uint32_t i = 0;

	if (!program || !*program)
		program = "pkg-config";
	vec_push_in(a, &argv, program);
	vec_push_in(a, &argv, "--cflags");
	for (; i < asked->len && strncmp(asked->at[i], "--", 2) == 0; i++)
		vec_push_in(a, &argv, asked->at[i]);
	vec_push_in(a, &argv, "--");
	for (; i < asked->len; i++)
		vec_push_in(a, &argv, asked->at[i]);
	vec_push_in(a, &argv, NULL);
	return run((char *const *)argv.at, out);
}

/* The folders where descriptions are, joined by colons. */
static void find_folders(struct buf *out)
{
	static char *const argv[] = {(char *)"pkg-config",
				     (char *)"--variable=pc_path",
				     (char *)"pkg-config", NULL};
	const char *path = getenv("PKG_CONFIG_PATH");
	const char *instead = getenv("PKG_CONFIG_LIBDIR");

	if (path)
		buf_printf(out, "%s:", path);
	if (instead)
		buf_puts(out, instead);
	else
		run(argv, out);
}

static void add_stamp(struct buf *out, const char *path)
{
	struct c_stamp s = c_stamp_of(path);

	buf_printf(out, "%lld %lld %s\n", (long long)s.size, (long long)s.mtime,
		   path);
}

/* A line for all that the answer stands on. */
static void write_stamps(struct arena *a, const struct words *asked,
			 struct buf *out)
{
	struct buf folders;
	char *at, *end;

	buf_init(&folders, MAX_ANSWER);
	find_folders(&folders);
	at = arena_strdup(a, buf_text(&folders));
	for (; *at; at = end) {
		end = at + strcspn(at, ":\n");
		if (*end)
			*end++ = '\0';
		if (*at != '/')
			continue;
		add_stamp(out, at);
		for (uint32_t i = 0; i < asked->len; i++)
			if (asked->at[i][0] != '-')
				add_stamp(out, arena_printf(a, "%s/%s.pc", at,
							    asked->at[i]));
	}
	buf_finish(&folders);
}

/* Whether a line of write_stamps() is still true. */
static bool stamp_holds(struct arena *a, const char *line, size_t len)
{
	const char *text = arena_strndup(a, line, len);
	char *at;
	long long size = strtoll(text, &at, 10), mtime = strtoll(at, &at, 10);
	struct c_stamp now;

	if (*at != ' ')
		return false;
	now = c_stamp_of(at + 1);
	return now.size == size && now.mtime == mtime;
}

/* The answer behind the stamps, which all hold; NULL else. */
static const char *checked(struct arena *a, const char *kept)
{
	while (*kept != '\n') {
		size_t len = strcspn(kept, "\n");

		if (!kept[len] || !stamp_holds(a, kept, len))
			return NULL;
		kept += len + 1;
	}
	return kept + 1;
}

static struct c_hash hash_of(const char *asked)
{
	static const char *const env[] = {
		"PKG_CONFIG",
		"PKG_CONFIG_PATH",
		"PKG_CONFIG_LIBDIR",
		"PKG_CONFIG_SYSROOT_DIR",
		"PKG_CONFIG_ALLOW_SYSTEM_CFLAGS",
		"PATH",
	};
	struct c_hash h = C_HASH_START;

	c_hash_string(&h, BELAY_VERSION);
	c_hash_string(&h, asked);
	for (size_t i = 0; i < sizeof(env) / sizeof(*env); i++)
		c_hash_string(&h, getenv(env[i]));
	return h;
}

/* From the cache, or from the program. */
static bool ask_or_remember(struct arena *a, const struct words *asked,
			    const char *key, struct buf *out)
{
	struct c_hash h = hash_of(key);
	const char *answer = NULL;
	struct buf kept;

	buf_init(&kept, MAX_ANSWER);
	if (c_store_get("pc", &h, &kept))
		answer = checked(a, buf_text(&kept));
	if (answer) {
		buf_puts(out, answer);
	} else if (ask(a, asked, out)) {
		answer = "";
		buf_clear(&kept);
		write_stamps(a, asked, &kept);
		buf_printf(&kept, "\n%s", buf_text(out));
		c_store_put("pc", &h, kept.data, kept.len);
	}
	buf_finish(&kept);
	return answer != NULL;
}

static struct answer *find(const char *asked)
{
	for (struct answer *at = answers; at; at = at->next)
		if (strcmp(at->asked, asked) == 0)
			return at;
	return NULL;
}

/* The answer, asked for now or before; the lock is held. */
static struct answer *answer_of(struct arena *a, const struct words *asked)
{
	struct answer *at;
	struct buf key, out;

	buf_init(&key, MAX_ANSWER);
	for (uint32_t i = 0; i < asked->len; i++)
		buf_printf(&key, "%s\n", asked->at[i]);
	at = find(buf_text(&key));
	if (!at && nanswers < MAX_KEPT && (at = calloc(1, sizeof(*at)))) {
		buf_init(&out, MAX_ANSWER);
		at->known = ask_or_remember(a, asked, buf_text(&key), &out);
		at->text = strdup(buf_text(&out));
		at->asked = strdup(buf_text(&key));
		buf_finish(&out);
		at->next = answers;
		answers = at;
		nanswers++;
	}
	buf_finish(&key);
	return at && at->asked && at->text ? at : NULL;
}

static void tell_missing(struct c_package *p, struct c_place at,
			 const struct words *asked)
{
	struct arena *a = p->arena;

	for (uint32_t i = 0; i < asked->len; i++) {
		const char *package;

		if (asked->at[i][0] == '-')
			continue;
		package = c_remedy_pc(asked->at[i]);
		c_package_error(
			p, at,
			package ? arena_printf(a,
					       "pkg-config does not know '%s': "
					       "install %s",
					       asked->at[i], package)
				: arena_printf(a,
					       "pkg-config does not know '%s': "
					       "install the package that has "
					       "%s.pc",
					       asked->at[i], asked->at[i]));
		return;
	}
}

bool c_pkg_config(struct c_package *p, struct c_place at,
		  const struct words *asked, struct words *to)
{
	const struct answer *answer;

	pthread_mutex_lock(&lock);
	answer = answer_of(p->arena, asked);
	pthread_mutex_unlock(&lock);
	if (!answer)
		return false;
	if (!answer->known) {
		tell_missing(p, at, asked);
		return false;
	}
	c_split(p->arena, answer->text, strlen(answer->text), to);
	return true;
}
