/* SPDX-License-Identifier: MIT */
#include "cfront/body.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/body_lower.h"
#include "cfront/unit.h"

struct body_set *body_set_create(struct arena *a)
{
	struct body_set *s = ARENA_NEW(a, struct body_set);

	s->arena = a;
	vec_push_in(a, &s->fields, (struct body_field){0});
	vec_push_in(a, &s->globals, (struct body_global){0});
	vec_push_in(a, &s->funcs, (struct body_func){0});
	vec_push_in(a, &s->files, "");
	return s;
}

/* A number in a table of the set, kept as a pointer; 0: none yet. */
static uint32_t *number_at(struct arena *a, struct ptrmap *m, uint64_t key)
{
	void **at = ptrmap_at_key(m, a, key);

	if (!*at)
		*at = ARENA_NEW(a, uint32_t);
	return *at;
}

uint32_t body_file(struct body_set *s, const char *path)
{
	uint32_t *n = number_at(s->arena, &s->file_by_name,
				(uint64_t)name_of(path) + 1);

	if (*n == 0) {
		*n = s->files.len;
		vec_push_in(s->arena, &s->files, arena_strdup(s->arena, path));
	}
	return *n;
}

const char *body_text(struct lower *l, CXString s)
{
	return clang_text(l->clang, l->arena, s);
}

uint32_t body_locate(struct lower *l, CXCursor c, uint32_t *ret_line)
{
	CXString file;
	unsigned line;
	const char *path;

	l->clang->getPresumedLocation(l->clang->getCursorLocation(c), &file,
				      &line, NULL);
	path = l->clang->getCString(file);
	if (!l->last_file || !path || strcmp(path, l->last_file) != 0) {
		l->last_file_index = body_file(l->set, path ? path : "");
		l->last_file = l->set->files.at[l->last_file_index];
	}
	l->clang->disposeString(file);
	*ret_line = line;
	return l->last_file_index;
}

/* What a declaration is called, and what it is in. */
static name_t full_name(struct lower *l, CXCursor decl, const char *within)
{
	const char *name = body_text(l, l->clang->getCursorSpelling(decl));

	return name_of(arena_printf(l->arena, "%s.%s", within, name));
}

static uint32_t *decl_number(struct lower *l, CXCursor decl)
{
	return number_at(l->arena, &l->decls,
			 (uint64_t)(uintptr_t)decl.data[0]);
}

uint32_t body_field_number(struct lower *l, CXCursor decl)
{
	uint32_t *known, *n;
	const char *owner;
	name_t full;

	if (decl.kind != CXCursor_FieldDecl)
		return 0;
	known = decl_number(l, decl);
	if (*known)
		return *known;
	owner = body_text(l, l->clang->getCursorSpelling(
				     l->clang->getCursorSemanticParent(decl)));
	full = full_name(l, decl, owner);
	n = number_at(l->set->arena, &l->set->field_by_name,
		      (uint64_t)full + 1);
	if (*n == 0) {
		struct body_field f = {.full = full};

		f.name = name_of(
			body_text(l, l->clang->getCursorSpelling(decl)));
		f.embedded = lower_type(l, decl) == CXType_Record;
		f.first = l->clang->Cursor_getOffsetOfField(decl) == 0;
		*n = l->set->fields.len;
		vec_push_in(l->set->arena, &l->set->fields, f);
	}
	*known = *n;
	return *n;
}

static void describe(struct lower *l, CXCursor decl, struct body_func *f)
{
	CXType type = l->clang->getCursorType(decl);
	CXType result =
		l->clang->getCanonicalType(l->clang->getResultType(type));
	int n = l->clang->Cursor_getNumArguments(decl);
	name_t *params;

	f->returns_pointer = result.kind == CXType_Pointer;
	f->returns_void = result.kind == CXType_Void;
	f->variadic = l->clang->isFunctionTypeVariadic(type) != 0;
	if (n < 0)
		n = l->clang->getNumArgTypes(type);
	if (n > EFFECT_MAX_ARG)
		n = EFFECT_MAX_ARG;
	f->nparams = (uint16_t)(n < 0 ? 0 : n);
	params = ARENA_ARRAY(l->set->arena, f->nparams, name_t);
	f->pointers = f->numbers = 0;
	for (uint32_t i = 0; i < f->nparams; i++) {
		CXCursor p = l->clang->Cursor_getArgument(decl, i);
		CXType written = l->clang->getArgType(type, i);
		CXType t = l->clang->getCanonicalType(written);

		/* A parameter that is written as an array is a pointer. */
		if (i < 64 && (t.kind == CXType_Pointer ||
			       t.kind == CXType_ConstantArray ||
			       t.kind == CXType_IncompleteArray))
			f->pointers |= UINT64_C(1) << i;
		else if (i < 64 && lower_is_number(l, written))
			f->numbers |= UINT64_C(1) << i;
		params[i] =
			name_of(body_text(l, l->clang->getCursorSpelling(p)));
	}
	f->params = params;
}

