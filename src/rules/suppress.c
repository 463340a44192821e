/* SPDX-License-Identifier: MIT */
/*
 * Comments that silence findings, in the forms that people know from other
 * tools and in our own:
 *
 *	//nolint   //nolint:belay   //nolint:BL102,errcheck // why
 *	//lint:ignore BL102 reason	//lint:file-ignore BL1* reason
 *	//belay:ignore BL102 reason
 *
 * A comment behind code speaks for its line.  One on a line of its own speaks
 * for the next line, and when a statement or declaration begins there, just
 * below the comment, for all of it (as golangci-lint and staticcheck do).
 * Rules are named by code, by slug, or by a pattern.
 *
 * Files of findings are few: only theirs are looked at.
 */
#include <fnmatch.h>
#include <string.h>

#include "base/arena.h"
#include "base/ptrmap.h"
#include "program/program.h"
#include "rules/report.h"
#include "rules/trees.h"
#include "syntax/ast.h"
#include "syntax/walk.h"

/* What a comment silences. */
struct silence {
	uint32_t first, last; /* lines */
	uint32_t column;      /* of a comment on its own line; else 0 */
	const char *rules;    /* with commas between; NULL: all */
};

struct file {
	struct VEC(struct silence) at;
};

struct suppressor {
	const struct rules_config *config;
	struct arena *arena;
	struct trees *trees;
	struct ptrmap files; /* struct source_file * -> struct file * */
	struct VEC(struct finding_diagnostic) errors;
};

enum { WHOLE_FILE = INT32_MAX };

struct suppressor *suppressor_create(const struct rules_config *c,
				     struct trees *trees)
{
	struct suppressor *s = ARENA_NEW(c->arena, struct suppressor);

	s->config = c;
	s->arena = c->arena;
	s->trees = trees;
	return s;
}

