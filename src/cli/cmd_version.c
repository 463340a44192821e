/* SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "cli/cmd.h"

enum exit_code cmd_version(int argc, char **argv)
{
	enum exit_code code;

	if (!cmd_no_operands(argc, argv, &code))
		return code;
	puts("belay " BELAY_VERSION);
	return cmd_finish(EXIT_CLEAN);
}
