/* SPDX-License-Identifier: MIT */
#include "cli/cmd.h"

#include <errno.h>
#include <string.h>

#include "base/diag.h"
#include "cli/nearest.h"

const struct option no_options[] = {OPTIONS_END};

const struct cmd cmds[] = {
#define CMD(name, function, options, operands, summary, about) \
	{name, function, options, operands, summary, about},
#include "cli/cmds.def"
#undef CMD
};

const size_t ncmds = sizeof(cmds) / sizeof(cmds[0]);

const struct cmd *cmd_find(const char *name)
{
	for (size_t i = 0; i < ncmds; i++) {
		if (strcmp(name, cmds[i].name) == 0)
			return &cmds[i];
	}
	return NULL;
}

void cmd_usage(FILE *to)
{
	fputs("usage: belay command [options] [operands]\n\n", to);
	for (size_t i = 0; i < ncmds; i++)
		fprintf(to, "  %-10s %s\n", cmds[i].name, cmds[i].summary);
	fputs("\n'belay help COMMAND' says more about one of them.\n", to);
}

void cmd_help_text(const struct cmd *c, FILE *to)
{
	bool any = c->options[0].set != NULL;

	fprintf(to, "usage: belay %s%s%s%s\n\n%s\n\n%s\n", c->name,
		any ? " [options]" : "", *c->operands ? " " : "", c->operands,
		c->summary, c->about);
	if (!any)
		return;
	fputs("\noptions:\n", to);
	options_help(c->options, to);
}

enum exit_code cmd_unknown(const char *name)
{
	const char *names[sizeof(cmds) / sizeof(cmds[0])];
	const char *near;

	for (size_t i = 0; i < ncmds; i++)
		names[i] = cmds[i].name;
	near = nearest_word(name, names, ncmds);
	if (near)
		diag("unknown command '%s', did you mean '%s'?", name, near);
	else
		diag("unknown command '%s', see 'belay help'", name);
	return EXIT_USAGE;
}

bool cmd_options(int argc, char **argv, enum option_order order, void *into,
		 struct operands *ret, enum exit_code *ret_code)
{
	const struct cmd *c = cmd_find(argv[0]);

	if (!c)
		BUG("no command '%s'", argv[0]);
	switch (options_parse(c->options, order, into, argc, argv, ret)) {
	case OPTIONS_OK:
		return true;
	case OPTIONS_HELP:
		cmd_help_text(c, stdout);
		*ret_code = cmd_finish(EXIT_CLEAN);
		return false;
	case OPTIONS_BAD:
		break;
	}
	*ret_code = EXIT_USAGE;
	return false;
}

bool cmd_no_operands(int argc, char **argv, enum exit_code *ret_code)
{
	struct operands ops;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, NULL, &ops, ret_code))
		return false;
	if (ops.n == 0)
		return true;
	diag("'belay %s' takes no operand, but got '%s'", argv[0], ops.v[0]);
	*ret_code = EXIT_USAGE;
	return false;
}

enum exit_code cmd_finish(enum exit_code code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	diag("cannot write to standard output: %s", strerror(errno));
	return EXIT_BROKEN;
}
