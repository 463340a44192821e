/* SPDX-License-Identifier: MIT */
/*
 * cgo_dump DIR [PATTERN...] - what every C.x of the packages means
 *
 * For each package that imports "C" a line "## PATH", then one line for each
 * C.x that its files use, by name, and one for each type that these are made
 * of, as they are met:
 *
 *	const NAME untyped int 3
 *	func NAME func(*_Ctype_char) _Ctype_int
 *	var NAME T, macro NAME T, type NAME T, unknown NAME
 *	named _Ctype_struct_s struct{a _Ctype_int; _ [4]uint8}
 *	error FILE:LINE:COLUMN: what types/ or clang said
 *
 * Aliases are resolved, so that one side may have more of them; anonymous
 * structs are numbered as they are met.  theirs/main.go prints the same from
 * what cgo generates.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "cfront/cfront.h"
#include "cfront/names.h"
#include "load/load.h"
#include "program/program.h"
#include "types/constant.h"
#include "types/types.h"

struct printer {
	struct arena *arena;
	struct buf out;
	struct ptrmap seen; /* named type -> its text */
	struct VEC(struct named *) queue;
	uint32_t next, nanonymous;
};

static void print_type(struct printer *p, struct type *t);

static bool is_anonymous(const char *name)
{
	return strncmp(name, "_Ctype_struct___", 16) == 0 && name[16] &&
	       strspn(name + 16, "0123456789") == strlen(name + 16);
}

static const char *named_text(struct printer *p, struct named *n)
{
	void **at = ptrmap_at(&p->seen, p->arena, n);
	const char *name = name_text(n->obj->name);

	if (*at)
		return *at;
	*at = (void *)(is_anonymous(name)
			       ? arena_printf(p->arena, "_Ctype_struct___%u",
					      p->nanonymous++)
			       : name);
	if (strncmp(name, "_Ctype_", 7) == 0)
		vec_push(&p->queue, n);
	return *at;
}

/* A struct of one blank field, which is not padding. */
static bool is_incomplete(const struct structure *s)
{
	return s->nfields == 1 && s->fields[0]->name == name_blank &&
	       unalias(s->fields[0]->type)->kind != TYPE_ARRAY;
}

static void print_struct(struct printer *p, const struct structure *s)
{
	if (is_incomplete(s)) {
		buf_puts(&p->out, "incomplete");
		return;
	}
	buf_puts(&p->out, "struct{");
	for (uint32_t i = 0; i < s->nfields; i++) {
		buf_printf(&p->out, "%s%s ", i > 0 ? "; " : "",
			   name_text(s->fields[i]->name));
		print_type(p, s->fields[i]->type);
	}
	buf_putc(&p->out, '}');
}

static void print_tuple(struct printer *p, const struct tuple *t)
{
	for (uint32_t i = 0; t && i < t->n; i++) {
		if (i > 0)
			buf_puts(&p->out, ", ");
		print_type(p, t->vars[i]->type);
	}
}

static void print_type(struct printer *p, struct type *t)
{
	t = unalias(t);
	switch (t->kind) {
	case TYPE_BASIC:
		/* byte is uint8. */
		t = basic_types[((struct basic *)t)->basic_kind];
		buf_puts(&p->out, ((struct basic *)t)->name);
		break;
	case TYPE_POINTER:
		buf_putc(&p->out, '*');
		print_type(p, ((struct pointer *)t)->base);
		break;
	case TYPE_ARRAY:
		buf_printf(&p->out, "[%lld]",
			   (long long)((struct array *)t)->len);
		print_type(p, ((struct array *)t)->elem);
		break;
	case TYPE_SLICE:
		buf_puts(&p->out, "[]");
		print_type(p, ((struct slice *)t)->elem);
		break;
	case TYPE_STRUCT:
		print_struct(p, (struct structure *)t);
		break;
	case TYPE_NAMED:
		buf_puts(&p->out, named_text(p, (struct named *)t));
		break;
	case TYPE_SIGNATURE:
		buf_puts(&p->out, "func(");
		print_tuple(p, ((struct signature *)t)->params);
		buf_puts(&p->out, ") ");
		print_tuple(p, ((struct signature *)t)->results);
		break;
	default:
		buf_puts(&p->out, "?");
	}
}

