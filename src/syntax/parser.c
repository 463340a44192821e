/* SPDX-License-Identifier: MIT */
/*
 * Files, errors, and how parsing goes on after one.
 *
 * Productions do not know of errors: one that misses a token says so, and
 * goes on as if it had been there.  Two things bring the parser back into
 * step.  parse_advance() skips to a token that begins something, as
 * go/parser does.  And a line that begins, in its first column, with a word
 * that only a top-level declaration can have there ends whatever is being
 * parsed: the scanner plays the end of the file until all productions have
 * returned, without a word about what they miss, and then goes on at that
 * line.  So a function that lacks a brace costs that function.
 *
 * Errors are kept until the end of the file, the first of each line and
 * the first ten lines, so that they come out in the order of positions
 * although bytes that are no text were looked for beforehand.
 */
#include "syntax/parser.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "syntax/directive.h"
#include "syntax/parse.h"

#define STACK_MAX ((uint32_t)1 << 30)

void parse_grow_stack(struct parser *p)
{
	uint32_t cap = p->cap ? p->cap * 2 : 1024;
	void **more;

	if (p->cap >= STACK_MAX) {
		diag("out of memory: a list of %u elements", p->cap);
		exit(DIAG_EXIT_BROKEN);
	}
	more = reallocarray(p->stack, cap, sizeof(*more));
	if (!more) {
		diag("out of memory: a list of %u elements", cap);
		exit(DIAG_EXIT_BROKEN);
	}
	memset(more + p->cap, 0, (cap - p->cap) * sizeof(*more));
	p->stack = more;
	p->cap = cap;
}

/* Where an error goes among those kept: its place, or -1 for nowhere. */
static int place_of(const struct parser *p, pos_t pos)
{
	unsigned i = p->nerrors;

	if (i == MAX_ERRORS && pos >= p->errors[i - 1].pos)
		return -1;
	for (unsigned k = 0; k < p->nerrors; k++)
		if (pos >= p->errors[k].line_start &&
		    pos <= p->errors[k].line_end)
			return -1;
	while (i > 0 && p->errors[i - 1].pos > pos)
		i--;
	return (int)i;
}

static void keep_error(struct parser *p, pos_t pos, const char *fmt, va_list ap)
{
	const char *text = (const char *)p->s.text, *at, *start, *end;
	pos_t first = (pos_t)((uintptr_t)text - p->s.origin);
	int i = place_of(p, pos);
	struct parse_error *e;

	p->decl_bad = true;
	if (i < 0)
		return;
	if (p->nerrors < MAX_ERRORS)
		p->nerrors++;
	e = &p->errors[i];
	memmove(e + 1, e, (p->nerrors - 1 - (unsigned)i) * sizeof(*e));

	at = text + (pos - first);
	start = memrchr(text, '\n', (size_t)(at - text));
	end = memchr(at, '\n', (size_t)((const char *)p->s.end - at));
	e->pos = pos;
	e->line_start = start ? first + (pos_t)(start + 1 - text) : first;
	e->line_end = end ? first + (pos_t)(end - text) : UINT32_MAX;
	vsnprintf(e->msg, sizeof(e->msg), fmt, ap);
}

void parse_error(struct parser *p, pos_t pos, const char *fmt, ...)
{
	va_list ap;

	if (p->stopped || p->resume)
		return;
	va_start(ap, fmt);
	keep_error(p, pos, fmt, ap);
	va_end(ap);
}

static void on_scan_error(void *ctx, pos_t pos, const char *msg)
{
	parse_error(ctx, pos, "%s", msg);
}

/* What a message says was found instead. */
static void found(const struct parser *p, char *buf, size_t size)
{
	unsigned t = tok(p);

	if (t == TOK_SEMICOLON && scan_auto_semi(&p->s))
		snprintf(buf, size, "newline");
	else if (token_is_literal((enum token)t))
		snprintf(buf, size, "%.*s", (int)scan_len(&p->s),
			 scan_text(&p->s));
	else
		snprintf(buf, size, "'%s'", token_text[t]);
}

void parse_expected(struct parser *p, pos_t pos, const char *what)
{
	char text[100];

	if (pos != p->s.pos) {
		parse_error(p, pos, "expected %s", what);
		return;
	}
	found(p, text, sizeof(text));
	parse_error(p, pos, "expected %s, found %s", what, text);
}

