/* SPDX-License-Identifier: MIT */
#include "load/modpath.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/unicode.h"
#include "load/version.h"

bool path_is_standard(const char *path)
{
	for (; *path && *path != '/'; path++) {
		if (*path == '.')
			return false;
	}
	return true;
}

bool path_has_prefix(const char *path, const char *prefix)
{
	size_t n = strlen(prefix);

	return strncmp(path, prefix, n) == 0 &&
	       (path[n] == '\0' || path[n] == '/' ||
		(n > 0 && prefix[n - 1] == '/'));
}

bool path_is_local(const char *path)
{
	if (*path++ != '.')
		return false;
	if (*path == '.')
		path++;
	return *path == '\0' || *path == '/';
}

bool path_is_directory(const char *path)
{
	bool drive = ((*path >= 'A' && *path <= 'Z') ||
		      (*path >= 'a' && *path <= 'z')) &&
		     path[1] == ':';

	return path_is_local(path) || *path == '/' || *path == '\\' || drive ||
	       strncmp(path, ".\\", 2) == 0 || strncmp(path, "..\\", 3) == 0;
}

char *path_clean(struct arena *a, const char *path)
{
	bool rooted = *path == '/';
	char *out = ARENA_ARRAY(a, strlen(path) + 2, char);
	size_t n = 0, floor; /* no ".." goes below the floor */

	if (rooted)
		out[n++] = '/';
	floor = n;
	while (*path) {
		size_t len = strcspn(path, "/");

		if (len == 0 || (len == 1 && path[0] == '.')) {
			/* nothing */
		} else if (len == 2 && path[0] == '.' && path[1] == '.') {
			if (n > floor) {
				while (n > floor && out[n - 1] != '/')
					n--;
				if (n > floor)
					n--;
			} else if (!rooted) {
				if (n > 0)
					out[n++] = '/';
				memcpy(out + n, "..", 2);
				n += 2;
				floor = n;
			}
		} else {
			if (n > (size_t)rooted)
				out[n++] = '/';
			memcpy(out + n, path, len);
			n += len;
		}
		path += len;
		while (*path == '/')
			path++;
	}
	if (n == 0)
		out[n++] = '.';
	out[n] = '\0';
	return out;
}

char *path_join(struct arena *a, const char *dir, const char *name)
{
	if (*name == '/')
		return path_clean(a, name);
	if (*name == '\0')
		return path_clean(a, dir);
	if (*dir == '\0')
		return path_clean(a, name);
	return path_clean(a, arena_printf(a, "%s/%s", dir, name));
}

char *path_dir(struct arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return arena_strdup(a, ".");
	if (slash == path)
		return arena_strdup(a, "/");
	return arena_strndup(a, path, (size_t)(slash - path));
}

const char *path_below(const char *path, const char *dir)
{
	size_t n = strlen(dir);

	if (n > 0 && dir[n - 1] == '/')
		n--;
	if (strncmp(path, dir, n) != 0)
		return NULL;
	if (path[n] == '\0')
		return ".";
	if (path[n] != '/')
		return NULL;
	return path[n + 1] ? path + n + 1 : ".";
}

/* The name without links, or NULL when it is that already. */
static char *resolved(struct arena *a, const char *path)
{
	char *real = realpath(path, NULL), *copy = NULL;

	if (real && strcmp(real, path) != 0)
		copy = arena_strdup(a, real);
	free(real);
	return copy;
}

const char *path_in_dir(struct arena *a, const char *path, const char *dir)
{
	const char *below = path_below(path, dir);
	const char *real_path, *real_dir;

	if (below)
		return below;
	real_path = resolved(a, path);
	if (real_path && (below = path_below(real_path, dir)))
		return below;
	real_dir = resolved(a, dir);
	if (!real_dir)
		return NULL;
	if ((below = path_below(path, real_dir)))
		return below;
	return real_path ? path_below(real_path, real_dir) : NULL;
}

char *quote_go(struct arena *a, const char *s)
{
	struct buf b;
	char *copy;

	buf_init(&b, 0);
	buf_putc(&b, '"');
	for (; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			buf_printf(&b, "\\%c", c);
		else if (c == '\n')
			buf_puts(&b, "\\n");
		else if (c == '\t')
			buf_puts(&b, "\\t");
		else if (c < ' ' || c == 0x7f)
			buf_printf(&b, "\\x%02x", c);
		else
			buf_putc(&b, (char)c);
	}
	buf_putc(&b, '"');
	copy = arena_strndup(a, buf_text(&b), b.len);
	buf_finish(&b);
	return copy;
}

static bool char_ok(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z') ||
	       (c < 0x80 && c != 0 && strchr("-._~+", (int)c));
}

/* Names that Windows does not allow for a file, with anything behind a dot. */
static bool reserved_on_windows(const char *name, size_t len)
{
	static const char *const three[] = {"CON", "PRN", "AUX", "NUL"};

	for (size_t i = 0; len == 3 && i < 4; i++) {
		if (strncasecmp(name, three[i], 3) == 0)
			return true;
	}
	return len == 4 && name[3] >= '1' && name[3] <= '9' &&
	       (strncasecmp(name, "COM", 3) == 0 ||
		strncasecmp(name, "LPT", 3) == 0);
}

static uint32_t rune_at(const char *s, size_t n, unsigned *ret_len)
{
	return utf8_decode((const unsigned char *)s, n, ret_len);
}

