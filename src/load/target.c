/* SPDX-License-Identifier: MIT */
/*
 * The rules of go/build: matchTag and goodOSArchFile.
 */
#include "load/target.h"

#include <string.h>

#include "base/arena.h"

static const struct {
	const char *name;
	bool is_unix;
} systems[] = {
#define OS(name, is_unix) {#name, is_unix},
#include "load/target.def"
#undef OS
};

static const char *const processors[] = {
#define ARCH(name) #name,
#include "load/target.def"
#undef ARCH
};

/* A tag that is true wherever another one is. */
static const struct {
	const char *goos, *also;
} implied[] = {
	{"android", "linux"},
	{"illumos", "solaris"},
	{"ios", "darwin"},
};

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static bool same(const char *name, const char *s, size_t len)
{
	return strncmp(name, s, len) == 0 && name[len] == '\0';
}

void target_add_tag(struct target *t, struct arena *a, const char *tag)
{
	*strmap_at(&t->tags, a, tag) = (void *)tag;
}

void target_init(struct target *t, struct arena *a, const char *goos,
		 const char *goarch, bool cgo, unsigned go_minor)
{
	*t = (struct target){
		.goos = goos,
		.goarch = goarch,
		.cgo = cgo,
		.go_minor = go_minor,
	};
	target_add_tag(t, a, goos);
	target_add_tag(t, a, goarch);
	target_add_tag(t, a, "gc");
	if (cgo)
		target_add_tag(t, a, "cgo");
	for (size_t i = 0; i < COUNT(implied); i++) {
		if (strcmp(goos, implied[i].goos) == 0)
			target_add_tag(t, a, implied[i].also);
	}
	for (size_t i = 0; i < COUNT(systems); i++) {
		if (systems[i].is_unix && strcmp(goos, systems[i].name) == 0)
			target_add_tag(t, a, "unix");
	}
}

/* The N of "go1.N", or 0. */
static unsigned release_of(const char *tag, size_t len)
{
	unsigned n = 0;

	if (len < 5 || len > 8 || memcmp(tag, "go1.", 4) != 0 || tag[4] == '0')
		return 0;
	for (size_t i = 4; i < len; i++) {
		if (tag[i] < '0' || tag[i] > '9')
			return 0;
		n = n * 10 + (unsigned)(tag[i] - '0');
	}
	return n;
}

bool target_has_tag(const struct target *t, const char *tag, size_t len)
{
	static const char boring[] = "goexperiment.boringcrypto";
	unsigned release;

	if (strmap_get_len(&t->tags, tag, len))
		return true;
	release = release_of(tag, len);
	if (release)
		return release <= t->go_minor;
	return same("boringcrypto", tag, len) && strmap_get(&t->tags, boring);
}

static bool is_system(const char *s, size_t len)
{
	for (size_t i = 0; i < COUNT(systems); i++) {
		if (same(systems[i].name, s, len))
			return true;
	}
	return false;
}

static bool is_processor(const char *s, size_t len)
{
	for (size_t i = 0; i < COUNT(processors); i++) {
		if (same(processors[i], s, len))
			return true;
	}
	return false;
}

/* The part behind the last '_' before *end, which is moved to that '_'. */
static const char *last_part(const char *start, const char **end, size_t *len)
{
	const char *p = *end;

	while (p > start && p[-1] != '_')
		p--;
	*len = (size_t)(*end - p);
	*end = p > start ? p - 1 : start;
	return p;
}

bool target_wants_name(const struct target *t, const char *name)
{
	const char *end = name + strcspn(name, ".");
	const char *start = memchr(name, '_', (size_t)(end - name));
	const char *last, *before;
	size_t last_len, before_len;

	/* What is before the first '_' is a name of its own: linux.go. */
	if (!start)
		return true;
	start++;
	last = last_part(start, &end, &last_len);
	if (same("test", last, last_len)) {
		if (last == start)
			return true;
		last = last_part(start, &end, &last_len);
	}
	if (is_processor(last, last_len)) {
		if (!target_has_tag(t, last, last_len))
			return false;
		if (last == start)
			return true;
		before = last_part(start, &end, &before_len);
		return !is_system(before, before_len) ||
		       target_has_tag(t, before, before_len);
	}
	return !is_system(last, last_len) || target_has_tag(t, last, last_len);
}
