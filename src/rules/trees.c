/* SPDX-License-Identifier: MIT */
#include "rules/trees.h"

#include "base/arena.h"
#include "base/name.h"
#include "base/ptrmap.h"
#include "program/program.h"
#include "syntax/ast.h"
#include "syntax/parser.h"

struct trees {
	struct arena *arena;
	struct ptrmap files; /* struct source_file * -> struct ast_file * */
	struct names *names;
	struct parser *parser;
};

struct trees *trees_create(const struct program *p, struct arena *a)
{
	struct trees *t = ARENA_NEW(a, struct trees);

	t->arena = a;
	for (uint32_t i = 0; i < p->npackages; i++) {
		const struct program_package *pp = &p->packages[i];

		for (uint32_t k = 0; k < pp->nfiles; k++)
			*ptrmap_at(&t->files, a, pp->files[k]->source) =
				pp->files[k];
	}
	return t;
}

void trees_finish(struct trees *t)
{
	if (t->parser)
		parser_destroy(t->parser);
	if (t->names)
		names_destroy(t->names);
}

struct ast_file *trees_file(struct trees *t, struct source_file *f)
{
	void **at = ptrmap_at(&t->files, t->arena, f);

	if (*at)
		return *at;
	if (!t->parser) {
		t->names = names_create();
		t->parser = parser_create(t->names);
	}
	*at = parser_file(t->parser, t->arena, f, PARSE_ALL, NULL, NULL);
	return *at;
}
