/* SPDX-License-Identifier: MIT */
/*
 * Rows of effects as text: read and printed.  The table, .belay files and
 * comments are all read here; doc/effects.md has the grammar.
 */
#include "cfront/effect.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/vec.h"
#include "cfront/effect_impl.h"

static const char *const kind_text[EFFECT_NKINDS] = {
#define X(name, text) text,
	EFFECT_KINDS(X)
#undef X
};

static const char *const relation_text[] = {
	[RELATION_EQ] = "==",	  [RELATION_NE] = "!=",
	[RELATION_LT] = "<",	  [RELATION_GE] = ">=",
	[RELATION_GT] = ">",	  [RELATION_LE] = "<=",
	[RELATION_ANY_BIT] = "&", [RELATION_NO_BIT] = "!&",
};

/* Reading */

enum token_kind { END, WORD, NUMBER, MARK, BAD };

struct reader {
	struct arena *a;
	const char *text;
	size_t size, at;
	/* The token that is looked at. */
	enum token_kind kind;
	size_t start, len;
	int64_t number;
	const char *error; /* the first one, and where */
	size_t error_at;
};

static void fail_at(struct reader *r, size_t at, const char *why)
{
	if (r->error)
		return;
	r->error = why;
	r->error_at = at + 1;
}

static void fail(struct reader *r, const char *why)
{
	fail_at(r, r->start, why);
}

static bool word_char(char c)
{
	return isalnum((unsigned char)c) || c == '_';
}

static void read_number(struct reader *r)
{
	bool minus = r->text[r->at] == '-';
	uint64_t value = 0;
	size_t i = r->at + minus;

	for (; i < r->size && isdigit((unsigned char)r->text[i]); i++) {
		if (value > (INT64_MAX - 9) / 10) {
			fail(r, "number too large");
			break;
		}
		value = value * 10 + (uint64_t)(r->text[i] - '0');
	}
	while (i < r->size && word_char(r->text[i])) {
		fail(r, "a number is written in decimal");
		i++;
	}
	r->kind = NUMBER;
	r->number = minus ? -(int64_t)value : (int64_t)value;
	r->len = i - r->start;
}

static size_t mark_len(const struct reader *r)
{
	static const char marks[][4] = {"...", "==", "!=", "<=", ">=", "!&",
					"<",   ">",  "&",  "*",	 ".",  ";"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		size_t n = strlen(marks[i]);

		if (n <= r->size - r->at &&
		    memcmp(r->text + r->at, marks[i], n) == 0)
			return n;
	}
	return 0;
}

static void next(struct reader *r)
{
	while (r->at < r->size && isspace((unsigned char)r->text[r->at]))
		r->at++;
	r->start = r->at;
	if (r->at == r->size) {
		r->kind = END;
		r->len = 0;
		return;
	}

	char c = r->text[r->at];

	if (isdigit((unsigned char)c) ||
	    (c == '-' && r->at + 1 < r->size &&
	     isdigit((unsigned char)r->text[r->at + 1]))) {
		read_number(r);
	} else if (word_char(c)) {
		r->kind = WORD;
		for (r->len = 1; r->at + r->len < r->size &&
				 word_char(r->text[r->at + r->len]);)
			r->len++;
	} else {
		r->len = mark_len(r);
		r->kind = r->len ? MARK : BAD;
		r->len += r->kind == BAD;
	}
	r->at = r->start + r->len;
}

static bool is(const struct reader *r, const char *text)
{
	return (r->kind == WORD || r->kind == MARK) && r->len == strlen(text) &&
	       memcmp(r->text + r->start, text, r->len) == 0;
}

static bool got(struct reader *r, const char *text)
{
	if (!is(r, text))
		return false;
	next(r);
	return true;
}

static name_t read_name(struct reader *r, const char *why)
{
	name_t name;

	if (r->kind != WORD) {
		fail(r, why);
		return NO_NAME;
	}
	name = name_of_len(r->text + r->start, r->len);
	next(r);
	return name;
}

static void add_step(struct reader *r, struct effect_path *p, name_t step,
		     size_t at)
{
	if (p->nsteps == EFFECT_STEPS)
		fail_at(r, at,
			"a path has at most three steps; end it in '...'");
	else
		p->steps[p->nsteps++] = step;
}

static void read_root(struct reader *r, struct effect_path *p)
{
	if (r->kind == NUMBER) {
		if (r->number < 0 || r->number > EFFECT_MAX_ARG)
			fail(r, "no function has that many arguments");
		p->root = (int16_t)(r->number & 0xff);
		next(r);
	} else if (got(r, "result")) {
		p->root = EFFECT_RESULT;
	} else if (got(r, "global")) {
		p->root = EFFECT_GLOBAL;
		p->global = read_name(r, "wants the name of a variable");
	} else {
		fail(r, "wants an argument's number, 'result' or 'global'");
	}
}