/*
 * With internal linkage a function is known by where it is defined, so that
 * a header's static function is one function in every source.
 */
uint32_t body_func_number(struct lower *l, CXCursor decl)
{
	uint32_t *known = decl_number(l, decl), *n;
	struct body_set *s = l->set;
	struct body_func f = {0};
	uint64_t key;
	CXCursor def;

	if (*known)
		return *known;
	f.name = name_of(body_text(l, l->clang->getCursorSpelling(decl)));
	f.internal = l->clang->getCursorLinkage(decl) == CXLinkage_Internal;
	key = (uint64_t)f.name + 1;
	if (f.internal) {
		def = l->clang->getCursorDefinition(decl);
		if (l->clang->Cursor_isNull(def))
			def = decl;
		f.file = body_locate(l, def, &f.line);
		key = (uint64_t)name_of(arena_printf(l->arena, "%s %u:%u",
						     name_text(f.name), f.file,
						     f.line)) +
		      1;
		key |= UINT64_C(1) << 40;
	} else {
		f.file = body_locate(l, decl, &f.line);
	}
	n = number_at(s->arena, &s->func_by_key, key);
	if (*n == 0) {
		describe(l, decl, &f);
		*n = s->funcs.len;
		vec_push_in(s->arena, &s->funcs, f);
	}
	if (f.internal)
		*number_at(s->arena, &s->func_by_key, BODY_INTERNAL(f.name)) =
			*n;
	*known = *n;
	return *n;
}

uint32_t body_func_named(struct lower *l, name_t name)
{
	struct body_set *s = l->set;
	const uint32_t *last =
		ptrmap_get_key(&s->func_by_key, BODY_INTERNAL(name));
	uint32_t *n;

	if (last)
		return *last;
	n = number_at(s->arena, &s->func_by_key, (uint64_t)name + 1);
	if (*n == 0) {
		*n = s->funcs.len;
		vec_push_in(s->arena, &s->funcs,
			    (struct body_func){.name = name});
	}
	return *n;
}

uint32_t body_global_number(struct lower *l, CXCursor decl)
{
	uint32_t *known = decl_number(l, decl), *n, line, file;
	struct body_set *s = l->set;
	struct body_global g = {0};
	uint64_t key;
	CXType type;

	if (*known)
		return *known;
	g.name = name_of(body_text(l, l->clang->getCursorSpelling(decl)));
	key = (uint64_t)g.name + 1;
	if (l->clang->getCursorLinkage(decl) != CXLinkage_External) {
		file = body_locate(l, decl, &line);
		key = (uint64_t)name_of(arena_printf(l->arena, "%s %u:%u",
						     name_text(g.name), file,
						     line)) +
		      1;
		key |= UINT64_C(1) << 40;
	}
	n = number_at(s->arena, &s->global_by_key, key);
	if (*n == 0) {
		type = l->clang->getCanonicalType(
			l->clang->getCursorType(decl));
		g.pointer = type.kind == CXType_Pointer;
		*n = s->globals.len;
		vec_push_in(s->arena, &s->globals, g);
	}
	*known = *n;
	return *n;
}

/* Remembers a function that is stored; true when the list is whole. */
static bool add_func(struct arena *a, uint32_t **funcs, uint32_t *n,
		     uint32_t *cap, uint32_t func)
{
	for (uint32_t i = 0; i < *n; i++)
		if ((*funcs)[i] == func)
			return true;
	if (*n == BODY_MAX_FUNCS)
		return false;
	if (*n == *cap)
		*funcs = vec_grow(*funcs, *n, cap, sizeof(**funcs), a);
	(*funcs)[(*n)++] = func;
	return true;
}

void body_field_stores(struct lower *l, uint32_t field, operand_t value)
{
	struct body_field *f = &l->set->fields.at[field];
	int64_t c;

	if (field == 0 || lower_is_const(l, value, &c))
		return;
	if (operand_kind(value) == OPERAND_FUNC &&
	    add_func(l->set->arena, &f->funcs, &f->nfuncs, &f->funcs_cap,
		     operand_number(value)))
		return;
	f->open = true;
}

void body_global_stores(struct lower *l, uint32_t global, operand_t value)
{
	struct body_global *g = &l->set->globals.at[global];
	int64_t c;

	if (lower_is_const(l, value, &c))
		return;
	if (operand_kind(value) == OPERAND_FUNC &&
	    add_func(l->set->arena, &g->funcs, &g->nfuncs, &g->funcs_cap,
		     operand_number(value)))
		return;
	g->open = true;
}