static bool utf8_valid(const char *s, size_t n)
{
	while (n > 0) {
		unsigned len;

		if (rune_at(s, n, &len) == RUNE_ERROR && len == 1)
			return false;
		s += len;
		n -= len;
	}
	return true;
}

/* What a message shows of the character at s. */
static const char *show_char(struct arena *a, const char *s, size_t n)
{
	unsigned len;
	uint32_t c = rune_at(s, n, &len);

	if (c == '\'' || c == '\\')
		return arena_printf(a, "'\\%c'", (char)c);
	if (c < ' ' || c == 0x7f)
		return arena_printf(a, "'\\x%02x'", (unsigned)c);
	return arena_printf(a, "'%.*s'", (int)len, s);
}

static const char *check_element(struct arena *a, const char *e, size_t len)
{
	size_t dots = 0, stem = len, tilde;

	if (len == 0)
		return "empty path element";
	for (size_t i = 0; i < len; i++)
		dots += e[i] == '.';
	if (dots == len)
		return arena_printf(a, "invalid path element \"%.*s\"",
				    (int)len, e);
	if (e[len - 1] == '.')
		return "trailing dot in path element";
	for (size_t i = 0; i < len; i++) {
		if (!char_ok((unsigned char)e[i]))
			return arena_printf(a, "invalid char %s",
					    show_char(a, e + i, len - i));
	}
	for (size_t i = len; i-- > 0;) {
		if (e[i] == '.')
			stem = i;
	}
	if (reserved_on_windows(e, stem))
		return arena_printf(a,
				    "\"%.*s\" disallowed as path element "
				    "component on Windows",
				    (int)stem, e);
	for (tilde = stem;
	     tilde > 0 && e[tilde - 1] >= '0' && e[tilde - 1] <= '9';)
		tilde--;
	if (tilde < stem && tilde > 0 && e[tilde - 1] == '~')
		return "trailing tilde and digits in path element";
	return NULL;
}

const char *path_check(struct arena *a, const char *path)
{
	size_t len = strlen(path);

	if (!utf8_valid(path, len))
		return "invalid UTF-8";
	if (len == 0)
		return "empty string";
	if (path[0] == '-')
		return "leading dash";
	if (strstr(path, "//"))
		return "double slash";
	if (path[len - 1] == '/')
		return "trailing slash";
	for (const char *e = path;; e++) {
		size_t n = strcspn(e, "/");
		const char *why = check_element(a, e, n);

		if (why)
			return why;
		e += n;
		if (!*e)
			return NULL;
	}
}

const char *import_path_check(struct arena *a, const char *path)
{
	const char *why = path_check(a, path);

	if (!why)
		return NULL;
	return arena_printf(a, "malformed import path %s: %s",
			    quote_go(a, path), why);
}

/*
 * What follows the major version mark in a module's path: "v2" of "x/v2" and
 * of "gopkg.in/x.v2"; "" when there is none; NULL when it is malformed.
 */
static const char *path_major(struct arena *a, const char *path)
{
	size_t len = strlen(path), i;
	bool gopkg = strncmp(path, "gopkg.in/", 9) == 0, dot = false;

	if (gopkg && len > 9 && strcmp(path + len - 9, "-unstable") == 0)
		len -= 9;
	i = len;
	while (i > 0 && ((path[i - 1] >= '0' && path[i - 1] <= '9') ||
			 (!gopkg && path[i - 1] == '.'))) {
		dot |= path[i - 1] == '.';
		i--;
	}
	if (i <= 1 || path[i - 1] != 'v' || path[i - 2] != (gopkg ? '.' : '/'))
		return gopkg ? NULL : "";
	if (i == len)
		return gopkg ? NULL : "";
	if (gopkg && path[i] == '0' && len - i > 1)
		return NULL;
	if (!gopkg &&
	    (dot || path[i] == '0' || (path[i] == '1' && len - i == 1)))
		return NULL;
	return arena_strndup(a, path + i - 1, len - i + 1);
}

const char *module_path_check_major(struct arena *a, const char *path,
				    const char *version)
{
	const char *major = path_major(a, path);
	size_t n = semver_major_len(version);

	if (!major)
		return "invalid module path";
	if (strncmp(version, "v0.0.0-", 7) == 0 && strcmp(major, "v1") == 0)
		return NULL;
	if (*major == '\0') {
		if (n == 2 && (version[1] == '0' || version[1] == '1'))
			return NULL;
		if (strstr(version, "+incompatible"))
			return NULL;
		major = "v0 or v1";
	} else if (strlen(major) == n && strncmp(major, version, n) == 0) {
		return NULL;
	}
	return arena_printf(a, "version %s invalid: should be %s, not %.*s",
			    quote_go(a, version), major, (int)n, version);
}

const char *module_path_escape(struct arena *a, const char *path)
{
	size_t upper = 0;
	char *out, *p;

	for (const char *s = path; *s; s++) {
		if (*s == '!' || (unsigned char)*s >= 0x80)
			return NULL;
		upper += *s >= 'A' && *s <= 'Z';
	}
	if (upper == 0)
		return path;
	p = out = ARENA_ARRAY(a, strlen(path) + upper + 1, char);
	for (const char *s = path; *s; s++) {
		if (*s >= 'A' && *s <= 'Z') {
			*p++ = '!';
			*p++ = (char)(*s - 'A' + 'a');
		} else {
			*p++ = *s;
		}
	}
	return out;
}
