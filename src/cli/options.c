/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "cli/nearest.h"

/* One walk over argv. */
struct walk {
	const struct option *table;
	char *into;
	int argc;
	char **argv;
	int next; /* the first argument not looked at */
};

static bool takes_value(const struct option *o)
{
	return o->value && *o->value;
}

static bool ends(const struct option *o)
{
	return !o->set;
}

static enum option_result unknown(const struct walk *w, const char *name,
				  size_t len)
{
	const char *names[64];
	char word[64];
	const char *near;
	size_t n = 0;

	for (const struct option *o = w->table; !ends(o); o++) {
		if (o->name && n < sizeof(names) / sizeof(names[0]))
			names[n++] = o->name;
	}
	snprintf(word, sizeof(word), "%.*s", (int)len, name);
	near = nearest_word(word, names, n);
	if (near)
		diag("unknown option '--%s', did you mean '--%s'?", word, near);
	else
		diag("unknown option '--%s', see 'belay help %s'", word,
		     w->argv[0]);
	return OPTIONS_BAD;
}

/* shown: the option as the user wrote it, without a value. */
static enum option_result set(struct walk *w, const struct option *o,
			      const char *shown, const char *value)
{
	const char *why;

	if (takes_value(o) && !value) {
		if (w->next == w->argc) {
			diag("option '%s' needs a value: %s", shown, o->value);
			return OPTIONS_BAD;
		}
		value = w->argv[w->next++];
	} else if (!takes_value(o) && value) {
		diag("option '%s' takes no value", shown);
		return OPTIONS_BAD;
	}
	why = o->set(w->into + o->offset, o, value);
	if (!why)
		return OPTIONS_OK;
	if (takes_value(o))
		diag("option '%s': '%s' %s, wanted: %s", shown, value, why,
		     o->value);
	else
		diag("option '%s' %s", shown, why);
	return OPTIONS_BAD;
}

static enum option_result long_option(struct walk *w, char *arg)
{
	const char *name = arg + 2;
	char *equals = strchr(name, '=');
	size_t len = equals ? (size_t)(equals - name) : strlen(name);

	for (const struct option *o = w->table; !ends(o); o++) {
		char shown[64];

		if (!o->name || strlen(o->name) != len ||
		    memcmp(o->name, name, len) != 0)
			continue;
		snprintf(shown, sizeof(shown), "--%s", o->name);
		return set(w, o, shown, equals ? equals + 1 : NULL);
	}
	if (strcmp(name, "help") == 0)
		return OPTIONS_HELP;
	return unknown(w, name, len);
}

static enum option_result short_option(struct walk *w, const char *arg)
{
	const char shown[] = {'-', arg[1], '\0'};

	for (const struct option *o = w->table; !ends(o); o++) {
		if (o->letter == arg[1])
			return set(w, o, shown, arg[2] ? arg + 2 : NULL);
	}
	if (strcmp(arg, "-h") == 0)
		return OPTIONS_HELP;
	diag("unknown option '%s', see 'belay help %s'", arg, w->argv[0]);
	return OPTIONS_BAD;
}

enum option_result options_parse(const struct option *table,
				 enum option_order order, void *into, int argc,
				 char **argv, struct operands *ret)
{
	struct walk w = {table, into, argc, argv, 1};
	bool only_operands = false;
	int n = 0; /* operands moved to argv[1..n] */

	while (w.next < argc) {
		char *arg = argv[w.next++];
		enum option_result r;

		if (only_operands || arg[0] != '-' || !arg[1]) {
			argv[++n] = arg;
			only_operands |= order == OPTIONS_FIRST;
			continue;
		}
		if (strcmp(arg, "--") == 0) {
			only_operands = true;
			continue;
		}
		r = arg[1] == '-' ? long_option(&w, arg)
				  : short_option(&w, arg);
		if (r != OPTIONS_OK)
			return r;
	}
	argv[n + 1] = NULL;
	*ret = (struct operands){argv + 1, n};
	return OPTIONS_OK;
}

const char *option_flag(void *into, const struct option *o, const char *value)
{
	(void)o;
	(void)value;
	*(bool *)into = true;
	return NULL;
}

const char *option_text(void *into, const struct option *o, const char *value)
{
	(void)o;
	if (!*value)
		return "is empty";
	*(const char **)into = value;
	return NULL;
}

const char *option_number(void *into, const struct option *o, const char *value)
{
	unsigned long long v;

	(void)o;
	/* strtoull alone would take " 7", "-7", "7x" and "". */
	if (!*value || value[strspn(value, "0123456789")])
		return "is not a number";
	errno = 0;
	v = strtoull(value, NULL, 10);
	if (errno)
		return "is too large";
	*(uint64_t *)into = v;
	return NULL;
}

const char *option_word(void *into, const struct option *o, const char *value)
{
	size_t len = strlen(value);

	for (const char *word = o->value;; word++) {
		size_t n = strcspn(word, "|");

		if (n == len && memcmp(word, value, n) == 0) {
			*(const char **)into = value;
			return NULL;
		}
		word += n;
		if (!*word)
			return "is not known";
	}
}

const char *option_list(void *into, const struct option *o, const char *value)
{
	struct option_list *list = into;
	const char **v;

	(void)o;
	if (!*value)
		return "is empty";
	v = realloc(list->v, (list->n + 2) * sizeof(*v));
	if (!v)
		return "finds no memory";
	list->v = v;
	v[list->n++] = value;
	v[list->n] = NULL;
	return NULL;
}

void option_list_finish(struct option_list *list)
{
	free(list->v);
	*list = (struct option_list){NULL, 0};
}

void options_help(const struct option *table, FILE *to)
{
	enum { COLUMN = 28 };

	for (const struct option *o = table; !ends(o); o++) {
		int n = fputs("  ", to) < 0 ? 0 : 2;

		if (o->letter)
			n += fprintf(to, "-%c", o->letter);
		if (o->name)
			n += fprintf(to, "%s--%s", o->letter ? ", " : "",
				     o->name);
		if (takes_value(o))
			n += fprintf(to, " %s", o->value);
		if (n > COLUMN - 2)
			n = fputc('\n', to) == '\n' ? 0 : n;
		fprintf(to, "%*s%s\n", COLUMN - n, "", o->help);
	}
}
