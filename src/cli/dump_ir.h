/* SPDX-License-Identifier: MIT */
/*
 * dump_ir.h - `belay dump ir`, and operands that name functions
 */
#ifndef CLI_DUMP_IR_H
#define CLI_DUMP_IR_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct buf;
struct ir_function;
struct program;

/* Functions by the names that are printed: "(*os.File).Close", "main.f$1". */
struct dump_names {
	const char **v;
	size_t n;
};

/*
 * An operand names a function when its last path element has a '(' or a '.'
 * in it, and it is neither a file, nor a folder, nor a package's last
 * element of a version ("yaml.v3").
 */
bool dump_is_function(const char *operand);

/* The import path of the function's package; "." for that of main.f. */
const char *dump_package_of(struct arena *a, const char *function);

/* No names: every function. */
bool dump_is_wanted(const struct ir_function *fn,
		    const struct dump_names *names);

struct dump_ir {
	struct dump_names names;
	bool deps;   /* bodies of dependencies, as far as calls reach */
	bool verify; /* after each pass */
	unsigned jobs;
	/* Takes what is in the buffer, as often as there is much. */
	bool (*flush)(struct buf *out);
};

/* False after a line on standard error: a name that no function has. */
bool dump_ir(struct program *p, const struct dump_ir *what, struct buf *out);

#endif
