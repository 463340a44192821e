/* SPDX-License-Identifier: MIT */
/*
 * cmd.h - one row and one file per subcommand
 *
 * To add one: write cli/cmd_<name>.c, add its row to cmds.def, write
 * man/belay-<name>.1 and tests/cli/<name>*.sh.  The build, `belay help` and
 * the tests read the table.
 *
 * A command starts like this:
 *
 *	struct args args = {...defaults...};
 *	struct operands ops;
 *	enum exit_code code;
 *
 *	if (!cmd_options(argc, argv, OPTIONS_FIRST, &args, &ops, &code))
 *		return code;
 */
#ifndef CLI_CMD_H
#define CLI_CMD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cli/options.h"

/* What the shell sees.  Scripts depend on these: never renumber. */
enum exit_code {
	EXIT_CLEAN = 0,
	EXIT_FINDINGS = 1,
	EXIT_USAGE = 2,
	EXIT_BROKEN = 3, /* could not do the work: I/O, memory */
};

/*
 * argv[0] is the command's name.  What is returned becomes the exit status;
 * `belay run` returns its program's, which may be any of 0..255.
 */
typedef enum exit_code cmd_fn(int argc, char **argv);

struct cmd {
	const char *name;
	cmd_fn *run;
	const struct option *options;
	const char *operands; /* as the usage line shows them */
	const char *summary;
	const char *about;
};

#define CMD(name, function, options, operands, summary, about) \
	cmd_fn function;                                       \
	extern const struct option options[];
#include "cli/cmds.def"
#undef CMD

extern const struct cmd cmds[];
extern const size_t ncmds;

/* NULL when there is none of that name. */
const struct cmd *cmd_find(const char *name);

/* The text of `belay help`, and of `belay help NAME`. */
void cmd_usage(FILE *to);
void cmd_help_text(const struct cmd *c, FILE *to);

/* One line about a command that does not exist. */
enum exit_code cmd_unknown(const char *name);

/*
 * Parses the options of the command argv[0].  False when the command is
 * over, with *ret_code: --help was printed, or the mistake was.
 */
bool cmd_options(int argc, char **argv, enum option_order order, void *into,
		 struct operands *ret, enum exit_code *ret_code);

/* The same for a command that takes neither options nor operands. */
bool cmd_no_operands(int argc, char **argv, enum exit_code *ret_code);

/*
 * Ends standard output: a full disk must not look like success.  code, or
 * EXIT_BROKEN when what was printed could not be written.
 */
enum exit_code cmd_finish(enum exit_code code);

#endif
