/* SPDX-License-Identifier: MIT */
/*
 * The rules of go/build's saveCgo:
 *
 *	#cgo [condition...] VERB: arguments
 *
 * Conditions are those of build constraints, in either form; one of them
 * must be true.  Arguments are split as a shell would do it, and may not
 * hold what could be anything but a word to a compiler.
 */
#include "load/cgo.h"

#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "load/constraint.h"
#include "load/dir.h"
#include "load/target.h"

struct span {
	const char *at;
	size_t len;
};

static bool space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f';
}

static struct span trim(const char *at, size_t len)
{
	while (len > 0 && space(*at)) {
		at++;
		len--;
	}
	while (len > 0 && space(at[len - 1]))
		len--;
	return (struct span){at, len};
}

/* The next word of s, which is shortened by it; len 0 at the end. */
static struct span next_word(struct span *s)
{
	struct span w;

	*s = trim(s->at, s->len);
	w = (struct span){s->at, 0};
	while (w.len < s->len && !space(w.at[w.len]))
		w.len++;
	s->at += w.len;
	s->len -= w.len;
	return w;
}

static bool same(struct span s, const char *word)
{
	return s.len == strlen(word) && memcmp(s.at, word, s.len) == 0;
}

static bool holds(const struct target *t, struct arena *a, struct span cond)
{
	const char *why;

	for (size_t i = 0; i < cond.len; i++) {
		if (strchr("&|()", cond.at[i]))
			return constraint_eval(t, a, cond.at, cond.len, &why);
	}
	return constraint_eval_old(t, cond.at, cond.len);
}

static bool safe(struct span args)
{
	static const char allowed[] = "+-.,/=_:$@%! ~^{}\t'\"\\"
				      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcd"
				      "efghijklmnopqrstuvwxyz";

	for (size_t i = 0; i < args.len; i++) {
		unsigned char c = (unsigned char)args.at[i];

		if (c == '\0' || (c < 0x80 && !strchr(allowed, c)))
			return false;
	}
	return true;
}

/* Quotes are closed and nothing ends in a backslash. */
static bool closed(struct span args)
{
	char quote = '\0';

	for (size_t i = 0; i < args.len; i++) {
		char c = args.at[i];

		if (c == '\\') {
			if (++i == args.len)
				return false;
		} else if (quote) {
			if (c == quote)
				quote = '\0';
		} else if (c == '"' || c == '\'') {
			quote = c;
		}
	}
	return quote == '\0';
}

static bool is_verb(struct span verb)
{
	static const char *const verbs[] = {"CFLAGS", "CPPFLAGS", "CXXFLAGS",
					    "FFLAGS", "LDFLAGS",  "pkg-config"};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		if (same(verb, verbs[i]))
			return true;
	}
	return false;
}

/* What is wrong with a line, the text behind "#cgo"; NULL when nothing is. */
static const char *check_line(struct arena *a, const struct target *t,
			      struct span line, bool *ret_meant)
{
	struct span rest = line, word = next_word(&rest), args, verb;
	const char *colon;
	bool any = false, met = false;

	*ret_meant = true;
	if (same(word, "noescape") || same(word, "nocallback")) {
		next_word(&rest);
		if (trim(rest.at, rest.len).len == 0)
			return NULL;
	}
	colon = memchr(line.at, ':', line.len);
	if (!colon)
		return "invalid #cgo line";
	args = (struct span){colon + 1,
			     (size_t)(line.at + line.len - colon - 1)};
	rest = (struct span){line.at, (size_t)(colon - line.at)};
	verb = next_word(&rest);
	if (verb.len == 0)
		return "invalid #cgo line";
	for (word = next_word(&rest); word.len; word = next_word(&rest)) {
		any = true;
		met |= holds(t, a, verb);
		verb = word;
	}
	if (any && !met) {
		*ret_meant = false;
		return NULL;
	}
	if (!closed(args))
		return "invalid #cgo line";
	if (!safe(args))
		return "malformed #cgo argument";
	return is_verb(verb) ? NULL : "invalid #cgo verb";
}

const char *cgo_read_lines(struct arena *a, const struct target *t,
			   struct source_dir *d, uint32_t file,
			   const char *text, uint32_t from, uint32_t to)
{
	struct VEC(struct dir_cgo_line) lines = {
		.at = d->cgo_lines,
		.len = d->ncgo_lines,
		.cap = d->ncgo_lines,
	};
	const char *wrong = NULL;

	while (from < to) {
		const char *nl = memchr(text + from, '\n', to - from);
		uint32_t end = nl ? (uint32_t)(nl - text) : to;
		struct span s = trim(text + from, end - from), body;
		bool meant;

		if (s.len >= 2 && s.at[0] == '/' && strchr("/*", s.at[1]))
			s = trim(s.at + 2, s.len - 2);
		if (s.len >= 2 && memcmp(s.at + s.len - 2, "*/", 2) == 0)
			s = trim(s.at, s.len - 2);
		from = nl ? end + 1 : to;
		if (s.len < 5 || memcmp(s.at, "#cgo", 4) != 0 ||
		    (s.at[4] != ' ' && s.at[4] != '\t'))
			continue;
		body = trim(s.at + 4, s.len - 4);
		wrong = check_line(a, t, body, &meant);
		if (wrong) {
			wrong = arena_printf(a, "%s: %.*s", wrong, (int)s.len,
					     s.at);
			break;
		}
		if (meant)
			vec_push_in(a, &lines,
				    (struct dir_cgo_line){
					    .file = file,
					    .offset = (uint32_t)(s.at - text),
					    .len = (uint32_t)s.len,
				    });
	}
	d->cgo_lines = lines.at;
	d->ncgo_lines = lines.len;
	return wrong;
}
