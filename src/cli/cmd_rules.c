/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <string.h>

#include "cli/cmd.h"
#include "rules/rule.h"

enum exit_code cmd_rules(int argc, char **argv)
{
	enum exit_code code;
	int width = 0;

	if (!cmd_no_operands(argc, argv, &code))
		return code;
	for (size_t i = 0; i < nrules; i++) {
		int len = (int)strlen(rules[i].slug);

		width = len > width ? len : width;
	}
	for (size_t i = 0; i < nrules; i++)
		printf("%s  %-*s  %-7s  %s\n", rules[i].code, width,
		       rules[i].slug, level_name(rules[i].level),
		       rules[i].summary);
	return cmd_finish(EXIT_CLEAN);
}