static void add_function(struct lower *l, CXCursor decl)
{
	uint32_t n = body_func_number(l, decl);
	struct body_func *f = &l->set->funcs.at[n];

	f->declared = true;
	if (l->clang->isCursorDefinition(decl) && !f->body) {
		f->file = body_locate(l, decl, &f->line);
		describe(l, decl, f);
		/* The table of functions may move while it is lowered. */
		struct body_func copy = *f;

		lower_function(l, decl, &copy);
		f = &l->set->funcs.at[n];
		f->body = copy.body;
	}
	lower_claims(l, decl, f);
}

static enum CXChildVisitResult visit_top(CXCursor c, CXCursor parent,
					 CXClientData data)
{
	struct lower *l = data;

	(void)parent;
	if (c.kind == CXCursor_LinkageSpec)
		return CXChildVisit_Recurse;
	if (c.kind == CXCursor_FunctionDecl)
		add_function(l, c);
	if (c.kind == CXCursor_VarDecl)
		lower_static_init(l, c, body_global_number(l, c));
	return CXChildVisit_Continue;
}

void body_add_unit(struct body_set *s, const struct c_unit *u)
{
	struct lower l = {.set = s, .clang = u->clang, .tu = u->tu};

	l.arena = arena_create(0);
	u->clang->visitChildren(u->clang->getTranslationUnitCursor(u->tu),
				visit_top, &l);
	arena_destroy(l.arena);
}

struct body_func *body_find(const struct body_set *s, const char *name)
{
	uint64_t key = (uint64_t)name_of(name) + 1;
	const uint32_t *n = ptrmap_get_key(&s->func_by_key, key);

	if (n)
		return &s->funcs.at[*n];
	for (uint32_t i = 1; i < s->funcs.len; i++)
		if (s->funcs.at[i].name == (name_t)(key - 1))
			return &s->funcs.at[i];
	return NULL;
}

/* The dump */

static const char *const op_text[] = {
#define X(name) #name,
	BODY_OPS(X)
#undef X
};

static void dump_operand(const struct body_set *s, const struct body *b,
			 operand_t o, struct buf *out)
{
	uint32_t n = operand_number(o);

	switch (operand_kind(o)) {
	case OPERAND_UNKNOWN:
		buf_puts(out, "?");
		break;
	case OPERAND_SLOT:
		buf_printf(out, "s%u", n);
		break;
	case OPERAND_SLOT_ADDR:
		buf_printf(out, "&s%u", n);
		break;
	case OPERAND_GLOBAL_ADDR:
		buf_printf(out, "&%s", name_text(s->globals.at[n].name));
		break;
	case OPERAND_FUNC:
		buf_printf(out, "%s", name_text(s->funcs.at[n].name));
		break;
	case OPERAND_CONST:
		buf_printf(out, "%lld", (long long)b->consts[n]);
		break;
	case OPERAND_STATIC:
		buf_puts(out, "static");
		break;
	}
}

static void dump_instr(const struct body_set *s, const struct body *b,
		       const struct body_instr *in, struct buf *out)
{
	buf_printf(out, "\t%u\t", in->line);
	if (in->dst)
		buf_printf(out, "s%u = ", in->dst);
	buf_printf(out, "%s ", op_text[in->op]);
	dump_operand(s, b, in->a, out);
	if (in->b) {
		buf_puts(out, ", ");
		dump_operand(s, b, in->b, out);
	}
	switch (in->op) {
	case BODY_LOAD:
	case BODY_STORE:
	case BODY_FIELD:
		buf_printf(out, " .%s",
			   in->field ? name_text(s->fields.at[in->field].name)
				     : "*");
		break;
	case BODY_ADD:
	case BODY_MASK:
	case BODY_CMP:
		buf_printf(out, " %u %lld", in->relation, (long long)in->c);
		break;
	case BODY_CALL:
		for (uint32_t i = 0; i < in->nargs; i++) {
			buf_puts(out, i ? ", " : " (");
			dump_operand(s, b, in->args[i], out);
		}
		buf_puts(out, in->nargs ? ")" : "");
		break;
	case BODY_JUMP:
		buf_printf(out, " b%u", in->to[0]);
		break;
	case BODY_BRANCH:
		buf_printf(out, " b%u b%u", in->to[0], in->to[1]);
		break;
	case BODY_SWITCH:
		for (uint32_t i = 0; i < in->ncases; i++)
			buf_printf(out, " %lld..%lld b%u",
				   (long long)in->cases[i].low,
				   (long long)in->cases[i].high,
				   in->cases[i].block);
		break;
	default:
		break;
	}
	buf_putc(out, '\n');
}

void body_dump(const struct body_set *s, const struct body_func *f,
	       struct buf *out)
{
	const struct body *b = f->body;

	buf_printf(out, "%s %s:%u\n", name_text(f->name), s->files.at[f->file],
		   f->line);
	for (uint32_t i = 0; b && i < b->nblocks; i++) {
		buf_printf(out, "b%u: live %u\n", i, b->blocks[i].nlive);
		for (uint32_t k = 0; k < b->blocks[i].len; k++)
			dump_instr(s, b, &b->blocks[i].at[k], out);
	}
}
