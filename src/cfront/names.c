/* SPDX-License-Identifier: MIT */
/*
 * cmd/cgo: ast.go (saveRef), gcc.go (nameToC, cname).
 */
#include "cfront/names.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "syntax/ast.h"
#include "syntax/walk.h"
#include "types/types.h"

bool c_is_reference(const struct selector_expr *e)
{
	const struct ident *x = AS(IDENT, ident, e->x);

	return x && name_len(x->name) == 1 && name_text(x->name)[0] == 'C';
}

struct collector {
	struct arena *arena;
	struct ptrmap seen;
	struct VEC(struct c_name) names;
};

static void add(struct collector *c, name_t name, pos_t pos)
{
	void **at;

	if (name == name_blank || name == NO_NAME)
		return;
	at = ptrmap_at_key(&c->seen, NULL, name);
	if (*at)
		return;
	*at = c;
	vec_push_in(c->arena, &c->names, (struct c_name){name, pos});
}

/* Some write what cgo makes of C.X: _Ctype_X. */
static bool enter(void *ctx, enum walk_what what, void *x)
{
	struct collector *c = ctx;
	const struct selector_expr *e;
	const struct ident *id;

	if (what != WALK_NODE)
		return true;
	e = AS(SELECTOR_EXPR, selector_expr, x);
	if (e && c_is_reference(e))
		add(c, e->sel->name, e->sel->e.node.pos);
	id = AS(IDENT, ident, x);
	if (id)
		add(c, type_c_name(id->name), id->e.node.pos);
	return true;
}

static int by_text(const void *va, const void *vb)
{
	const struct c_name *a = va, *b = vb;

	return name_compare(a->name, b->name);
}

struct c_name *c_names_of(const struct ast_file *f, struct arena *a,
			  uint32_t *ret_n)
{
	struct collector c = {.arena = a};
	struct walk w = {enter, NULL, &c};

	walk_file(&w, (struct ast_file *)f);
	ptrmap_finish(&c.seen);
	if (c.names.len > 0)
		qsort(c.names.at, c.names.len, sizeof(*c.names.at), by_text);
	*ret_n = c.names.len;
	return c.names.at;
}

static const struct {
	const char *go, *c;
} spellings[] = {
	{"schar", "signed char"},
	{"uchar", "unsigned char"},
	{"ushort", "unsigned short"},
	{"uint", "unsigned int"},
	{"ulong", "unsigned long"},
	{"longlong", "long long"},
	{"ulonglong", "unsigned long long"},
	{"complexfloat", "float _Complex"},
	{"complexdouble", "double _Complex"},
};

static const char *const tags[] = {"struct", "union", "enum"};

const char *c_spelling(struct arena *a, const char *name)
{
	unsigned sizeofs = 0;
	const char *c = NULL;

	/* C.sizeof_sizeof_x is silly, but no reason to recurse. */
	while (strncmp(name, "sizeof_", 7) == 0 && sizeofs < 4) {
		name += 7;
		sizeofs++;
	}
	for (size_t i = 0; i < sizeof(spellings) / sizeof(*spellings); i++)
		if (strcmp(name, spellings[i].go) == 0)
			c = spellings[i].c;
	for (size_t i = 0; !c && i < sizeof(tags) / sizeof(*tags); i++) {
		size_t n = strlen(tags[i]);

		if (strncmp(name, tags[i], n) == 0 && name[n] == '_')
			c = arena_printf(a, "%s %s", tags[i], name + n + 1);
	}
	if (!c)
		c = arena_strdup(a, name);
	while (sizeofs-- > 0)
		c = arena_printf(a, "sizeof(%s)", c);
	return c;
}
