/* SPDX-License-Identifier: MIT */
/*
 * walk.h - every node of a tree, in the order of the source
 *
 * What hangs where is in shape.def; the walk needs no stack of the machine,
 * however deep the tree.
 */
#ifndef SYNTAX_WALK_H
#define SYNTAX_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "syntax/ast.h"

enum walk_what {
	WALK_NODE,   /* a struct node */
	WALK_FIELDS, /* a struct field_list */
	WALK_FIELD,  /* a struct field */
	WALK_NIL,    /* NULL, where a node or a list could be */
};

struct walk {
	/* Before what is below x; false leaves it out, and leave() too. */
	bool (*enter)(void *ctx, enum walk_what what, void *x);
	/* After it; may be NULL. */
	void (*leave)(void *ctx, enum walk_what what, void *x);
	void *ctx;
};

/* root may be NULL. */
void walk(const struct walk *w, struct node *root);
void walk_file(const struct walk *w, struct ast_file *f);

/* One row of shape.def. */
enum shape_class { SHAPE_POS, SHAPE_CHILD, SHAPE_LIST, SHAPE_FIELDS };

struct shape {
	uint8_t kind;		  /* enum node_kind */
	uint8_t class;		  /* enum shape_class */
	uint16_t offset, noffset; /* of the member; of a list's length */
	const char *label;
};

/* The rows of a kind, up to one of another. */
const struct shape *shape_of(unsigned kind);

#endif
