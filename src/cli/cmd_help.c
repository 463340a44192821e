/* SPDX-License-Identifier: MIT */
#include "base/diag.h"
#include "cli/cmd.h"

enum exit_code cmd_help(int argc, char **argv)
{
	const struct cmd *c;
	struct operands ops;
	enum exit_code code;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, NULL, &ops, &code))
		return code;
	if (ops.n > 1) {
		diag("'belay help' takes one command, but got '%s' too",
		     ops.v[1]);
		return EXIT_USAGE;
	}
	if (ops.n == 0) {
		cmd_usage(stdout);
		return cmd_finish(EXIT_CLEAN);
	}
	c = cmd_find(ops.v[0]);
	if (!c)
		return cmd_unknown(ops.v[0]);
	cmd_help_text(c, stdout);
	return cmd_finish(EXIT_CLEAN);
}
