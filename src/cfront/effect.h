/* SPDX-License-Identifier: MIT */
/*
 * effect.h - what a C function does to memory that others own
 *
 * Comes in: the C sources of a cgo package, parsed; the table of known
 * functions; what the user wrote in a .belay file.  Goes out: for each
 * function rows that say what is freed, returned, kept and filled, under
 * which condition, and for what reason we believe it.  doc/effects.md
 * explains every word of it.
 *
 *	struct effects *e = effects_create(arena);
 *
 *	effects_add_unit(e, &unit);            (each source of the package)
 *	effects_add_file(e, path, text, size, &error);       (.belay files)
 *	effects_solve(e);
 *	f = effects_of(e, "sqlite3_close");
 *
 * Where several sources speak of one function the first that does is
 * believed, in this order: its body, attributes of a declaration, the
 * table, .belay files, comments.  A body says what happens; when the table
 * knows the function as well, it says the family.
 *
 * Ownership: everything is in the arena of effects_create(); units may be
 * closed once they are added.
 *
 * Threads: one at a time until effects_solve() returns; after that any
 * number may ask.
 */
#ifndef CFRONT_EFFECT_H
#define CFRONT_EFFECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/name.h"

struct arena;
struct ast_file;
struct buf;
struct c_error;
struct c_unit;
struct effects;
struct load_package;
struct load_result;

/* More steps than this are "and whatever is behind". */
#define EFFECT_STEPS 3

enum {
	EFFECT_RESULT = -1, /* the result */
	EFFECT_GLOBAL = -2, /* the variable named by global */
	EFFECT_NOWHERE = -3,
};

/*
 * Which pointer: an argument, the result or a variable, and then what is
 * stored in fields on the way.  A step is a field's name, or NO_NAME for
 * what is stored where the pointer points to (also for each element).
 */
struct effect_path {
	int16_t root; /* from 0: that argument */
	uint8_t nsteps;
	bool some; /* also all that is behind it */
	name_t global;
	name_t steps[EFFECT_STEPS];
	/* Private: numbers of the variable and the fields; 0: by name. */
	uint32_t number, fields[EFFECT_STEPS];
};

enum effect_relation {
	RELATION_EQ,
	RELATION_NE,
	RELATION_LT,
	RELATION_GE,
	RELATION_GT,
	RELATION_LE,
	RELATION_ANY_BIT, /* of value is set */
	RELATION_NO_BIT,
};

enum effect_when {
	EFFECT_ALWAYS,
	EFFECT_IF, /* subject relation value */
	/* On some ways, and nothing visible tells; only when the condition
	 * holds, if there is one (subject's root is not NOWHERE). */
	EFFECT_MAYBE,
};

struct effect_condition {
	uint8_t when;	  /* enum effect_when */
	uint8_t relation; /* enum effect_relation */
	struct effect_path subject;
	int64_t value; /* 0 is also NULL */
};

#define EFFECT_KINDS(X)                                               \
	X(NONE, "none")                                               \
	X(FREES, "frees")                                             \
	X(REALLOCS, "reallocs") /* path dead, result or path owned */ \
	X(UNREFS, "unrefs")	/* frees when the count drops to 0 */ \
	X(REFS, "refs")                                               \
	X(RETURNS_OWNED, "returns owned")                             \
	X(RETURNS_ALIAS, "returns alias") /* of path */               \
	X(RETURNS_STATIC, "returns static")                           \
	X(RETURNS_NONNULL, "returns nonnull")                         \
	X(OUT, "out")		/* path receives owned memory */      \
	X(CLEARS, "clears")	/* path becomes NULL */               \
	X(KEEPS, "keeps")	/* path is kept, in other if known */ \
	X(CALLS, "calls")	/* a function given by path */        \
	X(CALLS_GO, "calls go") /* an exported Go function: name */   \
	X(READS, "reads")                                             \
	X(WRITES, "writes")                                           \
	X(NORETURN, "noreturn")

enum effect_kind {
#define X(name, text) EFFECT_##name,
	EFFECT_KINDS(X)
#undef X
		EFFECT_NKINDS
};

/* Where we know it from, in order of belief. */
enum effect_source {
	EFFECT_FROM_BODY,
	EFFECT_FROM_ATTRIBUTE,
	EFFECT_FROM_TABLE,
	EFFECT_FROM_FILE,    /* .belay */
	EFFECT_FROM_COMMENT, /* belay: above a declaration */
};

