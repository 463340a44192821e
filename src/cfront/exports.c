/* SPDX-License-Identifier: MIT */
/*
 * _cgo_export.h: what C sees of a package's //export functions
 *
 * cgo writes the header while it builds, and a package's C files include it.
 * Nothing writes it here, so it is made up in memory: the preambles of the
 * files that export something, names for Go's types, and a prototype for
 * each function.
 *
 * cmd/cgo: out.go (writeExportHeader, writeExports, cgoType).
 */
#include "cfront/internal.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/names.h"
#include "load/load.h"
#include "syntax/ast.h"
#include "syntax/token.h"

static const char prolog[] =
	"#include <stddef.h>\n"
	"#ifndef GO_CGO_EXPORT_PROLOGUE_H\n"
	"#define GO_CGO_EXPORT_PROLOGUE_H\n"
	"#ifndef GO_CGO_GOSTRING_TYPEDEF\n"
	"typedef struct { const char *p; ptrdiff_t n; } _GoString_;\n"
	"extern size_t _GoStringLen(_GoString_ s);\n"
	"extern const char *_GoStringPtr(_GoString_ s);\n"
	"#endif\n"
	"#endif\n";

static const char types[] =
	"#ifndef GO_CGO_PROLOGUE_H\n"
	"#define GO_CGO_PROLOGUE_H\n"
	"typedef signed char GoInt8;\n"
	"typedef unsigned char GoUint8;\n"
	"typedef short GoInt16;\n"
	"typedef unsigned short GoUint16;\n"
	"typedef int GoInt32;\n"
	"typedef unsigned int GoUint32;\n"
	"typedef long long GoInt64;\n"
	"typedef unsigned long long GoUint64;\n"
	"typedef __PTRDIFF_TYPE__ GoInt;\n"
	"typedef size_t GoUint;\n"
	"typedef size_t GoUintptr;\n"
	"typedef float GoFloat32;\n"
	"typedef double GoFloat64;\n"
	"typedef float _Complex GoComplex64;\n"
	"typedef double _Complex GoComplex128;\n"
	"#ifndef GO_CGO_GOSTRING_TYPEDEF\n"
	"typedef _GoString_ GoString;\n"
	"#endif\n"
	"typedef void *GoMap;\n"
	"typedef void *GoChan;\n"
	"typedef struct { void *t; void *v; } GoInterface;\n"
	"typedef struct { void *data; GoInt len; GoInt cap; } GoSlice;\n"
	"#endif\n";

static const struct {
	const char *go, *c;
} predeclared[] = {
	{"bool", "GoUint8"},
	{"byte", "GoUint8"},
	{"int", "GoInt"},
	{"uint", "GoUint"},
	{"rune", "GoInt32"},
	{"int8", "GoInt8"},
	{"uint8", "GoUint8"},
	{"int16", "GoInt16"},
	{"uint16", "GoUint16"},
	{"int32", "GoInt32"},
	{"uint32", "GoUint32"},
	{"int64", "GoInt64"},
	{"uint64", "GoUint64"},
	{"float32", "GoFloat32"},
	{"float64", "GoFloat64"},
	{"complex64", "GoComplex64"},
	{"complex128", "GoComplex128"},
	{"uintptr", "GoUintptr"},
	{"string", "GoString"},
	{"error", "GoInterface"},
	{"any", "GoInterface"},
};

/* Names of types lead to each other, perhaps in a circle. */
enum { MAX_STEPS = 64, MAX_STARS = 16 };

struct walker {
	const struct c_package *p;
	struct arena *arena;
	unsigned steps;
};

/* The declaration of a type at the top of any file. */
static const struct type_spec *find_type(const struct c_package *p, name_t name)
{
	for (uint32_t i = 0; i < p->nfiles; i++) {
		const struct ast_file *f = p->files[i];

		for (uint32_t k = 0; k < f->ndecls; k++) {
			const struct gen_decl *d =
				AS(GEN_DECL, gen_decl, f->decls[k]);

			if (!d || d->node.op != TOK_TYPE)
				continue;
			for (uint32_t j = 0; j < d->nspecs; j++) {
				const struct type_spec *t =
					AS(TYPE_SPEC, type_spec, d->specs[j]);

				if (t && t->name->name == name)
					return t;
			}
		}
	}
	return NULL;
}

static const char *named(struct walker *w, name_t name);

static const char *c_type(struct walker *w, const struct expr *e)
{
	const struct selector_expr *sel;
	const struct array_type *arr;
	const char *base;

	if (!e || ++w->steps > MAX_STEPS)
		return "int";
	switch (e->node.kind) {
	case NODE_PAREN_EXPR:
		return c_type(w, ((const struct paren_expr *)e)->x);
	case NODE_STAR_EXPR:
		base = c_type(w, ((const struct star_expr *)e)->x);
		return arena_printf(w->arena, "%s*", base);
	case NODE_ARRAY_TYPE:
		arr = (const struct array_type *)e;
		return arr->len ? "int" : "GoSlice";
	case NODE_FUNC_TYPE:
		return "void*";
	case NODE_INTERFACE_TYPE:
		return "GoInterface";
	case NODE_MAP_TYPE:
		return "GoMap";
	case NODE_CHAN_TYPE:
		return "GoChan";
	case NODE_IDENT:
		return named(w, ((const struct ident *)e)->name);
	case NODE_SELECTOR_EXPR:
		sel = (const struct selector_expr *)e;
		if (c_is_reference(sel))
			return c_spelling(w->arena, name_text(sel->sel->name));
		return "void*"; /* unsafe.Pointer */
	default:
		return "int";
	}
}

