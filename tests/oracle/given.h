/* SPDX-License-Identifier: MIT */
/*
 * given.h - packages as an oracle lists them, for the drivers in C
 *
 * So that both sides check the same files with the same meaning of each
 * import, the list comes from the other side, in lines of a word, a blank
 * and a text:
 *
 *	package ID	begins one; whatever is not known stays out
 *	path PATH	what it calls itself
 *	go go1.22	its language
 *	file PATH	one of its files
 *	import PATH=ID	what an import means, unless it is itself
 *	nocgo		import "C" is an error
 *	test		predeclared assert and trace are used
 *	want		it is asked for
 *	end		no more packages
 *
 * A package is parsed and checked when it is asked for, whatever it imports
 * before it.  One that nobody wants is checked without bodies.
 */
#ifndef ORACLE_GIVEN_H
#define ORACLE_GIVEN_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/position.h"
#include "base/vec.h"

struct given_import {
	const char *path, *id;
};

struct given_error { /* of syntax */
	pos_t pos;
	const char *msg;
};

struct given {
	const char *id, *path, *go_version;
	struct VEC(const char *) files;
	struct VEC(struct given_import) imports;
	bool want, skip, no_cgo;
	bool entered; /* asked for once; package is NULL in a cycle */
	struct VEC(struct given_error) errors;
	struct package *package;
	struct arena *arena, *body_arena;
};

struct given_world {
	struct arena *arena; /* of the list */
	struct VEC(struct given *) packages;
	struct file_set *files;
	struct parser *parser;
	/* Told before a package is parsed; may be NULL. */
	void (*begin)(struct given *g);
};

void given_start(struct given_world *w);

/* Adds packages up to "end"; false when there is no such line. */
bool given_read(struct given_world *w, FILE *in);

/* The last one with that id, or NULL. */
struct given *given_find(struct given_world *w, const char *id);

/* Checks it, and what it needs.  NULL: not given, skipped, or a cycle. */
struct package *given_check(struct given_world *w, struct given *g);

/* Gives back the memory of a package that nobody imports, or its bodies. */
void given_drop(struct given *g, bool only_bodies);

/* Runs main with a stack for deep trees; its status. */
int given_main(int (*run)(int argc, char **argv), int argc, char **argv);

#endif
