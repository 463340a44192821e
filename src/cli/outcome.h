/* SPDX-License-Identifier: MIT */
/*
 * outcome.h - from a report to what the user sees and the shell gets
 *
 * The options that `belay run` and `belay report` share, and what they do.
 */
#ifndef CLI_OUTCOME_H
#define CLI_OUTCOME_H

#include <stdint.h>

#include "cli/cmd.h"
#include "report/report.h"

struct finding_report;

struct outcome_options {
	const char *format, *output, *level, *fail_on;
	uint64_t exit_code;
	struct option_list symbols, source;
	struct report_options report; /* made from the lists by the check */
};

/* clang-format off */
#define OUTCOME_DEFAULTS \
	{.format = "text", .level = "warning", .fail_on = "error", \
	 .exit_code = EXIT_FINDINGS}
/* clang-format on */

/* Rows of an option table; o is the field of the command's own struct. */
#define OUTCOME_OPTIONS(o)                                                   \
	{"format",                                                           \
	 0,                                                                  \
	 outcome_format_list + 1,                                            \
	 option_word,                                                        \
	 AT(o.format),                                                       \
	 "how the report is written (default: text)"},                       \
		{"output",                                                   \
		 'o',                                                        \
		 "FILE",                                                     \
		 option_text,                                                \
		 AT(o.output),                                               \
		 "where the report goes (default: standard error)"},         \
		{"level",                                                    \
		 0,                                                          \
		 "note|warning|error",                                       \
		 option_word,                                                \
		 AT(o.level),                                                \
		 "the lowest level that is shown (default: warning)"},       \
		{"fail-on",                                                  \
		 0,                                                          \
		 "error|warning|note|never",                                 \
		 option_word,                                                \
		 AT(o.fail_on),                                              \
		 "the lowest level that counts for the exit code (default: " \
		 "error)"},                                                  \
		{"exit-code",                                                \
		 0,                                                          \
		 "N",                                                        \
		 option_number,                                              \
		 AT(o.exit_code),                                            \
		 "the exit code when something was found (default: 1)"},     \
		{"symbols",	0,                                           \
		 "DIR",		option_list,                                 \
		 AT(o.symbols), "look here for debug files too"},            \
	{                                                                    \
		"source", 0, "DIR", option_list, AT(o.source),               \
			"look here for source files too"                     \
	}

/* The names in formats.def, each after a bar. */
extern const char outcome_format_list[];

/* False, after a line on standard error, when the options make no sense. */
bool outcome_check(struct outcome_options *o);
void outcome_finish(struct outcome_options *o);

/*
 * Whether path can be written (NULL and "-" can), before an hour of work is
 * spent on what goes there.  False after a line on standard error.
 */
bool outcome_can_write(const char *path);

/*
 * Writes the report where it was asked for.  Returns what was asked for
 * when something at the failing level is in it, clean when not, and
 * EXIT_BROKEN when it could not be written.
 */
enum exit_code outcome(const struct outcome_options *o,
		       const struct finding_report *report,
		       enum exit_code clean);

#endif