static const char *named(struct walker *w, name_t name)
{
	const struct type_spec *t = find_type(w->p, name);

	if (t)
		return c_type(w, t->type);
	for (size_t i = 0; i < sizeof(predeclared) / sizeof(*predeclared); i++)
		if (strcmp(predeclared[i].go, name_text(name)) == 0)
			return predeclared[i].c;
	return "int";
}

static const char *type_of(const struct c_package *p, const struct expr *e)
{
	struct walker w = {p, p->arena, 0};

	return c_type(&w, e);
}

/* Calls each for every parameter or result; their number. */
static uint32_t add_list(const struct c_package *p, struct buf *out,
			 const struct field_list *list, const char *format,
			 uint32_t from)
{
	uint32_t n = from;

	for (uint32_t i = 0; list && i < list->nfields; i++) {
		const struct field *f = &list->fields[i];
		const char *type = type_of(p, f->type);

		for (uint32_t k = 0; k < (f->nnames ? f->nnames : 1); k++) {
			if (n > 0 && *format == 'p')
				buf_puts(out, ", ");
			buf_printf(out, "%s %c%u", type, *format, n++);
			if (*format == 'r')
				buf_puts(out, "; ");
		}
	}
	return n;
}

static void add_function(const struct c_package *p, struct buf *out,
			 const struct func_decl *d, const char *name)
{
	const struct field_list *results = d->type->results;
	uint32_t nresults = results ? field_list_len(results) : 0, n = 0;

	if (nresults > 1) {
		buf_printf(out, "struct %s_return { ", name);
		add_list(p, out, results, "r", 0);
		buf_puts(out, "};\n");
		buf_printf(out, "extern struct %s_return %s(", name, name);
	} else {
		buf_printf(out, "extern %s %s(",
			   nresults ? type_of(p, results->fields[0].type)
				    : "void",
			   name);
	}
	if (d->recv)
		n = add_list(p, out, d->recv, "p", 0);
	n = add_list(p, out, d->type->params, "p", n);
	buf_puts(out, n > 0 ? ");\n" : "void);\n");
}

/* The function that a directive stands above. */
static const struct func_decl *function_after(const struct ast_file *f,
					      pos_t pos)
{
	uint32_t lo = 0, hi = f->ndecls;

	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;

		if (f->decls[mid]->pos > pos)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo < f->ndecls ? AS(FUNC_DECL, func_decl, f->decls[lo]) : NULL;
}

static const char *export_name(struct arena *a, const struct directive *d)
{
	const char *at = d->text, *end = d->text + d->len;

	while (at < end && *at != ' ' && *at != '\t')
		at++;
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	while (end > at &&
	       (end[-1] == ' ' || end[-1] == '\t' || end[-1] == '\r'))
		end--;
	return arena_strndup(a, at, (size_t)(end - at));
}

static bool is_identifier(const char *name)
{
	if (!*name || (*name >= '0' && *name <= '9'))
		return false;
	for (; *name; name++)
		if ((unsigned char)*name < 0x80 && *name != '_' &&
		    !(*name >= '0' && *name <= '9') &&
		    !((*name | 32) >= 'a' && (*name | 32) <= 'z'))
			return false;
	return true;
}

static void add_exports(const struct c_package *p, struct buf *out,
			const struct ast_file *f)
{
	for (uint32_t i = 0; i < f->ndirectives; i++) {
		const struct directive *d = &f->directives[i];
		const struct func_decl *fn;
		const char *name;

		if (d->kind != DIRECTIVE_EXPORT)
			continue;
		fn = function_after(f, d->pos);
		name = export_name(p->arena, d);
		if (fn && is_identifier(name))
			add_function(p, out, fn, name);
	}
}

static bool exports_any(const struct ast_file *f)
{
	for (uint32_t i = 0; i < f->ndirectives; i++)
		if (f->directives[i].kind == DIRECTIVE_EXPORT)
			return true;
	return false;
}

void c_export_header(struct c_package *p, struct buf *out)
{
	buf_puts(out, prolog);
	for (uint32_t i = 0; i < p->npreambles; i++) {
		const struct c_source *s = &p->sources[i];

		if (exports_any(s->go))
			c_preamble_text(s->go, out);
	}
	buf_puts(out, types);
	for (uint32_t i = 0; i < p->npreambles; i++)
		add_exports(p, out, p->sources[i].go);
}