/* What waits in the queue, each with what it is made of. */
static void print_queue(struct printer *p)
{
	for (; p->next < p->queue.len; p->next++) {
		struct named *n = p->queue.at[p->next];

		buf_printf(&p->out, "named %s ", named_text(p, n));
		print_type(p, type_under(&n->t));
		buf_putc(&p->out, '\n');
	}
}

static const char *kind_text(const struct object *obj)
{
	switch (obj->kind) {
	case OBJECT_CONST:
		return "const";
	case OBJECT_FUNC:
		return "func";
	case OBJECT_TYPE_NAME:
		return "type";
	default:
		return obj->flags & OBJECT_C_MACRO ? "macro" : "var";
	}
}

static void print_object(struct printer *p, name_t name,
			 const struct object *obj)
{
	if (!obj) {
		buf_printf(&p->out, "unknown %s\n", name_text(name));
		return;
	}
	buf_printf(&p->out, "%s %s ", kind_text(obj), name_text(name));
	print_type(p, obj->type);
	if (obj->kind == OBJECT_CONST)
		buf_printf(&p->out, " %s",
			   value_exact_string(p->arena, obj->val));
	buf_putc(&p->out, '\n');
	print_queue(p);
}

static int by_name(const void *a, const void *b)
{
	return name_compare(((const struct c_name *)a)->name,
			    ((const struct c_name *)b)->name);
}

static void print_errors(struct printer *p, const struct program *program)
{
	size_t n;
	struct program_error *e = program_errors(program, p->arena, &n);

	for (size_t i = 0; i < n; i++)
		if (e[i].root)
			buf_printf(&p->out, "error %s:%u:%u: %s\n",
				   e[i].path ? e[i].path : "-", e[i].line,
				   e[i].column, e[i].message);
}

static void print_package(struct printer *p, const struct program_package *pp)
{
	struct VEC(struct c_name) names = {0};

	for (uint32_t i = 0; i < pp->nfiles; i++) {
		uint32_t n;
		struct c_name *of;

		if (pp->load->files[i].kind != LOAD_FILE_CGO)
			continue;
		of = c_names_of(pp->files[i], p->arena, &n);
		for (uint32_t k = 0; k < n; k++)
			vec_push(&names, of[k]);
	}
	if (names.len > 0)
		qsort(names.at, names.len, sizeof(*names.at), by_name);
	buf_printf(&p->out, "## %s\n", pp->load->path);
	for (uint32_t i = 0; i < names.len; i++)
		if (i == 0 || names.at[i].name != names.at[i - 1].name)
			print_object(p, names.at[i].name,
				     c_side_object(pp->c, pp->types,
						   names.at[i].name));
	vec_finish(&names);
}

int main(int argc, char **argv)
{
	struct program_config config = {
		.dir = argc > 1 ? argv[1] : ".",
		.patterns = (const char *const *)argv + 2,
		.npatterns = argc > 2 ? (size_t)argc - 2 : 0,
	};
	struct program *program = program_load(&config);
	struct printer p = {.arena = arena_create(0)};
	int err;

	buf_init(&p.out, 1 << 30);
	for (uint32_t i = 0; i < program->npackages; i++) {
		const struct program_package *pp = &program->packages[i];

		if (!pp->c || !pp->load->root)
			continue;
		p.nanonymous = 0;
		print_package(&p, pp);
	}
	buf_puts(&p.out, "## END\n");
	print_errors(&p, program);
	err = buf_write(&p.out, STDOUT_FILENO);
	return err < 0 || buf_failed(&p.out);
}