static struct effect_path read_path(struct reader *r)
{
	struct effect_path p = {0};
	size_t at = r->start;
	int stars = 0;

	while (got(r, "*"))
		if (++stars > EFFECT_STEPS)
			fail(r, "a path has at most three steps");
	read_root(r, &p);
	while (stars-- > 0 && !r->error)
		add_step(r, &p, NO_NAME, at);
	while (got(r, ".")) {
		name_t step = NO_NAME;

		at = r->start;
		if (!got(r, "*"))
			step = read_name(r, "wants a field's name");
		add_step(r, &p, step, at);
		if (r->error)
			break;
	}
	p.some = got(r, "...");
	return p;
}

/* A family may follow; these words are none. */
static name_t read_family(struct reader *r)
{
	if (r->kind != WORD || is(r, "if") || is(r, "maybe") || is(r, "in") ||
	    is(r, "interior"))
		return NO_NAME;
	return read_name(r, "");
}

static void read_condition(struct reader *r, struct effect_condition *c)
{
	bool maybe = got(r, "maybe");

	c->subject.root = EFFECT_NOWHERE;
	c->when = maybe ? EFFECT_MAYBE : EFFECT_ALWAYS;
	if (!got(r, "if"))
		return;
	c->when = maybe ? EFFECT_MAYBE : EFFECT_IF;
	c->subject = read_path(r);
	for (size_t i = 0;; i++) {
		if (i == sizeof(relation_text) / sizeof(*relation_text)) {
			fail(r, "wants one of == != < <= > >= & !&");
			return;
		}
		if (got(r, relation_text[i])) {
			c->relation = (uint8_t)i;
			break;
		}
	}
	if (got(r, "NULL"))
		return;
	c->value = r->number;
	if (r->kind != NUMBER)
		fail(r, "wants a number or NULL");
	next(r);
}

static void read_returns(struct reader *r, struct c_effect *e)
{
	if (got(r, "owned")) {
		e->kind = EFFECT_RETURNS_OWNED;
		e->family = read_family(r);
		e->interior = got(r, "interior");
	} else if (got(r, "alias")) {
		e->kind = EFFECT_RETURNS_ALIAS;
		e->path = read_path(r);
		e->interior = got(r, "interior");
	} else if (got(r, "static")) {
		e->kind = EFFECT_RETURNS_STATIC;
	} else if (got(r, "nonnull")) {
		e->kind = EFFECT_RETURNS_NONNULL;
	} else {
		fail(r, "returns what: owned, alias, static or nonnull?");
	}
}

static void read_out(struct reader *r, struct c_effect *e)
{
	e->path = read_path(r);
	/* An argument stands for what it points to. */
	if (e->path.root >= 0 && e->path.nsteps == 0 && !e->path.some)
		add_step(r, &e->path, NO_NAME, r->start);
	if (!got(r, "owned"))
		fail(r, "wants 'owned'");
	e->family = read_family(r);
}

static void read_calls(struct reader *r, struct c_effect *e)
{
	if (got(r, "go")) {
		e->kind = EFFECT_CALLS_GO;
		e->name = read_name(r, "wants the name of a Go function");
	} else {
		e->path = read_path(r);
	}
}

static void read_kept(struct reader *r, struct c_effect *e)
{
	e->path = read_path(r);
	if (got(r, "in"))
		e->other = read_path(r);
}

static void read_plain(struct reader *r, struct c_effect *e)
{
	e->path = read_path(r);
}

static void read_released(struct reader *r, struct c_effect *e)
{
	e->path = read_path(r);
	e->family = read_family(r);
	e->interior = got(r, "interior");
}

static void read_nothing(struct reader *r, struct c_effect *e)
{
	(void)r;
	(void)e;
}

static const struct verb {
	const char *text;
	uint8_t kind;
	void (*rest)(struct reader *r, struct c_effect *e);
} verbs[] = {
	{"none", EFFECT_NONE, read_nothing},
	{"noreturn", EFFECT_NORETURN, read_nothing},
	{"frees", EFFECT_FREES, read_released},
	{"reallocs", EFFECT_REALLOCS, read_released},
	{"unrefs", EFFECT_UNREFS, read_released},
	{"refs", EFFECT_REFS, read_plain},
	{"returns", EFFECT_RETURNS_OWNED, read_returns},
	{"out", EFFECT_OUT, read_out},
	{"clears", EFFECT_CLEARS, read_plain},
	{"keeps", EFFECT_KEEPS, read_kept},
	{"calls", EFFECT_CALLS, read_calls},
	{"reads", EFFECT_READS, read_plain},
	{"writes", EFFECT_WRITES, read_plain},
};

