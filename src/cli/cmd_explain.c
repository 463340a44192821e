/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/diag.h"
#include "cli/cmd.h"
#include "cli/nearest.h"
#include "rules/rule.h"

/* By code in any case, or by slug. */
static const struct rule *find(const char *name)
{
	char code[8];
	size_t n = strlen(name);

	if (n >= sizeof(code))
		return rule_find(name);
	for (size_t i = 0; i <= n; i++)
		code[i] = (char)toupper((unsigned char)name[i]);
	return rule_find(code);
}

static enum exit_code unknown(const char *name)
{
	const char *names[64];
	const char *near;
	size_t n = 0;

	for (size_t i = 0; i < nrules && n + 2 <= 64; i++) {
		names[n++] = rules[i].slug;
		names[n++] = rules[i].code;
	}
	near = nearest_word(name, names, n);
	if (near)
		diag("explain: there is no rule '%s', did you mean '%s'?", name,
		     near);
	else
		diag("explain: there is no rule '%s', see 'belay rules'", name);
	return EXIT_USAGE;
}

enum exit_code cmd_explain(int argc, char **argv)
{
	const struct rule *rule;
	struct operands ops;
	enum exit_code code;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, NULL, &ops, &code))
		return code;
	if (ops.n != 1) {
		diag("explain: wants one rule, see 'belay rules'");
		return EXIT_USAGE;
	}
	rule = find(ops.v[0]);
	if (!rule)
		return unknown(ops.v[0]);
	fputs(rule_page(rule), stdout);
	return cmd_finish(EXIT_CLEAN);
}
