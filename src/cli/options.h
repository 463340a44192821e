/* SPDX-License-Identifier: MIT */
/*
 * options.h - a command's options are a table
 *
 * Comes in: the table, and argv.  Goes out: a struct of the command's own,
 * filled through the offsets in the table, and the operands.  The help text
 * is made from the same table, so that neither can be forgotten:
 *
 *	struct args {
 *		const char *format;
 *		uint64_t seed;
 *		bool leaks;
 *	};
 *
 *	#define AT(field) offsetof(struct args, field)
 *	const struct option run_options[] = {
 *		{"format", 0, "text|json", option_word, AT(format), "..."},
 *		{"seed", 0, "N", option_number, AT(seed), "..."},
 *		{"leaks", 0, NULL, option_flag, AT(leaks), "..."},
 *		OPTIONS_END,
 *	};
 *
 * Accepted: --name VALUE, --name=VALUE, --flag, -x VALUE, -xVALUE, -x; "--"
 * ends the options.  A later option wins over an earlier one, but for lists.
 * What is wrong is said in one line on standard error; nothing is guessed.
 *
 * Ownership: texts point into argv.  A list owns its array.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct option;

/*
 * Takes one value (NULL for a flag) into the field at into.  NULL when it
 * is fine, otherwise what is wrong with it: static text that goes on after
 * "'VALUE' ", as "is not a number".
 */
typedef const char *option_fn(void *into, const struct option *o,
			      const char *value);

struct option {
	const char *name;  /* without the dashes; NULL: only a letter */
	char letter;	   /* 0: only a name */
	const char *value; /* "FILE", "text|json"; NULL or "": a flag */
	option_fn *set;
	size_t offset; /* of the field, in the command's struct */
	const char *help;
};

/* The last row of every table. */
/* clang-format off */
#define OPTIONS_END {NULL, 0, NULL, NULL, 0, NULL}
/* clang-format on */

/* Ready-made setters, and the field that each fills. */
option_fn option_flag;	 /* bool: true */
option_fn option_text;	 /* const char *: any text but the empty one */
option_fn option_number; /* uint64_t: decimal digits */
option_fn option_word;	 /* const char *: one of the words in `value` */
option_fn option_list;	 /* struct option_list: one more */

/* Texts given by one option several times; v ends with NULL, or is NULL. */
struct option_list {
	const char **v;
	size_t n;
};

void option_list_finish(struct option_list *list);

/* Where options may stand. */
enum option_order {
	OPTIONS_FIRST,	  /* the first operand ends them: belay run */
	OPTIONS_ANYWHERE, /* before "--" */
};

enum option_result {
	OPTIONS_OK,
	OPTIONS_HELP, /* --help or -h came up; nothing was printed */
	OPTIONS_BAD,  /* said on standard error */
};

/* argv without the options and "--"; v ends with NULL. */
struct operands {
	char **v;
	int n;
};

/* argv[0] is the command's name.  The operands are moved together in argv. */
enum option_result options_parse(const struct option *table,
				 enum option_order order, void *into, int argc,
				 char **argv, struct operands *ret);

/* One line or more for each option, in the order of the table. */
void options_help(const struct option *table, FILE *to);

#endif
