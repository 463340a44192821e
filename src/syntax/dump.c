/* SPDX-License-Identifier: MIT */
/*
 * Dumps.  Both are made to be equal, byte for byte, to what a few lines of
 * Go print from go/scanner and go/parser (tests/oracle/syntax), so they show
 * what those have and nothing else.  The formats, in short:
 *
 *	offset:TOKEN:"literal"
 *
 *	(Kind start end what lists positions
 *	  child
 *	  ...)
 *
 * See doc/dump-format.md.
 */
#include "syntax/dump.h"

#include <string.h>

#include "base/buf.h"
#include "base/unicode.h"
#include "syntax/ast.h"
#include "syntax/scanner.h"
#include "syntax/walk.h"

static void put_number(struct buf *out, uint32_t n)
{
	char text[10];
	size_t at = sizeof(text);

	do
		text[--at] = (char)('0' + n % 10);
	while (n /= 10);
	buf_add(out, text + at, sizeof(text) - at);
}

/* In quotes, with what would spoil a line escaped; without_cr drops "\r". */
static void put_quoted(struct buf *out, const char *text, size_t n,
		       bool without_cr)
{
	buf_putc(out, '"');
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '\r' && without_cr)
			continue;
		if (c == '"' || c == '\\') {
			buf_putc(out, '\\');
			buf_putc(out, (char)c);
		} else if (c == '\n') {
			buf_puts(out, "\\n");
		} else if (c == '\t') {
			buf_puts(out, "\\t");
		} else if (c < ' ' || c == 0x7f) {
			buf_printf(out, "\\x%02x", c);
		} else {
			buf_putc(out, (char)c);
		}
	}
	buf_putc(out, '"');
}

/*
 * The text of a comment as go/scanner has it: without "\r", but for those
 * that keep a "*" and a "/" apart inside.
 */
static void put_comment(struct buf *out, const char *text, size_t n)
{
	struct buf plain;

	if (!memchr(text, '\r', n)) {
		put_quoted(out, text, n, false);
		return;
	}
	buf_init(&plain, n + 1);
	for (size_t i = 0; i < n; i++) {
		bool keep = text[1] == '*' && plain.len > 2 &&
			    plain.data[plain.len - 1] == '*' && i + 1 < n &&
			    text[i + 1] == '/';

		if (text[i] != '\r' || keep)
			buf_putc(&plain, text[i]);
	}
	put_quoted(out, plain.data, plain.len, false);
	buf_finish(&plain);
}

static void put_token(struct buf *out, uint32_t offset, unsigned tok)
{
	put_number(out, offset);
	buf_putc(out, ':');
	buf_puts(out, token_text[tok]);
	buf_putc(out, ':');
}

static void put_literal(struct buf *out, const struct scanner *s)
{
	const char *text = scan_text(s);
	uint32_t n = scan_len(s);
	unsigned len;

	if (s->tok == TOK_SEMICOLON) {
		buf_puts(out, scan_auto_semi(s) ? "\"\\n\"" : "\";\"");
	} else if (s->tok == TOK_ILLEGAL &&
		   utf8_decode(scan_start(s), n, &len) == RUNE_ERROR) {
		buf_puts(out, "\"\xef\xbf\xbd\"");
	} else if (s->tok == TOK_ILLEGAL ||
		   token_is_literal((enum token)s->tok) ||
		   token_is_keyword((enum token)s->tok)) {
		put_quoted(out, text, n, text[0] == '`');
	} else {
		buf_puts(out, "\"\"");
	}
}

static void put_comments(struct buf *out, struct scanner *s)
{
	const struct source_file *f = s->source;

	for (uint32_t i = 0; i < s->comments.len; i++) {
		const struct comment *c = &s->comments.at[i];
		uint32_t offset = pos_offset(f, c->pos);

		put_token(out, offset, TOK_COMMENT);
		put_comment(out, f->text + offset, c->len);
		buf_putc(out, '\n');
	}
	s->comments.len = 0;
}

void dump_tokens(struct source_file *source, struct buf *out)
{
	struct names *names = names_create();
	struct scanner s;

	scan_create(&s, names);
	s.keep_comments = true;
	scan_file(&s, source);
	do {
		scan_next(&s);
		put_comments(out, &s);
		put_token(out, pos_offset(source, s.pos), s.tok);
		put_literal(out, &s);
		buf_putc(out, '\n');
	} while (s.tok != TOK_EOF);
	scan_finish(&s);
	names_destroy(names);
}

#define MAX_INDENT 100 /* levels */

/* A tree on its way out. */
struct tree {
	struct buf *out;
	pos_t base;
	unsigned depth;
};