static const struct verb *find_verb(struct reader *r)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++)
		if (got(r, verbs[i].text))
			return &verbs[i];
	fail(r, "no effect begins so; see doc/effects.md");
	return NULL;
}

static void read_row(struct reader *r, struct effect_rows *rows)
{
	struct c_effect e = {0};
	const struct verb *verb = find_verb(r);

	if (!verb)
		return;
	e.kind = verb->kind;
	e.path.root = e.other.root = EFFECT_NOWHERE;
	verb->rest(r, &e);
	read_condition(r, &e.condition);
	if (r->kind != END && !is(r, ";"))
		fail(r, "wants ';', 'if', 'maybe' or the end here");
	if (!r->error)
		vec_push_in(r->a, rows, e);
}

uint32_t effect_parse(struct arena *a, const char *text, size_t size,
		      struct effect_rows *rows, const char **ret_message)
{
	struct reader r = {.a = a, .text = text, .size = size};

	next(&r);
	while (r.kind != END && !r.error) {
		if (rows->len == EFFECT_MAX_ROWS)
			fail(&r, "too many effects of one function");
		else
			read_row(&r, rows);
		got(&r, ";");
	}
	if (r.error)
		*ret_message = r.error;
	return r.error ? (uint32_t)r.error_at : 0;
}

/* Printing */

void effect_print_path(const struct effect_path *p, struct buf *out)
{
	/* Stars in front where there is nothing but stars. */
	bool front = p->nsteps > 0;

	for (uint32_t i = 0; i < p->nsteps; i++)
		front &= p->steps[i] == NO_NAME;
	for (uint32_t i = 0; front && i < p->nsteps; i++)
		buf_putc(out, '*');
	if (p->root == EFFECT_RESULT)
		buf_puts(out, "result");
	else if (p->root == EFFECT_GLOBAL)
		buf_printf(out, "global %s", name_text(p->global));
	else
		buf_printf(out, "%d", p->root);
	for (uint32_t i = 0; !front && i < p->nsteps; i++)
		buf_printf(out, ".%s",
			   p->steps[i] ? name_text(p->steps[i]) : "*");
	if (p->some)
		buf_puts(out, "...");
}

static void print_condition(const struct effect_condition *c, struct buf *out)
{
	if (c->when == EFFECT_MAYBE)
		buf_puts(out, " maybe");
	if (c->when == EFFECT_ALWAYS || c->subject.root == EFFECT_NOWHERE)
		return;
	buf_puts(out, " if ");
	effect_print_path(&c->subject, out);
	buf_printf(out, " %s %lld", relation_text[c->relation],
		   (long long)c->value);
}

static void print_out_path(const struct effect_path *p, struct buf *out)
{
	struct effect_path shown = *p;

	if (p->root >= 0 && p->nsteps == 1 && !p->steps[0] && !p->some)
		shown.nsteps = 0;
	effect_print_path(&shown, out);
}

void effect_print(const struct c_effect *row, struct buf *out)
{
	buf_puts(out, kind_text[row->kind]);
	if (row->path.root != EFFECT_NOWHERE) {
		buf_putc(out, ' ');
		if (row->kind == EFFECT_OUT)
			print_out_path(&row->path, out);
		else
			effect_print_path(&row->path, out);
	}
	if (row->kind == EFFECT_OUT)
		buf_puts(out, " owned");
	if (row->kind == EFFECT_CALLS_GO)
		buf_printf(out, " %s", name_text(row->name));
	if (row->family)
		buf_printf(out, " %s", name_text(row->family));
	if (row->interior)
		buf_puts(out, " interior");
	if (row->other.root != EFFECT_NOWHERE) {
		buf_puts(out, " in ");
		effect_print_path(&row->other, out);
	}
	print_condition(&row->condition, out);
}

void effect_print_reason(const struct c_effect *row, struct buf *out)
{
	static const char *const text[] = {
		[EFFECT_FROM_BODY] = "body",
		[EFFECT_FROM_ATTRIBUTE] = "attribute",
		[EFFECT_FROM_TABLE] = "table",
		[EFFECT_FROM_FILE] = "file",
		[EFFECT_FROM_COMMENT] = "comment",
	};
	const struct effect_reason *r = &row->reason;

	buf_puts(out, text[r->source]);
	if (r->path)
		buf_printf(out, " %s", r->path);
	if (r->line)
		buf_printf(out, "%s%u", r->path ? ":" : " ", r->line);
	if (r->text)
		buf_printf(out, " (%s)", r->text);
}
