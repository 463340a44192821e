/* SPDX-License-Identifier: MIT */
/*
 * The orders of versions: semver.org for modules (a build suffix does not
 * count), and for Go the one of internal/gover: numbers by value, and 1.21
 * before 1.21rc1 before 1.21.0, since a language version is less than all
 * its releases from 1.21 on, and equal to the .0 release before.
 */
#include "load/version.h"

#include <stdint.h>
#include <string.h>

/* A piece of a string. */
struct piece {
	const char *at;
	size_t len;
};

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Digits at *p without a needless zero in front; false when there are none. */
static bool take_number(const char **p, const char *end, struct piece *ret)
{
	const char *s = *p;

	while (s < end && digit(*s))
		s++;
	if (s == *p || (**p == '0' && s - *p > 1))
		return false;
	*ret = (struct piece){*p, (size_t)(s - *p)};
	*p = s;
	return true;
}

static int compare_number(struct piece a, struct piece b)
{
	int order;

	if (a.len != b.len)
		return a.len < b.len ? -1 : 1;
	order = a.len ? memcmp(a.at, b.at, a.len) : 0;
	return (order > 0) - (order < 0);
}

static int compare_text(struct piece a, struct piece b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n ? memcmp(a.at, b.at, n) : 0;

	if (order == 0)
		return (a.len > b.len) - (a.len < b.len);
	return order < 0 ? -1 : 1;
}

static const char zero[] = "0";

struct semver {
	struct piece major, minor, patch;
	struct piece pre;   /* with '-', or empty */
	struct piece build; /* with '+', or empty */
	bool whole;	    /* minor and patch are written */
};

static bool identifier_char(char c)
{
	return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       c == '-';
}

/* Dot-separated identifiers behind a '-' or '+' at *p, up to end or '+'. */
static bool take_suffix(const char **p, const char *end, bool numbers_strict,
			struct piece *ret)
{
	const char *start = *p, *s = *p + 1, *word = s;

	for (;; s++) {
		bool all_digits = true;

		if (s < end && identifier_char(*s))
			continue;
		if (s == word)
			return false;
		for (const char *c = word; c < s; c++)
			all_digits &= digit(*c);
		if (numbers_strict && all_digits && s - word > 1 &&
		    *word == '0')
			return false;
		if (s == end || *s != '.')
			break;
		word = s + 1;
	}
	*ret = (struct piece){start, (size_t)(s - start)};
	*p = s;
	return true;
}

static bool parse_semver(const char *v, struct semver *ret)
{
	const char *p = v + 1, *end = v + strlen(v);
	struct semver s = {
		.minor = {zero, 1},
		.patch = {zero, 1},
	};

	if (*v != 'v' || !take_number(&p, end, &s.major))
		return false;
	if (p == end)
		goto done;
	if (*p++ != '.' || !take_number(&p, end, &s.minor))
		return false;
	if (p == end)
		goto done;
	if (*p++ != '.' || !take_number(&p, end, &s.patch))
		return false;
	s.whole = true;
	if (p < end && *p == '-' && !take_suffix(&p, end, true, &s.pre))
		return false;
	if (p < end && *p == '+' && !take_suffix(&p, end, false, &s.build))
		return false;
	if (p < end)
		return false;
done:
	*ret = s;
	return true;
}

bool semver_valid(const char *v)
{
	struct semver s;

	return parse_semver(v, &s);
}

bool semver_canonical(const char *v)
{
	static const char build[] = "+incompatible";
	struct semver s;

	if (!parse_semver(v, &s) || !s.whole)
		return false;
	return s.build.len == 0 ||
	       (s.build.len == sizeof(build) - 1 &&
		memcmp(s.build.at, build, s.build.len) == 0);
}

size_t semver_major_len(const char *v)
{
	struct semver s;

	return parse_semver(v, &s) ? 1 + s.major.len : 0;
}

/* The next identifier of a prerelease, without the mark before it. */
static struct piece next_identifier(struct piece *rest)
{
	struct piece word = {rest->at + 1, 0};

	while (word.len + 1 < rest->len && word.at[word.len] != '.')
		word.len++;
	rest->at += word.len + 1;
	rest->len -= word.len + 1;
	return word;
}

static bool is_number(struct piece p)
{
	for (size_t i = 0; i < p.len; i++) {
		if (!digit(p.at[i]))
			return false;
	}
	return true;
}