static void put_pos(struct tree *t, pos_t pos)
{
	if (pos == NO_POS)
		buf_putc(t->out, '-');
	else
		put_number(t->out, pos - t->base);
}

static void put_labeled(struct tree *t, const char *label, pos_t pos)
{
	buf_putc(t->out, ' ');
	buf_puts(t->out, label);
	buf_putc(t->out, '=');
	put_pos(t, pos);
}

static void put_line(struct tree *t, const char *text)
{
	buf_putc(t->out, '\n');
	/* A chain of 100000 operators need not be seen as such. */
	for (unsigned i = 0; i < t->depth && i < MAX_INDENT; i++)
		buf_puts(t->out, "  ");
	buf_puts(t->out, text);
}

/* What a node says besides positions and children. */
static void put_own(struct tree *t, const struct node *n)
{
	static const char *const dirs[] = {"", " send", " recv", " both"};
	const struct basic_lit *lit;

	switch ((enum node_kind)n->kind) {
	case NODE_IDENT:
		buf_putc(t->out, ' ');
		buf_puts(t->out, name_text(((const struct ident *)n)->name));
		break;
	case NODE_BASIC_LIT:
		lit = (const struct basic_lit *)n;
		buf_putc(t->out, ' ');
		buf_puts(t->out, token_text[n->op]);
		buf_putc(t->out, ' ');
		put_quoted(t->out, lit->text, lit->len, lit->text[0] == '`');
		break;
	case NODE_CHAN_TYPE:
		buf_puts(t->out, dirs[((const struct chan_type *)n)->dir]);
		break;
	case NODE_SLICE_EXPR:
		if (((const struct slice_expr *)n)->slice3)
			buf_puts(t->out, " slice3");
		break;
	case NODE_EMPTY_STMT:
		if (n->flags & NODE_IMPLICIT)
			buf_puts(t->out, " implicit");
		break;
	case NODE_TYPE_SPEC:
		if (n->flags & NODE_ALIAS)
			buf_puts(t->out, " alias");
		break;
	default:
		if (n->op) {
			buf_putc(t->out, ' ');
			buf_puts(t->out, token_text[n->op]);
		}
	}
	if (n->flags & NODE_SKIPPED)
		buf_puts(t->out, " skipped");
}

static void put_node(struct tree *t, const struct node *n)
{
	const char *kind = node_kind_text[n->kind];

	if (n->kind == NODE_INDEX_EXPR &&
	    ((const struct index_expr *)n)->nindices > 1)
		kind = "IndexListExpr";
	put_line(t, "(");
	buf_puts(t->out, kind);
	buf_putc(t->out, ' ');
	put_pos(t, node_pos(n));
	buf_putc(t->out, ' ');
	put_pos(t, node_end(n));
	put_own(t, n);
	for (const struct shape *s = shape_of(n->kind); s->kind == n->kind;
	     s++) {
		const char *member = (const char *)n + s->offset;

		if (s->class == SHAPE_POS)
			put_labeled(t, s->label, *(const pos_t *)member);
		if (s->class == SHAPE_LIST)
			buf_printf(t->out, " %s:%u", s->label,
				   *(const uint32_t *)((const char *)n +
						       s->noffset));
	}
}

static bool enter(void *ctx, enum walk_what what, void *x)
{
	const struct field_list *l = x;
	struct tree *t = ctx;

	switch (what) {
	case WALK_NODE:
		put_node(t, x);
		break;
	case WALK_FIELDS:
		put_line(t, "(FieldList");
		put_labeled(t, "opening", l->opening);
		put_labeled(t, "closing", l->closing);
		break;
	case WALK_FIELD:
		put_line(t, "(Field");
		buf_printf(t->out, " names:%u", ((struct field *)x)->nnames);
		break;
	case WALK_NIL:
		put_line(t, "nil");
		return false;
	}
	t->depth++;
	return true;
}

static void leave(void *ctx, enum walk_what what, void *x)
{
	struct tree *t = ctx;

	(void)what;
	(void)x;
	t->depth--;
	buf_putc(t->out, ')');
}

void dump_ast(const struct ast_file *f, struct buf *out)
{
	struct tree t = {.out = out, .base = f->source->base, .depth = 1};
	struct walk w = {.enter = enter, .leave = leave, .ctx = &t};

	buf_puts(out, "(File");
	put_labeled(&t, "package", f->package_pos);
	buf_printf(out, " imports:%u comments:%u version=%s", f->nimports,
		   f->ncomments, f->go_version);
	walk_file(&w, (struct ast_file *)f);
	buf_puts(out, ")\n");
}
