/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/arena.h"
#include "base/vec.h"
#include "rules/rule.h"

struct reader {
	struct arena *arena;
	const char *path;
	int line;
	struct rule_setting *settings;
	struct VEC(struct finding_diagnostic) errors;
	struct VEC(const char *) exclude;
};

/* A word of a line, and where it stands. */
struct word {
	const char *text; /* "" at the end of the line */
	int column;
};

struct line {
	const char *text;
	size_t len, at;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct word next_word(struct reader *r, struct line *l)
{
	struct word w;
	size_t start;

	while (l->at < l->len && is_space(l->text[l->at]))
		l->at++;
	start = l->at;
	while (l->at < l->len && !is_space(l->text[l->at]))
		l->at++;
	w.text = arena_strndup(r->arena, l->text + start, l->at - start);
	w.column = (int)start + 1;
	return w;
}

static void complain(struct reader *r, struct word w, const char *message)
{
	vec_push_in(r->arena, &r->errors,
		    (struct finding_diagnostic){r->path, r->line, w.column,
						message});
}

static struct rule_setting *named_rule(struct reader *r, struct word w)
{
	const struct rule *rule = rule_find(w.text);

	if (rule)
		return &r->settings[rule - rules];
	complain(r, w,
		 *w.text ? arena_printf(r->arena, "there is no rule '%s'",
					w.text)
			 : "a rule is missing");
	return NULL;
}

static bool read_rule(struct reader *r, struct line *l)
{
	struct rule_setting *s = named_rule(r, next_word(r, l));
	struct word w = next_word(r, l);

	if (!s)
		return false;
	if (strcmp(w.text, "off") == 0 || strcmp(w.text, "on") == 0) {
		s->off = w.text[1] == 'f';
		return true;
	}
	complain(r, w, "wants 'on' or 'off' behind the rule");
	return false;
}

static bool read_level(struct reader *r, struct line *l)
{
	struct rule_setting *s = named_rule(r, next_word(r, l));
	struct word w = next_word(r, l);

	if (!s)
		return false;
	for (int level = LEVEL_NOTE; level <= LEVEL_ERROR; level++)
		if (strcmp(w.text, level_name((enum level)level)) == 0) {
			s->level = (enum level)level;
			return true;
		}
	complain(r, w, "wants 'note', 'warning' or 'error' behind the rule");
	return false;
}

static bool read_exclude(struct reader *r, struct line *l)
{
	struct word w = next_word(r, l);

	if (!*w.text) {
		complain(r, w, "wants a path, './third_party/...'");
		return false;
	}
	vec_push_in(r->arena, &r->exclude, w.text);
	return true;
}

static void read_line(struct reader *r, struct line *l)
{
	static const struct {
		const char *word;
		bool (*read)(struct reader *r, struct line *l);
	} statements[] = {
		{"rule", read_rule},
		{"level", read_level},
		{"exclude", read_exclude},
	};
	struct word w = next_word(r, l);

	if (!*w.text || strcmp(w.text, "effects") == 0)
		return;
	for (size_t i = 0; i < sizeof(statements) / sizeof(*statements); i++) {
		if (strcmp(statements[i].word, w.text) != 0)
			continue;
		if (!statements[i].read(r, l))
			return;
		w = next_word(r, l);
		if (*w.text)
			complain(r, w,
				 arena_printf(r->arena, "'%s' is too much",
					      w.text));
		return;
	}
	complain(r, w,
		 arena_printf(r->arena,
			      "'%s' is none of effects, rule, level "
			      "and exclude",
			      w.text));
}

void rule_file_read(struct arena *a, const char *path, const char *text,
		    size_t size, struct rule_setting *settings,
		    struct rule_file *ret)
{
	struct reader r = {.arena = a, .path = path, .settings = settings};

	for (size_t at = 0; at < size;) {
		const char *nl = memchr(text + at, '\n', size - at);
		struct line l = {.text = text + at};
		const char *hash;

		l.len = nl ? (size_t)(nl - l.text) : size - at;
		at += l.len + 1;
		hash = memchr(l.text, '#', l.len);
		if (hash)
			l.len = (size_t)(hash - l.text);
		r.line++;
		read_line(&r, &l);
	}
	*ret = (struct rule_file){
		.exclude = r.exclude.at,
		.nexclude = r.exclude.len,
		.errors = r.errors.at,
		.nerrors = r.errors.len,
	};
}
