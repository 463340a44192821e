/* SPDX-License-Identifier: MIT */
#include <string.h>

#include "base/diag.h"
#include "cli/cmd.h"

/*
 * `go vet -vettool=belay` starts its tool in these three ways.  They are no
 * commands, and nothing else may ever mean them.
 */
static bool is_vet_protocol(int argc, char **argv)
{
	size_t len = strlen(argv[1]);

	if (argc != 2)
		return false;
	return strcmp(argv[1], "-V=full") == 0 ||
	       strcmp(argv[1], "-flags") == 0 ||
	       (len > 4 && strcmp(argv[1] + len - 4, ".cfg") == 0);
}

/* The options that every program is expected to know are commands here. */
static char *command_of(char *arg)
{
	static char version[] = "version", help[] = "help";

	if (strcmp(arg, "--version") == 0)
		return version;
	if (strcmp(arg, "--help") == 0 || strcmp(arg, "-h") == 0)
		return help;
	return arg;
}

int main(int argc, char **argv)
{
	const struct cmd *c;

	if (argc < 2) {
		cmd_usage(stderr);
		return EXIT_USAGE;
	}
	if (is_vet_protocol(argc, argv)) {
		diag("'%s': being a 'go vet' tool is not supported in this "
		     "version",
		     argv[1]);
		return EXIT_BROKEN;
	}
	argv[1] = command_of(argv[1]);
	c = cmd_find(argv[1]);
	if (!c && argv[1][0] == '-') {
		diag("unknown option '%s', see 'belay help'", argv[1]);
		return EXIT_USAGE;
	}
	if (!c)
		return (int)cmd_unknown(argv[1]);
	return (int)c->run(argc - 1, argv + 1);
}
