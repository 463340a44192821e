/* SPDX-License-Identifier: MIT */
/*
 * Comments that speak to tools.
 *
 * Nearly all comments have a space behind the slashes; those that have not
 * are compared with a table.  `//line` counts only at the beginning of a
 * line, its other form anywhere (cmd/compile, "Line directives").
 */
#include "syntax/directive.h"

#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/unicode.h"
#include "syntax/scanner.h"

#define LINE_MAX ((uint64_t)1 << 30)

static const struct {
	const char *prefix;
	uint8_t kind;
	bool whole; /* ends with the prefix, or goes on after a space */
} prefixes[] = {
	{"go:build", DIRECTIVE_BUILD, true},
	{"go:embed", DIRECTIVE_EMBED, true},
	{"go:linkname", DIRECTIVE_LINKNAME, true},
	{"go:", DIRECTIVE_GO, false},
	{"export", DIRECTIVE_EXPORT, true},
	{"nolint", DIRECTIVE_NOLINT, false},
	{"lint:", DIRECTIVE_LINT, false},
	{"belay:", DIRECTIVE_BELAY, false},
};

static bool begins_with(const char *text, size_t len, const char *prefix,
			bool whole)
{
	size_t n = strlen(prefix);

	if (len < n || memcmp(text, prefix, n) != 0)
		return false;
	return !whole || len == n || text[n] == ' ' || text[n] == '\t';
}

static void add_directive(struct scanner *s, const uint8_t *at,
			  const char *text, uint32_t len)
{
	for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		struct directive d = {
			.kind = prefixes[i].kind,
			.pos = (pos_t)((uintptr_t)at - s->origin),
			.text = text + s->to_source,
			.len = len,
		};

		if (!begins_with(text, len, prefixes[i].prefix,
				 prefixes[i].whole))
			continue;
		vec_push(&s->directives, d);
		return;
	}
}

/* Where the number behind the last ":" of a text begins; 0 without a ":". */
static size_t trailing_number(const char *text, size_t len, bool *ret_ok,
			      uint64_t *ret_n)
{
	const char *colon = memrchr(text, ':', len);
	uint64_t n = 0;
	size_t at, i;

	if (!colon)
		return 0;
	at = i = (size_t)(colon - text) + 1;
	for (; i < len && text[i] >= '0' && text[i] <= '9'; i++)
		if (n <= LINE_MAX)
			n = n * 10 + (uint64_t)(text[i] - '0');
	*ret_ok = i == len && i > at;
	*ret_n = n;
	return at;
}

/* A path while it is cleaned. */
struct path {
	char *text;
	size_t len, base; /* no ".." goes back over base */
	bool rooted;
};

static void add_element(struct path *p, const char *text, size_t n)
{
	bool up = n == 2 && text[0] == '.' && text[1] == '.';

	if (n == 0 || (n == 1 && text[0] == '.'))
		return;
	if (up && p->len > p->base) {
		while (p->len > p->base && p->text[--p->len] != '/')
			;
		return;
	}
	if (up && p->rooted)
		return;
	if (p->len > 0 && p->text[p->len - 1] != '/')
		p->text[p->len++] = '/';
	memcpy(p->text + p->len, text, n);
	p->len += n;
	if (up)
		p->base = p->len;
}

/* Adds what a path consists of, as Go's path/filepath cleans it. */
static void add_elements(struct path *p, const char *text, size_t len)
{
	for (size_t at = 0, end; at < len; at = end + 1) {
		for (end = at; end < len && text[end] != '/'; end++)
			;
		add_element(p, text + at, end - at);
	}
}

/* A name beside a file, if it does not begin at the root. */
static const char *join(const char *dir, size_t ndir, const char *name,
			size_t len)
{
	struct path p = {.text = malloc(ndir + len + 3)};
	const char *text;

	if (!p.text) {
		diag("out of memory: a path of %zu bytes", ndir + len);
		exit(DIAG_EXIT_BROKEN);
	}
	if (name[0] == '/')
		ndir = 0;
	p.rooted = name[0] == '/' || (ndir > 0 && dir[0] == '/');
	if (p.rooted)
		p.text[p.len++] = '/';
	p.base = p.len;
	add_elements(&p, dir, ndir);
	add_elements(&p, name, len);
	if (p.len == 0)
		p.text[p.len++] = '.';
	text = name_text(name_of_len(p.text, p.len));
	free(p.text);
	return text;
}

static const char *line_path(struct scanner *s, const char *name, size_t len,
			     bool has_column)
{
	const char *own = s->source->path ? s->source->path : "";
	const char *slash = strrchr(own, '/');

	if (len > 0)
		return join(own, slash ? (size_t)(slash + 1 - own) : 0, name,
			    len);
	if (!has_column)
		return "";
	return s->lines.len ? s->lines.at[s->lines.len - 1].path : own;
}

/* text is what follows "line "; next is where it begins to count. */
static void add_line(struct scanner *s, const char *text, size_t len,
		     const uint8_t *next)
{
	struct line_directive d = {.offset = (uint32_t)(next - s->text)};
	size_t at, at2, line_at;
	uint64_t n = 0, n2 = 0;
	bool ok = false, ok2 = false;

	at = trailing_number(text, len, &ok, &n);
	if (at == 0)
		return;
	if (!ok) {
		scan_error(s, (const uint8_t *)text + at,
			   "invalid line number: %.*s", (int)(len - at),
			   text + at);
		return;
	}
	line_at = at;
	at2 = trailing_number(text, at - 1, &ok2, &n2);
	if (at2 > 0 && ok2) {
		if (n == 0 || n > LINE_MAX) {
			scan_error(s, (const uint8_t *)text + at,
				   "invalid column number: %.*s",
				   (int)(len - at), text + at);
			return;
		}
		d.column = (uint32_t)n;
		n = n2;
		len = at - 1;
		line_at = at2;
	}
	if (n == 0 || n > LINE_MAX) {
		scan_error(s, (const uint8_t *)text + line_at,
			   "invalid line number: %.*s", (int)(len - line_at),
			   text + line_at);
		return;
	}
	d.line = (uint32_t)n;
	d.path = line_path(s, text, line_at - 1, d.column > 0);
	if (next >= s->end ||
	    (s->lines.len && s->lines.at[s->lines.len - 1].offset >= d.offset))
		return;
	vec_push(&s->lines, d);
}

