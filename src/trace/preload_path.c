/* SPDX-License-Identifier: MIT */
#include "trace/preload_path.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"

#define MODULE "libbelay_preload.so"

/* Takes dir when the module is in it. */
static bool try(struct preload_path *p, const char *dir, struct buf *looked_in)
{
	char path[PATH_MAX];
	struct stat st;
	int n = snprintf(path, sizeof(path), "%s/%s", dir, MODULE);

	if (n < 0 || (size_t)n >= sizeof(path))
		return false;
	if (looked_in)
		buf_printf(looked_in, "%s\n", dir);
	if (stat(path, &st) < 0 || !S_ISREG(st.st_mode) ||
	    access(path, R_OK) < 0)
		return false;
	/* The program may start in another folder than we did. */
	return realpath(path, p->path) != NULL;
}

static bool try_pattern(struct preload_path *p, const char *dir,
			const char *below, struct buf *looked_in)
{
	char pattern[2 * PATH_MAX + 64];
	size_t len = 0;
	bool found = false;
	glob_t g;

	for (; *dir; dir++) {
		if (strchr("*?[\\", *dir))
			pattern[len++] = '\\';
		pattern[len++] = *dir;
	}
	snprintf(pattern + len, sizeof(pattern) - len, "%s", below);
	if (glob(pattern, GLOB_ONLYDIR, NULL, &g) != 0)
		return false;
	for (size_t i = 0; i < g.gl_pathc && !found; i++)
		found = try(p, g.gl_pathv[i], looked_in);
	globfree(&g);
	return found;
}

static bool find(struct preload_path *p, struct buf *looked_in)
{
	const char *env = getenv("BELAY_LIBDIR");
	char exe[PATH_MAX];
	ssize_t n;
	char *slash;

	if (env && *env && try(p, env, looked_in))
		return true;
	n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);
	if (n > 0) {
		exe[n] = '\0';
		slash = strrchr(exe, '/');
		if (slash)
			*slash = '\0';
		if (try(p, exe, looked_in) ||
		    try_pattern(p, exe, "/../lib*/belay", looked_in) ||
		    try_pattern(p, exe, "/../lib*/*/belay", looked_in))
			return true;
	}
	return try(p, BELAY_PRELOAD_DIR, looked_in);
}

/* A folder whose name has no space or colon, of our own. */
static int make_link(struct preload_path *p)
{
	const char *tmp = getenv("TMPDIR");
	int err;

	if (!tmp || *tmp != '/' || strpbrk(tmp, " :") || strlen(tmp) > 32)
		tmp = "/tmp";
	snprintf(p->folder, sizeof(p->folder), "%s/belay.XXXXXX", tmp);
	if (!mkdtemp(p->folder)) {
		err = -errno;
		p->folder[0] = '\0';
		return err;
	}
	/* Programs that change their user must be able to follow it. */
	chmod(p->folder, 0755);
	snprintf(p->preload, sizeof(p->preload), "%s/%s", p->folder, MODULE);
	return symlink(p->path, p->preload) < 0 ? -errno : 0;
}

int preload_path_find(struct preload_path *ret, struct buf *looked_in)
{
	*ret = (struct preload_path){.path = ""};
	if (!find(ret, looked_in))
		return -ENOENT;
	if (strpbrk(ret->path, " :"))
		return make_link(ret);
	memcpy(ret->preload, ret->path, sizeof(ret->preload));
	return 0;
}

void preload_path_finish(struct preload_path *p)
{
	if (!p->folder[0])
		return;
	unlink(p->preload);
	rmdir(p->folder);
	p->folder[0] = '\0';
}
