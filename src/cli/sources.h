/* SPDX-License-Identifier: MIT */
/*
 * sources.h - which sources a command reads, and for which target
 *
 * The options that `belay check` and `belay dump` share, and what they do.
 */
#ifndef CLI_SOURCES_H
#define CLI_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct program_config;

struct source_options {
	const char *tags, *goos, *goarch;
	uint64_t jobs;
	bool tests;
};

/* Rows of an option table; o is the field of the command's own struct. */
/* clang-format off */
#define SOURCE_OPTIONS(o) \
	{"tests", 0, NULL, option_flag, AT(o.tests), \
	 "also what 'go test' compiles"}, \
	{"tags", 0, "LIST", option_text, AT(o.tags), \
	 "build tags, with commas between"}, \
	{"goos", 0, "OS", option_text, AT(o.goos), \
	 "the system that is built for (default: as 'go env')"}, \
	{"goarch", 0, "ARCH", option_text, AT(o.goarch), \
	 "the processor that is built for (default: as 'go env')"}, \
	{NULL, 'j', "N", option_number, AT(o.jobs), \
	 "how many threads (default: one per processor)"}
/* clang-format on */

/* False, after a line on standard error, when the options make no sense. */
bool sources_check(const struct source_options *o);

/* What to load: the patterns, by these options, with a progress line. */
struct program_config sources_config(const struct source_options *o,
				     const char *const *patterns, size_t n);

#endif