static int compare_pre(struct piece a, struct piece b)
{
	if (a.len == 0 || b.len == 0)
		return (a.len == 0) - (b.len == 0);
	while (a.len && b.len) {
		struct piece x = next_identifier(&a), y = next_identifier(&b);
		bool xnum = is_number(x), ynum = is_number(y);
		int order;

		if (xnum != ynum)
			return xnum ? -1 : 1;
		order = xnum ? compare_number(x, y) : compare_text(x, y);
		if (order)
			return order;
	}
	return (a.len != 0) - (b.len != 0);
}

int semver_compare(const char *v, const char *w)
{
	struct semver a, b;
	bool ok_v = parse_semver(v, &a), ok_w = parse_semver(w, &b);
	int order;

	if (!ok_v || !ok_w)
		return ok_v - ok_w;
	if ((order = compare_number(a.major, b.major)))
		return order;
	if ((order = compare_number(a.minor, b.minor)))
		return order;
	if ((order = compare_number(a.patch, b.patch)))
		return order;
	return compare_pre(a.pre, b.pre);
}

struct go_version {
	struct piece major, minor, patch, kind, pre;
};

/* A version with anything wrong in it is the zero one. */
static struct go_version parse_go(const char *v, size_t len)
{
	static const struct go_version none;
	const char *p = v, *end = v + len;
	struct go_version g = {0};

	if (!take_number(&p, end, &g.major))
		return none;
	if (p == end) {
		g.minor = g.patch = (struct piece){zero, 1};
		return g;
	}
	if (*p++ != '.' || !take_number(&p, end, &g.minor))
		return none;
	if (p == end) {
		if (compare_number(g.minor, (struct piece){"21", 2}) < 0)
			g.patch = (struct piece){zero, 1};
		return g;
	}
	if (*p == '.') {
		p++;
		if (!take_number(&p, end, &g.patch) || p != end)
			return none;
		return g;
	}
	g.kind.at = p;
	while (p < end && *p >= 'a' && *p <= 'z')
		p++;
	g.kind.len = (size_t)(p - g.kind.at);
	if (g.kind.len == 0)
		return none;
	if (p < end && (!take_number(&p, end, &g.pre) || p != end))
		return none;
	return g;
}

static int compare_go(struct go_version a, struct go_version b)
{
	int order;

	if ((order = compare_number(a.major, b.major)))
		return order;
	if ((order = compare_number(a.minor, b.minor)))
		return order;
	if ((order = compare_number(a.patch, b.patch)))
		return order;
	if ((order = compare_text(a.kind, b.kind)))
		return order;
	return compare_number(a.pre, b.pre);
}

bool go_version_valid(const char *v)
{
	return parse_go(v, strlen(v)).major.len > 0;
}

bool go_version_is_lang(const char *v)
{
	struct go_version g = parse_go(v, strlen(v));

	return g.major.len > 0 && g.patch.len == 0 && g.kind.len == 0 &&
	       g.pre.len == 0;
}

int go_version_compare(const char *v, const char *w)
{
	return compare_go(parse_go(v, strlen(v)), parse_go(w, strlen(w)));
}

size_t go_version_of_toolchain(const char *name, const char **ret)
{
	size_t len;

	if (strncmp(name, "go", 2) != 0 || strpbrk(name, "/\\"))
		return 0;
	len = strcspn(name + 2, " \t-");
	if (parse_go(name + 2, len).major.len == 0)
		return 0;
	*ret = name + 2;
	return len;
}

bool module_is_toolchain(const char *path)
{
	return strcmp(path, "go") == 0 || strcmp(path, "toolchain") == 0;
}

/* Of a toolchain's name, or of a plain version. */
static struct go_version parse_toolchain(const char *name)
{
	struct go_version g = parse_go(name, strlen(name));
	const char *at;
	size_t len;

	if (g.major.len)
		return g;
	len = go_version_of_toolchain(name, &at);
	return parse_go(len ? at : "", len);
}

/*
 * The empty version is a main module's, which nothing replaces: it is the
 * greatest, as "none" is the least.
 */
int module_version_compare(const char *path, const char *v, const char *w)
{
	bool main_v = *v == '\0', main_w = *w == '\0';

	if (strcmp(v, "none") == 0 || strcmp(w, "none") == 0)
		return (strcmp(w, "none") == 0) - (strcmp(v, "none") == 0);
	if (main_v || main_w)
		return main_v - main_w;
	if (strcmp(path, "go") == 0)
		return go_version_compare(v, w);
	if (strcmp(path, "toolchain") == 0)
		return compare_go(parse_toolchain(v), parse_toolchain(w));
	return semver_compare(v, w);
}
