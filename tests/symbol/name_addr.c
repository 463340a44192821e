/* SPDX-License-Identifier: MIT */
/*
 * name_addr.c - prints what src/symbol says about addresses in a file
 *
 *	name_addr [-fv] [-s DIR]... FILE [ADDR...]
 *
 * Addresses are hexadecimal, in the file's own terms, and come from standard
 * input when none are given.  One line for each:
 *
 *	ADDR<tab>FUNCTION FILE:LINE | FUNCTION FILE:LINE...
 *
 * innermost first, with ?? for what is not known.  -f prints "frameless" or
 * "framed" instead, -v the Go version of the file and nothing else.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "symbol/symbol.h"

enum { MAX_DIRS = 8, MAX_FRAMES = 64 };

static void print_names(struct symbol_module *m, uint64_t addr)
{
	struct symbol_frame frames[MAX_FRAMES];
	size_t n = symbol_lookup(m, addr, frames, MAX_FRAMES);

	printf("%llx\t", (unsigned long long)addr);
	for (size_t i = 0; i < n; i++)
		printf("%s%s %s:%d", i ? " | " : "",
		       frames[i].function ? frames[i].function : "??",
		       frames[i].file ? frames[i].file : "??", frames[i].line);
	putchar('\n');
}

static void print_one(struct symbol_module *m, const char *text, bool framed)
{
	uint64_t addr = strtoull(text, NULL, 16);

	if (!framed)
		print_names(m, addr);
	else
		printf("%llx\t%s\n", (unsigned long long)addr,
		       symbol_go_frameless(m, addr) ? "frameless" : "framed");
}

int main(int argc, char **argv)
{
	const char *dirs[MAX_DIRS + 1] = {NULL};
	bool framed = false, version = false;
	struct symbol_module *m;
	struct symbols *s;
	char line[64];
	int c, ndirs = 0;

	while ((c = getopt(argc, argv, "s:fv")) != -1)
		if (c == 's' && ndirs < MAX_DIRS)
			dirs[ndirs++] = optarg;
		else if (c == 'f')
			framed = true;
		else if (c == 'v')
			version = true;
		else
			return 2;
	if (optind == argc)
		return 2;
	s = symbols_create(dirs);
	m = symbols_open(s, argv[optind], NULL, NULL, 0);
	if (symbol_module_error(m))
		fprintf(stderr, "%s: %s\n", argv[optind],
			symbol_module_error(m));
	if (version) {
		const char *v = symbol_go_version(m);

		puts(v ? v : "not Go");
	} else if (optind + 1 < argc) {
		for (int i = optind + 1; i < argc; i++)
			print_one(m, argv[i], framed);
	} else {
		while (fgets(line, sizeof(line), stdin))
			print_one(m, line, framed);
	}
	symbols_destroy(s);
	return 0;
}
