/* SPDX-License-Identifier: MIT */
/*
 * Which goexperiment tags are true is written in the toolchain's source,
 * and changes with each release; so it is read from there:
 *
 * - src/internal/goexperiment/flags.go has the names, as fields of a struct;
 * - src/internal/buildcfg/exp.go has what is on by default, as a literal of
 *   that struct whose values are true or the name of a variable, which is
 *   computed from the target above it, by comparisons or in a switch.
 *
 * That much Go is understood here, not more.  A value that is not understood
 * is taken for true, as most are.
 */
#include "load/goroot.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/vec.h"
#include "load/goenv.h"
#include "load/target.h"

struct flag {
	const char *name; /* in lower case */
	bool on;
};

struct flags {
	struct arena *a;
	const char *source; /* of exp.go */
	const struct target *t;
	struct VEC(struct flag) v;
};

static size_t word_len(const char *s)
{
	size_t n = 0;

	while (isalnum((unsigned char)s[n]) || s[n] == '_')
		n++;
	return n;
}

/* The first word of the next line before end; NULL when there is none. */
static const char *next_line(const char *p, const char *end)
{
	p = memchr(p, '\n', (size_t)(end - p));
	return p ? p + 1 + strspn(p + 1, "\t ") : NULL;
}

static struct flag *find_flag(struct flags *f, const char *name, size_t len)
{
	for (uint32_t i = 0; i < f->v.len; i++) {
		struct flag *flag = &f->v.at[i];

		if (strlen(flag->name) == len &&
		    strncasecmp(flag->name, name, len) == 0)
			return flag;
	}
	return NULL;
}

