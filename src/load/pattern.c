/* SPDX-License-Identifier: MIT */
#include "load/pattern.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"

#define VENDOR '\1'

/* The name with each element "vendor" but the last one as one character. */
static const char *fold_vendor(struct arena *a, const char *name)
{
	char *out, *p;

	if (!strstr(name, "vendor/"))
		return name;
	p = out = arena_strdup(a, name);
	for (const char *s = name; *s;) {
		size_t n = strcspn(s, "/");

		if (n == 6 && memcmp(s, "vendor", 6) == 0 && s[n] == '/') {
			*p++ = VENDOR;
		} else {
			memmove(p, s, n);
			p += n;
		}
		s += n;
		if (*s)
			*p++ = *s++;
	}
	*p = '\0';
	return out;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && strcmp(s + n - m, end) == 0;
}

void pattern_init(struct pattern *p, struct arena *a, const char *text)
{
	const char *dots = strstr(text, "...");
	size_t n;

	*p = (struct pattern){
		.text = fold_vendor(a, text),
		.prefix = text,
		.wild = dots != NULL,
	};
	if (dots)
		p->prefix = arena_strndup(a, text, (size_t)(dots - text));
	n = strlen(p->text);
	if (ends_with(p->text, "/\1/..."))
		p->vendor =
			arena_printf(a, "%.*svendor", (int)(n - 5), p->text);
	else if (strcmp(p->text, "\1/...") == 0)
		p->vendor = "/vendor";
	else if (ends_with(p->text, "/..."))
		p->stem = arena_strndup(a, p->text, n - 4);
}

/*
 * Backs up to the last "..." only: what an earlier one could take, the last
 * one can take too.  A stretch that it took has no vendor element.
 */
static bool glob(const char *pattern, const char *name)
{
	const char *star = NULL, *resume = NULL;

	while (*name) {
		if (strncmp(pattern, "...", 3) == 0) {
			star = pattern + 3;
			resume = name;
			pattern = star;
		} else if (*pattern == *name) {
			pattern++;
			name++;
		} else if (star && *resume != VENDOR) {
			name = ++resume;
			pattern = star;
		} else {
			return false;
		}
	}
	while (strncmp(pattern, "...", 3) == 0)
		pattern += 3;
	return *pattern == '\0';
}

bool pattern_matches(const struct pattern *p, struct arena *a, const char *name)
{
	name = fold_vendor(a, name);
	if (p->stem && glob(p->stem, name))
		return true;
	if (p->vendor && glob(p->vendor, name))
		return true;
	return glob(p->text, name);
}

bool pattern_can_match(const struct pattern *p, const char *name)
{
	size_t n = strlen(name), m = strlen(p->prefix);

	if (n <= m && strncmp(p->prefix, name, n) == 0 &&
	    (n == m || n == 0 || p->prefix[n] == '/' ||
	     p->prefix[n - 1] == '/'))
		return n > 0 || m == 0 || p->prefix[0] == '/';
	return p->wild && strncmp(name, p->prefix, m) == 0;
}