struct effect_reason {
	uint8_t source;	  /* enum effect_source */
	uint32_t line;	  /* 0: none */
	const char *path; /* of a source, or a .belay file; NULL: none */
	/* The attribute, the document behind a row, or NULL. */
	const char *text;
};

struct c_effect {
	uint8_t kind; /* enum effect_kind */
	/* The alias points somewhere inside path's memory; what is freed
	 * begins before what path points to. */
	bool interior;
	struct effect_path path;
	struct effect_path other; /* EFFECT_KEEPS: where; root NOWHERE: ? */
	name_t family;		  /* NO_NAME: any, or none */
	name_t name;		  /* EFFECT_CALLS_GO */
	struct effect_condition condition;
	struct effect_reason reason;
};

/* A row's condition; of a realloc that has none of its own: it succeeded. */
static inline struct effect_condition
effect_condition_of(const struct c_effect *row)
{
	struct effect_condition when = row->condition;

	if (row->kind == EFFECT_REALLOCS && row->path.nsteps == 0 &&
	    when.when == EFFECT_ALWAYS) {
		when.when = EFFECT_IF;
		when.relation = RELATION_NE;
		when.subject = (struct effect_path){.root = EFFECT_RESULT};
		when.value = 0;
	}
	return when;
}

/* What is known of one function.  Rows are in the order of print. */
struct c_effects {
	const char *name;
	const char *path; /* where it is defined, or declared; may be NULL */
	uint32_t line;
	const struct c_effect *rows;
	uint32_t nrows;
	uint16_t params; /* how many */
	bool has_body;
	bool internal; /* linkage: there may be others of its name */
	bool exported; /* by Go: its body is there */
	bool known;    /* false: nothing speaks of it */
	bool cut;      /* too large or too deep to look at all of it */
};

/*
 * All of the above for a Go package: its preambles, C files, exports and the
 * .belay file of its module; from the cache when nothing has changed, else by
 * a process of its own.  NULL when no file of it imports "C".  Nobody else may
 * make names meanwhile: the process starts with the table as it is.
 */
struct effects *effects_of_package(const struct load_result *r,
				   const struct load_package *lp,
				   struct ast_file **files, uint32_t nfiles,
				   struct arena *a);

/* What went wrong on the way there; at most a few. */
const struct c_error *effects_errors(const struct effects *e, uint32_t *ret_n);

struct effects *effects_create(struct arena *a);

/* Reads the bodies and declarations of a source. */
void effects_add_unit(struct effects *e, const struct c_unit *u);

/* A Go function that C can call (//export). */
void effects_add_export(struct effects *e, const char *name);

/* What is wrong with a text of rows. */
struct effect_error {
	uint32_t line, column; /* from 1 */
	const char *message;   /* static, or of the arena */
};

/*
 * The `effects` lines of a .belay file.  Lines for others are not looked
 * at.  False with the first error; good lines are used all the same.
 */
bool effects_add_file(struct effects *e, const char *path, const char *text,
		      size_t size, struct effect_error *ret_error);

void effects_solve(struct effects *e);

/*
 * NULL when the package's C neither has it nor declares it.  Of several with
 * internal linkage one; one with external linkage comes first.
 */
const struct c_effects *effects_of(const struct effects *e, const char *name);

/* All functions that have bodies here or were declared, by name. */
const struct c_effects *const *effects_all(const struct effects *e,
					   uint32_t *ret_n);

/* "frees 0 malloc if result != 0", without a newline. */
void effect_print(const struct c_effect *row, struct buf *out);
/* "freed at a.c:12", "row of C17 7.22.3.3": what is behind it. */
void effect_print_reason(const struct c_effect *row, struct buf *out);

/*
 * Reads rows, separated by ';'.  0 on success; else the error's column
 * (from 1) and what it is.  Rows read before it are given all the same.
 */
struct effect_rows {
	struct c_effect *at;
	uint32_t len, cap;
};

uint32_t effect_parse(struct arena *a, const char *text, size_t size,
		      struct effect_rows *rows, const char **ret_message);

/* The table of known functions. */
struct effect_row {
	const char *name, *effects, *source;
};

const struct effect_row *effect_table(uint32_t *ret_n);
/* NULL when the table does not have it. */
const struct effect_row *effect_table_find(const char *name);

#endif