/* From the slashes at at up to end, where a line comment has its newline. */
static __attribute__((noinline)) void
special_comment(struct scanner *s, const uint8_t *at, const uint8_t *end)
{
	const char *text = (const char *)at + 2;
	size_t len = (size_t)(end - at) - 2;
	bool line = at[1] == '/';

	if (line) {
		if (len > 0 && text[len - 1] == '\r')
			len--;
		end += end < s->end;
	} else if (len >= 2 && memcmp(end - 2, "*/", 2) == 0) {
		len -= 2;
	} else {
		return;
	}
	if (len > 5 && memcmp(text, "line ", 5) == 0) {
		if (!line || at == s->text || at[-1] == '\n')
			add_line(s, text + 5, len - 5, end);
		return;
	}
	if (line)
		add_directive(s, at, text, (uint32_t)len);
}

void scan_comment(struct scanner *s, const uint8_t *at, const uint8_t *end)
{
	if (s->keep_comments) {
		struct comment c = {
			.pos = (pos_t)((uintptr_t)at - s->origin),
			.len = (uint32_t)(end - at),
		};

		if (at[1] == '/' && end[-1] == '\r')
			c.len--;
		vec_push(&s->comments, c);
	}
	if (at[2] >= 'a' && at[2] <= 'z' && s->keep_directives)
		special_comment(s, at, end);
}

/* The expression of //go:build, as go/build/constraint reads it. */
struct build {
	const char *at, *end;
	unsigned size;
	bool bad;
	char op; /* '&', '|', '!', '(', ')', 't' for a tag, or 0 */
	const char *tag;
	size_t tag_len;
};

#define BUILD_SIZE_MAX 1000

/* The release that an expression implies, and that its negation does. */
struct implied {
	int yes, no;
};

static struct implied read_or(struct build *b);

static void build_lex(struct build *b)
{
	const unsigned char *p;
	unsigned len;
	uint32_t r;

	while (b->at < b->end && (*b->at == ' ' || *b->at == '\t'))
		b->at++;
	b->op = 0;
	if (b->at >= b->end)
		return;
	switch (*b->at) {
	case '(':
	case ')':
	case '!':
		b->op = *b->at++;
		return;
	case '&':
	case '|':
		if (b->end - b->at < 2 || b->at[1] != b->at[0])
			break;
		b->op = *b->at;
		b->at += 2;
		return;
	}
	for (b->tag = b->at; b->at < b->end; b->at += len) {
		p = (const unsigned char *)b->at;
		r = utf8_decode(p, (size_t)(b->end - b->at), &len);
		if (!rune_is_letter(r) && !rune_is_digit(r) && r != '_' &&
		    r != '.')
			break;
	}
	b->tag_len = (size_t)(b->at - b->tag);
	if (b->tag_len > 0)
		b->op = 't';
	else
		b->bad = true;
}

static int tag_version(const char *tag, size_t len)
{
	const char *v = memmem(tag, len, "go1.", 4);
	int n = 0;

	if (len == 3 && memcmp(tag, "go1", 3) == 0)
		return 0;
	if (!v || v + 4 == tag + len)
		return -1;
	for (v += 4; v < tag + len; v++) {
		if (*v < '0' || *v > '9' || n > 1000000)
			return -1;
		n = n * 10 + (*v - '0');
	}
	return n;
}

static struct implied read_atom(struct build *b)
{
	struct implied v = {-1, -1};

	if (b->op == '(') {
		v = read_or(b);
		if (b->op != ')')
			b->bad = true;
	} else if (b->op == 't') {
		v.yes = tag_version(b->tag, b->tag_len);
	} else {
		b->bad = true;
	}
	if (!b->bad)
		build_lex(b);
	return v;
}

static struct implied read_not(struct build *b)
{
	struct implied v;

	if (++b->size > BUILD_SIZE_MAX)
		b->bad = true;
	if (b->bad)
		return (struct implied){-1, -1};
	build_lex(b);
	if (b->op != '!')
		return read_atom(b);
	build_lex(b);
	if (b->op == '!')
		b->bad = true;
	v = read_atom(b);
	return (struct implied){v.no, v.yes};
}

static int least(int a, int b)
{
	return a < b ? a : b;
}

static int most(int a, int b)
{
	return a > b ? a : b;
}

static struct implied read_and(struct build *b)
{
	struct implied x = read_not(b), y;

	while (b->op == '&' && !b->bad) {
		y = read_not(b);
		x.yes = most(x.yes, y.yes);
		x.no = least(x.no, y.no);
	}
	return x;
}

static struct implied read_or(struct build *b)
{
	struct implied x = read_and(b), y;

	while (b->op == '|' && !b->bad) {
		y = read_and(b);
		x.yes = least(x.yes, y.yes);
		x.no = most(x.no, y.no);
	}
	return x;
}

bool directive_go_version(const char *expr, size_t len, int *ret_minor)
{
	struct build b = {.at = expr, .end = expr + len};
	struct implied v = read_or(&b);

	if (b.bad || b.op != 0)
		return false;
	*ret_minor = v.yes;
	return true;
}