/* Lines "	Name bool" between "type Flags struct {" and "}". */
static void read_names(struct flags *f, const char *text)
{
	const char *p = strstr(text, "type Flags struct {"), *end;

	if (!p || !(end = strstr(p, "\n}")))
		return;
	while ((p = next_line(p, end))) {
		size_t n = word_len(p);
		char *name;

		if (n == 0 ||
		    strncmp(p + n + strspn(p + n, "\t "), "bool", 4) != 0)
			continue;
		name = arena_strndup(f->a, p, n);
		for (char *c = name; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		vec_push_in(f->a, &f->v, (struct flag){.name = name});
	}
}

/* All comparisons of goos and goarch in a line; `||` unless it has `&&`. */
static bool compare(const struct flags *f, const char *p)
{
	const char *end = p + strcspn(p, "\n");
	bool all = memmem(p, (size_t)(end - p), "&&", 2) != NULL;

	while (p < end) {
		bool os = strncmp(p, "goos ", 5) == 0;
		bool arch = strncmp(p, "goarch ", 7) == 0;
		const char *have = os ? f->t->goos : f->t->goarch, *q;
		bool equal;

		if (!os && !arch) {
			p++;
			continue;
		}
		p += os ? 5 : 7;
		q = memchr(p, '"', (size_t)(end - p));
		if (!q)
			break;
		equal = strncmp(q + 1, have, strlen(have)) == 0 &&
			q[1 + strlen(have)] == '"';
		equal = equal == (*p == '=');
		if (equal != all)
			return equal;
	}
	return all;
}

/* A variable that is set in a case of a switch over goarch. */
static bool set_in_case(const struct flags *f, const char *name)
{
	const char *want = arena_printf(f->a, "\"%s\"", f->t->goarch);
	const char *set = arena_printf(f->a, "\t%s = true", name);

	for (const char *p = strstr(f->source, "\tcase "); p;) {
		const char *line_end = p + strcspn(p, "\n");
		const char *next = strstr(line_end, "\tcase ");
		const char *end = strstr(line_end, "\n\t}");

		if (next && next < end)
			end = next;
		if (end &&
		    memmem(p, (size_t)(line_end - p), want, strlen(want)) &&
		    memmem(line_end, (size_t)(end - line_end), set,
			   strlen(set)))
			return true;
		p = next;
	}
	return false;
}

static bool variable(const struct flags *f, const char *word, size_t len)
{
	const char *name = arena_strndup(f->a, word, len);
	const char *def;

	if (strcmp(name, "false") == 0)
		return false;
	def = strstr(f->source, arena_printf(f->a, "\t%s := ", name));
	if (def)
		return compare(f, def);
	if (strstr(f->source, arena_printf(f->a, "\t%s = true", name)))
		return set_in_case(f, name);
	return true;
}

/* Lines "	Name: value," of the literal. */
static void read_defaults(struct flags *f)
{
	const char *p = strstr(f->source, "baseline := goexperiment.Flags{");
	const char *end;

	if (!p || !(end = strstr(p, "\n\t}")))
		return;
	while ((p = next_line(p, end))) {
		size_t n = word_len(p);
		const char *value;
		struct flag *flag;

		flag = n ? find_flag(f, p, n) : NULL;
		if (!flag || p[n] != ':')
			continue;
		value = p + n + 1;
		value += strspn(value, "\t ");
		flag->on = variable(f, value, word_len(value));
	}
}

static void set_regabi(struct flags *f, bool on)
{
	for (uint32_t i = 0; i < f->v.len; i++) {
		if (strncmp(f->v.at[i].name, "regabi", 6) == 0)
			f->v.at[i].on = on;
	}
}

/* Words of GOEXPERIMENT: "a,nob,none". */
static const char *apply(struct flags *f, const char *words)
{
	while (*words) {
		size_t n = strcspn(words, ",");
		bool on = n < 2 || memcmp(words, "no", 2) != 0;
		struct flag *flag =
			find_flag(f, on ? words : words + 2, on ? n : n - 2);

		if (n == 4 && memcmp(words, "none", 4) == 0) {
			for (uint32_t i = 0; i < f->v.len; i++)
				f->v.at[i].on = false;
		} else if (n == (on ? 6u : 8u) &&
			   memcmp(on ? words : words + 2, "regabi", 6) == 0) {
			set_regabi(f, on);
		} else if (flag) {
			flag->on = on;
		} else if (n > 0) {
			return arena_printf(f->a, "unknown GOEXPERIMENT %.*s",
					    (int)n, words);
		}
		words += n + (words[n] == ',');
	}
	return NULL;
}

const char *goroot_experiments(const struct goenv *e, const char *words,
			       struct target *t)
{
	struct arena *a = e->arena;
	struct flags f = {.a = a, .t = t};
	char *names, *boot;
	const char *why, *def;

	names = goroot_read(a, arena_printf(a,
					    "%s/internal/goexperiment/"
					    "flags.go",
					    e->goroot_src));
	f.source = goroot_read(a, arena_printf(a, "%s/internal/buildcfg/exp.go",
					       e->goroot_src));
	boot = goroot_read(a, arena_printf(a,
					   "%s/internal/buildcfg/"
					   "zbootstrap.go",
					   e->goroot_src));
	if (!names || !f.source)
		return NULL;
	read_names(&f, names);
	read_defaults(&f);
	def = boot ? strstr(boot, "defaultGOEXPERIMENT = `") : NULL;
	if (!*words && def) {
		def += strlen("defaultGOEXPERIMENT = `");
		words = arena_strndup(a, def, strcspn(def, "`"));
	}
	why = apply(&f, words);
	if (!variable(&f, "regabiSupported", strlen("regabiSupported")))
		set_regabi(&f, false);
	else if (variable(&f, "regabiAlwaysOn", strlen("regabiAlwaysOn")))
		set_regabi(&f, true);
	for (uint32_t i = 0; i < f.v.len; i++) {
		if (f.v.at[i].on)
			target_add_tag(t, a,
				       arena_printf(a, "goexperiment.%s",
						    f.v.at[i].name));
	}
	return why;
}
