/* SPDX-License-Identifier: MIT */
/*
 * What a declaration promises.
 *
 * Most attributes are in clang's tree and are read from how it prints the
 * declaration, which macros do not hide.  malloc with a deallocator is not:
 * clang rejects it, and glibc and glib define it away for clang.  It is read
 * from the header's text around the declaration, where it stands as
 * malloc (fclose, 1), __attr_dealloc (fclose, 1) or __attr_dealloc_fclose.
 * So are comments right above: `belay:frees p`.
 */
#include "cfront/body_lower.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

enum { MAX_TEXT = 4096, MAX_CLAIMS = 32 };

const char *lower_printed(struct lower *l, CXCursor decl)
{
	CXPrintingPolicy policy = l->clang->getCursorPrintingPolicy(decl);
	const char *text;

	l->clang->PrintingPolicy_setProperty(policy,
					     CXPrintingPolicy_TerseOutput, 1);
	text = body_text(l, l->clang->getCursorPrettyPrinted(decl, policy));
	l->clang->PrintingPolicy_dispose(policy);
	return text;
}

static void claim(struct lower *l, CXCursor decl, struct body_func *f,
		  const char *rows, const char *text, bool comment)
{
	struct body_claim c = {.rows = rows, .text = text, .comment = comment};

	for (uint32_t i = 0; i < f->nclaims; i++)
		if (strcmp(f->claims[i].rows, rows) == 0)
			return;
	if (f->nclaims == MAX_CLAIMS)
		return;
	c.path = l->set->files.at[body_locate(l, decl, &c.line)];
	c.rows = arena_strdup(l->set->arena, rows);
	c.text = arena_strdup(l->set->arena, text);
	if (f->nclaims == f->claims_cap)
		f->claims = vec_grow(f->claims, f->nclaims, &f->claims_cap,
				     sizeof(*f->claims), l->set->arena);
	f->claims[f->nclaims++] = c;
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static size_t word_len(const char *s)
{
	size_t n = 0;

	while (word_char(s[n]))
		n++;
	return n;
}

/* "name(a, b)" behind text: a and the number b; false: it is not so. */
static bool arguments(const char *at, const char **ret_word, size_t *ret_len,
		      unsigned *ret_number)
{
	while (*at == ' ')
		at++;
	if (*at++ != '(')
		return false;
	while (*at == ' ')
		at++;
	*ret_word = at;
	*ret_len = word_len(at);
	at += *ret_len;
	while (*at == ' ' || *at == ',')
		at++;
	*ret_number = 0;
	while (isdigit((unsigned char)*at) && *ret_number < 1000)
		*ret_number = *ret_number * 10 + (unsigned)(*at++ - '0');
	return *ret_len > 0;
}

/* ownership_takes(malloc, 1) and the like in printed text. */
static void ownership(struct lower *l, CXCursor decl, struct body_func *f,
		      const char *printed, const char *attribute,
		      const char *verb)
{
	const char *at = strstr(printed, attribute), *family;
	unsigned number;
	size_t len;

	if (!at || !arguments(at + strlen(attribute), &family, &len, &number))
		return;
	if (number == 0)
		claim(l, decl, f,
		      arena_printf(l->arena, "%s %.*s", verb, (int)len, family),
		      attribute, false);
	else
		claim(l, decl, f,
		      arena_printf(l->arena, "%s %u%s%.*s", verb, number - 1,
				   strcmp(verb, "keeps") == 0 ? "" : " ",
				   strcmp(verb, "keeps") == 0 ? 0 : (int)len,
				   family),
		      attribute, false);
}

static void printed_claims(struct lower *l, CXCursor decl, struct body_func *f)
{
	const char *printed = lower_printed(l, decl);

	ownership(l, decl, f, printed, "ownership_returns", "returns owned");
	ownership(l, decl, f, printed, "ownership_takes", "frees");
	ownership(l, decl, f, printed, "ownership_holds", "keeps");
	if (f->nclaims == 0 && f->returns_pointer &&
	    strstr(printed, "__attribute__((malloc))"))
		claim(l, decl, f, "returns owned", "malloc", false);
	if (strstr(printed, "returns_nonnull"))
		claim(l, decl, f, "returns nonnull", "returns_nonnull", false);
	if (strstr(printed, "noreturn") || strstr(printed, "_Noreturn"))
		claim(l, decl, f, "noreturn", "noreturn", false);
}

/* What is freed by a function is named so. */
static const char *family_of(struct lower *l, const char *dealloc, size_t len)
{
	const char *name = arena_strndup(l->arena, dealloc, len), *at;
	const struct effect_row *row = effect_table_find(name);

	at = row && strncmp(row->effects, "frees ", 6) == 0 ? row->effects + 6
							    : NULL;
	if (!at)
		return strcmp(name, "free") == 0 ? "malloc" : name;
	at += strcspn(at, " ;");
	if (*at != ' ')
		return name;
	at++;
	return arena_strndup(l->arena, at, strcspn(at, " ;"));
}

static void deallocated(struct lower *l, CXCursor decl, struct body_func *f,
			const char *word, size_t len)
{
	const char *family = family_of(l, word, len);

	claim(l, decl, f, arena_printf(l->arena, "returns owned %s", family),
	      arena_printf(l->arena, "malloc(%.*s)", (int)len, word), false);
}

/* An attribute stands in a list of them, and a name does not. */
static bool in_list(const char *text, const char *at)
{
	while (at > text && at[-1] == ' ')
		at--;
	return at > text && (at[-1] == '(' || at[-1] == ',');
}

/* One word of the text, with what follows it. */
static void word_claim(struct lower *l, CXCursor decl, struct body_func *f,
		       const char *text, const char *at, size_t len)
{
	static const char macro[] = "__attr_dealloc";
	const size_t n = sizeof(macro) - 1;
	const char *word;
	size_t word_n;
	unsigned number;

	if ((len == n && memcmp(at, macro, n) == 0) ||
	    (in_list(text, at) &&
	     ((len == 6 && memcmp(at, "malloc", 6) == 0) ||
	      (len == 10 && memcmp(at, "__malloc__", 10) == 0)))) {
		if (arguments(at + len, &word, &word_n, &number) &&
		    !isdigit((unsigned char)*word))
			deallocated(l, decl, f, word, word_n);
	} else if (len > n + 1 && memcmp(at, macro, n) == 0) {
		deallocated(l, decl, f, at + n + 1, len - n - 1);
	}
}

/* Parameters' names to their numbers; the rest as it is. */
static const char *numbered(struct lower *l, const struct body_func *f,
			    const char *text, size_t len)
{
	struct buf out;
	const char *kept;

	buf_init(&out, MAX_TEXT);
	for (size_t i = 0; i < len;) {
		size_t n = word_len(text + i);
		name_t word;
		uint32_t k = 0;

		if (n > len - i)
			n = len - i;
		if (n == 0) {
			buf_putc(&out, text[i++]);
			continue;
		}
		word = name_of_len(text + i, n);
		while (k < f->nparams && f->params[k] != word)
			k++;
		if (k < f->nparams && (i == 0 || text[i - 1] != '.'))
			buf_printf(&out, "%u", k);
		else
			buf_add(&out, text + i, n);
		i += n;
	}
	kept = arena_strdup(l->arena, buf_text(&out));
	buf_finish(&out);
	return kept;
}

/* The lines of a comment, each of which may speak to us. */
static void comment_claims(struct lower *l, CXCursor decl, struct body_func *f,
			   const char *text, size_t len)
{
	static const char mark[] = "belay:";
	const char *end = text + len;

	while (text < end) {
		const char *nl = memchr(text, '\n', (size_t)(end - text));
		const char *stop = nl ? nl : end, *at = text;

		while (at < stop && (isspace((unsigned char)*at) ||
				     *at == '/' || *at == '*'))
			at++;
		if ((size_t)(stop - at) > sizeof(mark) &&
		    memcmp(at, mark, sizeof(mark) - 1) == 0) {
			at += sizeof(mark) - 1;
			while (stop > at &&
			       (stop[-1] == '/' || stop[-1] == '*' ||
				isspace((unsigned char)stop[-1])))
				stop--;
			claim(l, decl, f,
			      numbered(l, f, at, (size_t)(stop - at)),
			      arena_strndup(l->arena, at, (size_t)(stop - at)),
			      true);
		}
		text = nl ? nl + 1 : end;
	}
}

/* Where the comments begin that end right above text[at]. */
static size_t comments_above(const char *text, size_t at)
{
	size_t low = at > MAX_TEXT ? at - MAX_TEXT : 0, begin = at;

	for (;;) {
		size_t line;

		while (at > low && isspace((unsigned char)text[at - 1]))
			at--;
		for (line = at; line > low && text[line - 1] != '\n';)
			line--;
		if (at >= low + 2 && text[at - 1] == '/' &&
		    text[at - 2] == '*') {
			at -= 2;
			while (at > low + 1 &&
			       !(text[at - 2] == '/' && text[at - 1] == '*'))
				at--;
			at = at > low + 1 ? at - 2 : low;
		} else if (at >= line + 2 && text[line] == '/' &&
			   text[line + 1] == '/') {
			at = line;
		} else {
			return begin;
		}
		begin = at;
		if (at <= low)
			return begin;
	}
}

static void text_claims(struct lower *l, CXCursor decl, struct body_func *f)
{
	CXSourceRange range = l->clang->getCursorExtent(decl);
	CXFile file;
	unsigned start;
	size_t size, at;
	const char *text;
	char copy[MAX_TEXT + 1] = {0};

	l->clang->getFileLocation(l->clang->getRangeStart(range), &file, NULL,
				  NULL, &start);
	text = file ? l->clang->getFileContents(l->tu, file, &size) : NULL;
	if (!text || start >= size)
		return;
	at = comments_above(text, start);
	comment_claims(l, decl, f, text + at, start - at);
	if (!f->returns_pointer)
		return;
	/* The declaration alone, in one line. */
	for (at = 0; at < MAX_TEXT && start + at < size &&
		     !strchr(";{", text[start + at]);
	     at++)
		copy[at] = (char)(text[start + at] == '\n' ? ' '
							   : text[start + at]);
	copy[at] = '\0';
	for (size_t i = 0; i < at;) {
		size_t n = word_len(copy + i);

		if (n > 5)
			word_claim(l, decl, f, copy, copy + i, n);
		i += n ? n : 1;
	}
}

void lower_claims(struct lower *l, CXCursor decl, struct body_func *f)
{
	CXString type =
		l->clang->getTypeSpelling(l->clang->getCursorType(decl));

	if (strstr(l->clang->getCString(type), "noreturn"))
		claim(l, decl, f, "noreturn", "noreturn", false);
	l->clang->disposeString(type);
	text_claims(l, decl, f);
	if (l->clang->Cursor_hasAttrs(decl))
		printed_claims(l, decl, f);
}
