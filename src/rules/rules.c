/* SPDX-License-Identifier: MIT */
#include "rules/rule.h"

#include <string.h>

#include "base/arena.h"
#include "rules/page.h"

const struct rule rules[] = {
#define RULE(code, slug, level, function, summary) \
	{code, slug, LEVEL_##level, function, summary},
#include "rules/rules.def"
#undef RULE
};

const size_t nrules = sizeof(rules) / sizeof(rules[0]);

const struct rule *rule_find(const char *name)
{
	for (size_t i = 0; i < nrules; i++) {
		if (strcmp(rules[i].code, name) == 0 ||
		    strcmp(rules[i].slug, name) == 0)
			return &rules[i];
	}
	return NULL;
}

const char *rule_page(const struct rule *rule)
{
	for (const struct rule_page_text *p = rule_pages; p->code; p++)
		if (strcmp(p->code, rule->code) == 0)
			return p->text;
	return "";
}

struct rule_setting *rule_settings(struct arena *a)
{
	struct rule_setting *s = ARENA_ARRAY(a, nrules, struct rule_setting);

	for (size_t i = 0; i < nrules; i++)
		s[i].level = rules[i].level;
	return s;
}

static void name_rule(struct rule_setting *settings, const struct rule *rule,
		      bool off)
{
	settings[rule - rules].off = off;
	settings[rule - rules].asked = !off;
}

const char *rule_list_apply(struct arena *a, const char *list,
			    struct rule_setting *settings)
{
	bool only = list[0] != '-';

	for (size_t i = 0; only && i < nrules; i++)
		settings[i].off = true;
	for (const char *at = list; *at; at += *at == ',') {
		size_t n = strcspn(at, ",");
		bool off = *at == '-';
		const char *word = arena_strndup(a, at + off, n - off);
		const struct rule *rule = rule_find(word);

		if (!rule)
			return word;
		name_rule(settings, rule, off);
		at += n;
	}
	return NULL;
}