static bool in_first_column(const struct parser *p)
{
	const uint8_t *at = scan_start(&p->s);

	return at == p->s.text || at[-1] == '\n';
}

static const uint8_t *skip_spaces(const uint8_t *at)
{
	while (*at == ' ' || *at == '\t')
		at++;
	return at;
}

static bool is_letter(unsigned c)
{
	return c == '_' || c >= 0x80 ||
	       ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The length of the name at a place, or 0. */
static size_t name_length(const uint8_t *at)
{
	size_t n = 0;

	while (is_letter(at[n]) || (n > 0 && at[n] >= '0' && at[n] <= '9'))
		n++;
	return n;
}

/*
 * At "func": whether a name follows, perhaps behind a receiver.  What looks
 * like a name may be the result of a function literal; only behind a
 * method's there are parameters, maybe after type parameters.
 */
static bool names_function(const struct parser *p)
{
	const uint8_t *at = skip_spaces(p->s.cur);
	size_t n;

	if (*at != '(')
		return is_letter(*at);
	at += strcspn((const char *)at, ")\n");
	if (*at != ')')
		return false;
	at = skip_spaces(at + 1);
	n = name_length(at);
	if (n == 0 || (n == 4 && memcmp(at, "func", 4) == 0))
		return false;
	at = skip_spaces(at + n);
	if (*at == '[') {
		at += strcspn((const char *)at, "]\n");
		at = skip_spaces(at + (*at == ']'));
	}
	return *at == '(';
}

/* Plays the end of the file, until the line is taken up again. */
static void leave_decl(struct parser *p)
{
	p->resume = scan_start(&p->s);
	p->s.cur = p->s.end;
	p->s.tok = TOK_EOF;
}

/* The name behind "func" where a function cannot be declared. */
static void tell_misplaced(struct parser *p)
{
	const uint8_t *at = skip_spaces(p->s.cur);
	size_t n = name_length(at);

	if (n > 0)
		parse_error(p, (pos_t)((uintptr_t)at - p->s.origin),
			    "expected '(', found %.*s", (int)n, at);
	else
		parse_expected(p, p->s.pos, "'}'");
}

/*
 * Whether the current token begins a top-level declaration inside of
 * another one.  It is then the end of that one.
 */
bool parse_resync(struct parser *p)
{
	switch (tok(p)) {
	case TOK_FUNC:
		if (!in_first_column(p) || p->resume)
			return false;
		if (names_function(p)) {
			if (!p->decl_bad)
				tell_misplaced(p);
			break;
		}
		return false;
	case TOK_CONST:
	case TOK_IMPORT:
	case TOK_TYPE:
	case TOK_VAR:
		if (!p->decl_bad || !in_first_column(p))
			return false;
		break;
	default:
		return false;
	}
	leave_decl(p);
	return true;
}

void parse_unexpected(struct parser *p, enum token want)
{
	char what[32];

	if (want == TOK_IDENT)
		snprintf(what, sizeof(what), "'IDENT'");
	else
		snprintf(what, sizeof(what), "'%s'", token_text[want]);
	parse_expected(p, p->s.pos, what);
	parse_resync(p);
}

static bool is_in(enum token_set set, unsigned t)
{
	switch (t) {
	case TOK_CONST:
	case TOK_TYPE:
	case TOK_VAR:
		return set != SET_EXPR_END;
	case TOK_IMPORT:
		return set == SET_DECL;
	case TOK_BREAK:
	case TOK_CONTINUE:
	case TOK_DEFER:
	case TOK_FALLTHROUGH:
	case TOK_FOR:
	case TOK_GO:
	case TOK_GOTO:
	case TOK_IF:
	case TOK_RETURN:
	case TOK_SELECT:
	case TOK_SWITCH:
		return set == SET_STMT;
	case TOK_COMMA:
	case TOK_COLON:
	case TOK_SEMICOLON:
	case TOK_RPAREN:
	case TOK_RBRACK:
	case TOK_RBRACE:
		return set == SET_EXPR_END;
	}
	return false;
}

/*
 * Skips to a token of the set.  Two productions may wait for each other at
 * one token: after ten calls without a step, one token is skipped.
 */
void parse_advance(struct parser *p, enum token_set to)
{
	for (; tok(p) != TOK_EOF; next(p)) {
		if (parse_resync(p))
			return;
		if (!is_in(to, tok(p)))
			continue;
		if (p->s.pos == p->sync_pos && p->sync_count < 10) {
			p->sync_count++;
			return;
		}
		if (p->s.pos > p->sync_pos) {
			p->sync_pos = p->s.pos;
			p->sync_count = 0;
			return;
		}
	}
}

void parse_stop(struct parser *p)
{
	parse_error(p, p->s.pos, "exceeded max nesting depth");
	p->stopped = true;
	p->s.cur = p->s.end;
	p->s.tok = TOK_EOF;
}

/* A newline was taken for a semicolon; a declaration may begin behind it. */
static void resync_behind_newline(struct parser *p)
{
	if (tok(p) != TOK_SEMICOLON || !scan_auto_semi(&p->s))
		return;
	next(p);
	parse_resync(p);
}

bool parse_missing_comma(struct parser *p, const char *context)
{
	bool newline = tok(p) == TOK_SEMICOLON && scan_auto_semi(&p->s);

	parse_error(p, p->s.pos, "missing ','%s in %s",
		    newline ? " before newline" : "", context);
	if (newline) {
		struct scan_mark here = scan_save(&p->s);

		next(p);
		if (!parse_resync(p))
			scan_restore(&p->s, &here);
	}
	return true;
}

pos_t parse_closing(struct parser *p, enum token t, const char *context)
{
	if (tok(p) == TOK_SEMICOLON && scan_auto_semi(&p->s)) {
		parse_error(p, p->s.pos, "missing ',' before newline in %s",
			    context);
		resync_behind_newline(p);
	}
	return expect(p, t);
}

void parse_no_semi(struct parser *p)
{
	parse_expected(p, p->s.pos, "';'");
	if (tok(p) == TOK_COMMA)
		next(p);
	else
		parse_advance(p, SET_STMT);
}

/* At "{"; false when the body must be parsed to see what is wrong. */
bool parse_skip_body(struct parser *p)
{
	if (scan_skip_block(&p->s, p->careful))
		return true;
	p->careful = true;
	return false;
}

static void begin(struct parser *p, struct arena *a)
{
	p->arena = a;
	p->top = p->depth = 0;
	p->expr_lev = 0;
	p->in_rhs = p->skip_bodies = p->skip_lits = p->careful = false;
	p->decl_bad = p->stopped = false;
	p->resume = NULL;
	p->sync_pos = NO_POS;
	p->sync_count = 0;
	p->nerrors = 0;
	p->imports.len = 0;
}

static void tell_errors(const struct parser *p, parse_error_fn *error,
			void *ctx)
{
	if (!error)
		return;
	for (unsigned i = 0; i < p->nerrors; i++)
		error(ctx, p->errors[i].pos, p->errors[i].msg);
}

/* Whether a declaration follows, perhaps one that ended another. */
static bool more_decls(struct parser *p)
{
	p->decl_bad = false;
	p->depth = 0;
	p->expr_lev = 0;
	p->in_rhs = false;
	if (p->resume && !p->stopped) {
		p->s.cur = p->resume;
		p->resume = NULL;
		next(p);
	}
	return tok(p) != TOK_EOF;
}

static void package_clause(struct parser *p, struct ast_file *f)
{
	f->package_pos = take(p);
	if (tok(p) == TOK_IDENT)
		f->name = parse_ident(p);
	else
		parse_unexpected(p, TOK_IDENT);
	expect_semi(p);
}

static void decls(struct parser *p, struct ast_file *f, bool only_imports)
{
	unsigned before = TOK_IMPORT;

	while (more_decls(p)) {
		if (only_imports && tok(p) != TOK_IMPORT)
			break;
		if (tok(p) == TOK_IMPORT && before != TOK_IMPORT)
			parse_error(p, p->s.pos,
				    "imports must appear before other "
				    "declarations");
		before = tok(p);
		push(p, parse_decl(p, SET_DECL));
	}
	f->decls = keep_list(p, 0, &f->ndecls);
}

/* What the last valid //go:build line before the package clause asks for. */
static const char *go_version(const struct parser *p, pos_t before)
{
	const char *version = "";
	int minor;

	for (uint32_t i = 0; i < p->s.directives.len; i++) {
		const struct directive *d = &p->s.directives.at[i];
		const size_t n = strlen("go:build");

		if (d->pos >= before)
			break;
		if (d->kind != DIRECTIVE_BUILD ||
		    !directive_go_version(d->text + n, d->len - n, &minor))
			continue;
		version = minor < 0 ? ""
			  : minor == 0
				  ? "go1"
				  : arena_printf(p->arena, "go1.%d", minor);
	}
	return version;
}

static void keep_lists(struct parser *p, struct ast_file *f)
{
	struct source_file *source = f->source;

	f->imports = vec_keep(p->arena, &p->imports, 0);
	f->nimports = p->imports.len;
	f->comments = vec_keep(p->arena, &p->s.comments, 0);
	f->ncomments = p->s.comments.len;
	f->directives = vec_keep(p->arena, &p->s.directives, 0);
	f->ndirectives = p->s.directives.len;
	if (p->s.lines.len > 0 || source->ndirectives > 0)
		source_set_directives(source, p->s.lines.at, p->s.lines.len);
}

struct ast_file *parser_file(struct parser *p, struct arena *a,
			     struct source_file *source, enum parse_mode mode,
			     parse_error_fn *error, void *ctx)
{
	struct ast_file *f = ARENA_NEW(a, struct ast_file);

	begin(p, a);
	p->skip_bodies = p->skip_lits = (mode & PARSE_SKIP_BODIES) != 0;
	p->s.keep_comments = (mode & PARSE_COMMENTS) != 0;
	scan_file(&p->s, source);
	f->source = source;
	next(p);
	f->go_version = go_version(p, p->s.pos);
	if (tok(p) == TOK_PACKAGE) {
		package_clause(p, f);
		decls(p, f, (mode & PARSE_IMPORTS) != 0);
	} else {
		parse_unexpected(p, TOK_PACKAGE);
	}
	scan_names(&p->s);
	if (!(mode & PARSE_IMPORTS))
		scan_check_rest(&p->s);
	f->nlines = p->s.nlines;
	keep_lists(p, f);
	f->bad = p->nerrors > 0;
	tell_errors(p, error, ctx);
	return f;
}

/* A body from brace to brace, which was skipped before. */
static struct block_stmt *body(struct parser *p, struct arena *a,
			       struct source_file *source, pos_t lbrace,
			       pos_t rbrace, parse_error_fn *error, void *ctx)
{
	struct block_stmt *b;

	begin(p, a);
	scan_part(&p->s, source, pos_offset(source, lbrace),
		  pos_offset(source, rbrace) + 1);
	next(p);
	b = parse_block(p);
	scan_names(&p->s);
	tell_errors(p, error, ctx);
	return b;
}

void parser_func_body(struct parser *p, struct arena *a,
		      struct source_file *source, struct func_decl *decl,
		      parse_error_fn *error, void *ctx)
{
	if (!(decl->node.flags & NODE_SKIPPED))
		return;
	decl->node.flags &= (uint8_t)~NODE_SKIPPED;
	decl->body = body(p, a, source, decl->lbrace, decl->rbrace, error, ctx);
}

void parser_lit_body(struct parser *p, struct arena *a,
		     struct source_file *source, struct func_lit *lit,
		     parse_error_fn *error, void *ctx)
{
	if (!(lit->e.node.flags & NODE_SKIPPED))
		return;
	lit->e.node.flags &= (uint8_t)~NODE_SKIPPED;
	lit->body = body(p, a, source, lit->lbrace, lit->rbrace, error, ctx);
}

struct parser *parser_create(struct names *names)
{
	struct parser *p = calloc(1, sizeof(*p));

	if (!p) {
		diag("out of memory: a parser");
		exit(DIAG_EXIT_BROKEN);
	}
	scan_create(&p->s, names);
	p->s.error = on_scan_error;
	p->s.ctx = p;
	return p;
}

void parser_destroy(struct parser *p)
{
	if (!p)
		return;
	scan_finish(&p->s);
	vec_finish(&p->imports);
	free(p->stack);
	free(p);
}