static bool starts(const char *text, const char *prefix)
{
	return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* The next word, cut off; *at is moved behind it. */
static const char *next_word(struct arena *a, const char **at)
{
	size_t n;
	const char *word;

	*at += strspn(*at, " \t");
	n = strcspn(*at, " \t");
	word = arena_strndup(a, *at, n);
	*at += n;
	return word;
}

/* "BL102,errcheck" or "belay"; others' names do not matter to us. */
static bool list_names(const struct silence *s, const struct rule *rule)
{
	char word[64];

	if (!s->rules)
		return true;
	for (const char *at = s->rules; *at; at += *at == ',') {
		size_t n = strcspn(at, ",");

		if (n > 0 && n < sizeof(word)) {
			memcpy(word, at, n);
			word[n] = '\0';
			if (strcmp(word, "belay") == 0 ||
			    strcmp(word, "all") == 0 ||
			    fnmatch(word, rule->code, 0) == 0 ||
			    fnmatch(word, rule->slug, 0) == 0)
				return true;
		}
		at += n;
	}
	return false;
}

/* Whether a list has a name that can only mean one of our rules. */
static bool speaks_to_us(const char *list)
{
	return strstr(list, "BL") || strstr(list, "belay");
}

static void complain(struct suppressor *s, pos_t pos, const char *what)
{
	struct position at = position_raw(s->config->program->files, pos);

	vec_push_in(s->arena, &s->errors,
		    (struct finding_diagnostic){
			    .file = program_path(s->config->program, at.path),
			    .line = (int)at.line,
			    .column = (int)at.column,
			    .message = what,
		    });
}

/* lint:ignore, lint:file-ignore, belay:ignore: rules, then a reason. */
static bool read_ignore(struct suppressor *s, const struct directive *d,
			const char *text, struct silence *ret)
{
	const char *verb = next_word(s->arena, &text);
	const char *list = next_word(s->arena, &text);
	bool lint = starts(verb, "lint:");

	if (strcmp(verb, "lint:file-ignore") == 0)
		*ret = (struct silence){.first = 1, .last = WHOLE_FILE};
	else if (strcmp(verb, "lint:ignore") != 0 &&
		 strcmp(verb, "belay:ignore") != 0)
		return false;
	text += strspn(text, " \t");
	if (!*list || (lint && !*text)) {
		if (!*list ? !lint : speaks_to_us(list))
			complain(s, d->pos,
				 *list ? "'lint:ignore' wants a reason behind "
					 "the rules"
				       : "'belay:ignore' wants a rule");
		return false;
	}
	ret->rules = list;
	return true;
}

/* "nolint", "nolint:a,b", each with anything behind a space. */
static bool read_nolint(struct suppressor *s, const char *text,
			struct silence *ret)
{
	const char *word;

	text += strlen("nolint");
	if (*text != ':')
		return *text == '\0' || *text == ' ' || *text == '\t';
	text++;
	word = next_word(s->arena, &text);
	/* A space behind a comma is common. */
	while (*word && word[strlen(word) - 1] == ',' && *text)
		word = arena_printf(s->arena, "%s%s", word,
				    next_word(s->arena, &text));
	ret->rules = word;
	return true;
}

/* Nothing but white space in front of it on its line. */
static bool is_alone(const struct source_file *f, pos_t pos)
{
	const char *at = f->text + pos_offset(f, pos);

	while (at > f->text && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at == f->text || at[-1] == '\n';
}

static void read_directive(struct suppressor *s, struct file *file,
			   struct source_file *f, const struct directive *d)
{
	const char *text = arena_strndup(s->arena, d->text, d->len);
	struct position at = position_raw(s->config->program->files, d->pos);
	struct silence si = {.first = at.line, .last = at.line};
	bool good = false;

	if (is_alone(f, d->pos)) {
		si.last = at.line + 1;
		si.column = at.column;
	}
	switch (d->kind) {
	case DIRECTIVE_NOLINT:
		good = read_nolint(s, text, &si);
		break;
	case DIRECTIVE_LINT:
	case DIRECTIVE_BELAY:
		good = read_ignore(s, d, text, &si);
		break;
	}
	if (good)
		vec_push_in(s->arena, &file->at, si);
}

struct expansion {
	struct suppressor *s;
	struct source_file *f;
	struct file *file;
};

/* A node that begins just below a comment is silenced as a whole. */
static bool expand(void *ctx, enum walk_what what, void *x)
{
	struct expansion *e = ctx;
	struct position at;

	if (what == WALK_NIL)
		return false;
	if (what != WALK_NODE)
		return true;
	at = position_raw(e->s->config->program->files, node_pos(x));
	for (uint32_t i = 0; i < e->file->at.len; i++) {
		struct silence *si = &e->file->at.at[i];
		uint32_t end;

		if (si->column != at.column || si->first + 1 != at.line)
			continue;
		end = position_line(e->f, node_end(x));
		if (end > si->last)
			si->last = end;
	}
	return true;
}

static struct file *read_file(struct suppressor *s, struct ast_file *f)
{
	struct file *file = ARENA_NEW(s->arena, struct file);
	struct expansion e = {s, f->source, file};
	const struct walk w = {.enter = expand, .ctx = &e};
	bool alone = false;

	for (uint32_t i = 0; i < f->ndirectives; i++)
		read_directive(s, file, f->source, &f->directives[i]);
	for (uint32_t i = 0; i < file->at.len; i++)
		alone |= file->at.at[i].column > 0;
	if (alone)
		walk_file(&w, f);
	return file;
}

bool suppressor_asks(struct suppressor *s, const struct draft *d)
{
	struct source_file *source =
		file_set_find(s->config->program->files, d->pos);
	struct file *file;
	uint32_t line;
	void **at;

	if (!source)
		return false;
	at = ptrmap_at(&s->files, s->arena, source);
	if (!*at)
		*at = read_file(s, trees_file(s->trees, source));
	file = *at;
	line = position_line(source, d->pos);
	for (uint32_t i = 0; i < file->at.len; i++) {
		const struct silence *si = &file->at.at[i];

		if (line >= si->first && line <= si->last &&
		    list_names(si, d->rule))
			return true;
	}
	return false;
}

struct finding_diagnostic *suppressor_errors(struct suppressor *s,
					     size_t *ret_n)
{
	*ret_n = s->errors.len;
	return s->errors.at;
}
