/* SPDX-License-Identifier: MIT */
/*
 * What a source says about some names.
 *
 * cgo finds out by compiling a question for each name and reading errors and
 * debug information.  Here one question is enough, since the tree can be
 * looked at.  Behind the source stands, for the name with number N,
 *
 *	#line N "belay-names"
 *	__typeof__(NAME) *__belay_N;
 *	#ifdef NAME
 *	enum { __belay_macro_N };
 *	#endif
 *
 * An error on line N: C does not know the name.  Otherwise below the
 * declaration of __belay_N hangs either an expression, with the type it was
 * declared with and a value that clang can compute, or a reference to a
 * type, or nothing (a basic type).  A declaration with an expression that
 * a macro stands for has an enumerator beside it.
 *
 * That was measured against the alternatives, for 250 to 300 names of
 * linux/input.h, sqlite3.h and GL/gl.h, which take 5, 6 and 29 ms to read:
 * one declaration for a name costs 6 microseconds, the five that cgo has 20
 * to 25, because most of them fail and each failure is a message.  Asking
 * clang to keep the definitions of macros (DetailedPreprocessingRecord) is
 * nearly free, up to a tenth, but then each would have to be evaluated here,
 * which the declaration does as well.
 *
 * cmd/cgo: gcc.go (guessKinds, loadDWARF, recordTypes).
 */
#include "cfront/extract.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/store.h"
#include "load/load.h"
#include "syntax/token.h"
#include "types/constant.h"

enum { MAX_TAIL = 64 << 20, MAX_PARENS = 64, MAX_STRING = 1 << 30 };

#define NAMES C_TAIL "names"
#define PREFIX "__belay_"
#define MACRO PREFIX "macro_"

/* What was found for a name. */
struct found {
	CXCursor variable, expr, ref;
	bool declared, has_expr, has_ref, macro, wrong;
};

static bool is_identifier(const char *s)
{
	for (; *s; s++)
		if (*s == ' ' || *s == '(')
			return false;
	return true;
}

static void write_tail(const struct c_question *q, struct arena *a,
		       struct buf *tail)
{
	buf_puts(tail, "\n");
	for (uint32_t i = 0; i < q->nnames; i++) {
		const char *c = c_spelling(a, name_text(q->names[i].name));

		/* cgo's own name for it (C.malloc never fails). */
		if (strcmp(c, "malloc") == 0)
			c = "_CMalloc";
		buf_printf(tail,
			   "#line %u \"" NAMES "\"\n"
			   "__typeof__(%s) *" PREFIX "%u;\n",
			   i + 1, c, i + 1);
		if (is_identifier(c))
			buf_printf(tail,
				   "#ifdef %s\n"
				   "enum { " MACRO "%u };\n"
				   "#endif\n",
				   c, i + 1);
	}
}

struct search {
	struct c_builder *b;
	struct found *found;
	uint32_t n;
};

/* The number behind a prefix, from 1; 0 when there is none. */
static uint32_t number_of(const char *text, const char *prefix, uint32_t most)
{
	size_t len = strlen(prefix);
	uint32_t n = 0;

	if (!text || strncmp(text, prefix, len) != 0)
		return 0;
	for (text += len; *text >= '0' && *text <= '9' && n <= most; text++)
		n = n * 10 + (uint32_t)(*text - '0');
	return *text || n > most ? 0 : n;
}

static enum CXChildVisitResult below_variable(CXCursor c, CXCursor parent,
					      CXClientData data)
{
	struct found *f = data;

	(void)parent;
	if (c.kind == CXCursor_TypeRef) {
		f->ref = c;
		f->has_ref = true;
		return CXChildVisit_Break;
	}
	if (c.kind >= CXCursor_FirstExpr && c.kind <= CXCursor_LastExpr) {
		f->expr = c;
		f->has_expr = true;
		return CXChildVisit_Break;
	}
	return CXChildVisit_Continue;
}

static enum CXChildVisitResult find_one(CXCursor c, CXCursor parent,
					CXClientData data)
{
	struct search *s = data;
	const struct clang_api *clang = s->b->unit.clang;
	CXString name;
	uint32_t n;

	(void)parent;
	if (c.kind == CXCursor_EnumDecl)
		return CXChildVisit_Recurse;
	if (c.kind != CXCursor_VarDecl && c.kind != CXCursor_EnumConstantDecl)
		return CXChildVisit_Continue;
	name = clang->getCursorSpelling(c);
	if (c.kind == CXCursor_EnumConstantDecl) {
		n = number_of(clang->getCString(name), MACRO, s->n);
		if (n > 0)
			s->found[n - 1].macro = true;
	} else {
		n = number_of(clang->getCString(name), PREFIX, s->n);
		if (n > 0) {
			s->found[n - 1].variable = c;
			s->found[n - 1].declared = true;
		}
	}
	clang->disposeString(name);
	return CXChildVisit_Continue;
}

/* Lines of the tail with an error. */
static void find_wrong(struct search *s)
{
	const struct c_unit *u = &s->b->unit;
	unsigned n = u->clang->getNumDiagnostics(u->tu);

	for (unsigned i = 0; i < n; i++) {
		CXDiagnostic d = u->clang->getDiagnostic(u->tu, i);
		unsigned severity = u->clang->getDiagnosticSeverity(d);
		CXString path;
		unsigned line, column;
		const char *text;

		u->clang->getPresumedLocation(
			u->clang->getDiagnosticLocation(d), &path, &line,
			&column);
		text = u->clang->getCString(path);
		if (severity >= CXDiagnostic_Error && text &&
		    strcmp(text, NAMES) == 0 && line >= 1 && line <= s->n)
			s->found[line - 1].wrong = true;
		u->clang->disposeString(path);
		u->clang->disposeDiagnostic(d);
	}
}

/* Expressions */

static enum CXChildVisitResult first_child(CXCursor c, CXCursor parent,
					   CXClientData data)
{
	(void)parent;
	*(CXCursor *)data = c;
	return CXChildVisit_Break;
}

/* Without parentheses and conversions that nobody wrote. */
static CXCursor bare(const struct clang_api *clang, CXCursor c)
{
	for (int i = 0; i < MAX_PARENS; i++) {
		CXCursor child = clang->getNullCursor();

		if (c.kind != CXCursor_ParenExpr &&
		    c.kind != CXCursor_UnexposedExpr &&
		    (c.kind != CXCursor_UnaryOperator ||
		     clang->getCursorUnaryOperatorKind(c) !=
			     CXUnaryOperator_Extension))
			break;
		clang->visitChildren(c, first_child, &child);
		if (clang->Cursor_isNull(child))
			break;
		c = child;
	}
	return c;
}

struct uses {
	const struct clang_api *clang;
	bool variable;
};

/* Inside of sizeof nothing is evaluated. */
static enum CXChildVisitResult uses_variable(CXCursor c, CXCursor parent,
					     CXClientData data)
{
	struct uses *u = data;

	(void)parent;
	if (c.kind == CXCursor_UnaryExpr)
		return CXChildVisit_Continue;
	if (c.kind == CXCursor_DeclRefExpr &&
	    u->clang->getCursorKind(u->clang->getCursorReferenced(c)) !=
		    CXCursor_EnumConstantDecl)
		u->variable = true;
	return u->variable ? CXChildVisit_Break : CXChildVisit_Recurse;
}

/* gcc calls nothing constant that depends on a variable, if it is const. */
static bool is_constant(const struct clang_api *clang, CXCursor expr)
{
	struct uses u = {clang, false};

	expr = bare(clang, expr);
	if (expr.kind == CXCursor_DeclRefExpr)
		return clang->getCursorKind(clang->getCursorReferenced(expr)) ==
		       CXCursor_EnumConstantDecl;
	if (expr.kind != CXCursor_UnaryExpr)
		clang->visitChildren(expr, uses_variable, &u);
	return !u.variable;
}

static bool is_integer(enum CXTypeKind k)
{
	return (k >= CXType_Bool && k <= CXType_Int128) || k == CXType_Enum;
}

static bool is_real(enum CXTypeKind k)
{
	return k == CXType_Float || k == CXType_Double ||
	       k == CXType_LongDouble || k == CXType_Float16 ||
	       k == CXType_Float128 || k == CXType_Half;
}

/* gcc's debug information says unsigned of these, if no typedef does. */
static bool is_unsigned(enum CXTypeKind k)
{
	return k == CXType_UShort || k == CXType_UInt || k == CXType_ULong ||
	       k == CXType_ULongLong;
}

static const char *skip_back(const char *at, const char *from)
{
	while (at > from && (at[-1] == ' ' || at[-1] == '\t'))
		at--;
	return at;
}

/*
 * Whether the literal is what a macro of that name is defined as, and Go can
 * read it: then it is a rune, and not the number that C says it is.
 */
static bool is_rune_macro(struct c_builder *b, CXCursor expr, const char *name)
{
	const struct clang_api *clang = b->unit.clang;
	CXFile file;
	unsigned line, column, offset;
	size_t size, n = strlen(name), len = 1;
	const char *text, *at, *end;

	if (expr.kind != CXCursor_CharacterLiteral)
		return false;
	clang->getSpellingLocation(clang->getCursorLocation(expr), &file, &line,
				   &column, &offset);
	text = file ? clang->getFileContents(b->unit.tu, file, &size) : NULL;
	if (!text || offset >= size || text[offset] != '\'')
		return false;
	at = skip_back(text + offset, text);
	if ((size_t)(at - text) <= n || memcmp(at - n, name, n) != 0)
		return false;
	at = skip_back(at - n, text);
	if (at - text < 6 || memcmp(at - 6, "define", 6) != 0)
		return false;
	end = text + size;
	at = text + offset;
	while (at + len < end && at[len] != '\'' && at[len] != '\n')
		len += at[len] == '\\' ? 2 : 1;
	if (at + len >= end || at[len] != '\'')
		return false;
	return !value_is_unknown(
		value_from_literal(b->arena, at, len + 1, TOK_CHAR));
}

static void set_integer(struct c_builder *b, struct c_decl *d, CXCursor expr,
			CXEvalResult r)
{
	const struct clang_api *clang = b->unit.clang;
	CXType type = clang->getCursorType(expr);

	d->kind = C_DECL_INT;
	d->is_unsigned = is_unsigned(type.kind);
	if (clang->EvalResult_isUnsignedInt(r))
		d->integer = (int64_t)clang->EvalResult_getAsUnsigned(r);
	else
		d->integer = clang->EvalResult_getAsLongLong(r);
}

/* clang spells a literal with escapes that Go has too. */
static bool set_string(struct c_builder *b, struct c_decl *d, CXCursor expr)
{
	const struct clang_api *clang = b->unit.clang;
	CXType type = clang->getCanonicalType(clang->getCursorType(expr));
	const char *text =
		clang_text(clang, b->arena, clang->getCursorSpelling(expr));
	const struct value *v;
	size_t len;

	if (clang->Type_getSizeOf(clang->getElementType(type)) != 1)
		return false;
	v = value_from_literal(b->arena, text, strlen(text), TOK_STRING);
	if (value_is_unknown(v))
		return false;
	text = value_string_val(b->arena, v, &len);
	if (len > MAX_STRING)
		return false;
	d->kind = C_DECL_STRING;
	d->len = (uint32_t)len;
	d->text = c_add_text(b, text, len);
	return true;
}

/* Of complex constants only multiples of I; as a double, they are nothing. */
static bool set_imaginary(struct c_decl *d, CXCursor expr)
{
	if (expr.kind != CXCursor_ImaginaryLiteral)
		return false;
	d->kind = C_DECL_FLOAT;
	d->real = 0;
	return true;
}

/* Makes a constant of it, when C would. */
static bool evaluate(struct c_builder *b, struct c_decl *d, CXCursor expr,
		     bool macro, const char *name)
{
	const struct clang_api *clang = b->unit.clang;
	CXType type = clang->getCanonicalType(clang->getCursorType(expr));
	CXCursor inner = bare(clang, expr);
	CXEvalResult r;
	bool done = false;

	if (inner.kind == CXCursor_StringLiteral)
		return set_string(b, d, inner);
	if (type.kind == CXType_Complex)
		return set_imaginary(d, inner);
	if (!is_integer(type.kind) && !is_real(type.kind))
		return false;
	if (!is_constant(clang, expr))
		return false;
	r = clang->Cursor_Evaluate(expr);
	if (!r)
		return false;
	switch (clang->EvalResult_getKind(r)) {
	case CXEval_Int:
		done = is_integer(type.kind);
		if (done)
			set_integer(b, d, expr, r);
		break;
	case CXEval_Float:
		done = is_real(type.kind);
		d->kind = C_DECL_FLOAT;
		d->real = clang->EvalResult_getAsDouble(r);
		break;
	default:
		break;
	}
	clang->EvalResult_dispose(r);
	if (done && macro && is_rune_macro(b, expr, name))
		d->kind = C_DECL_RUNE;
	return done;
}

static bool is_function(CXType type)
{
	return type.kind == CXType_FunctionProto ||
	       type.kind == CXType_FunctionNoProto;
}

/*
 * gcc takes a const variable for its value where a double is wanted, and cgo
 * then takes it for a constant, unless it is of one of the types that are
 * called integers in debug information.
 */
static bool set_const_variable(struct c_builder *b, struct c_decl *d,
			       CXCursor decl)
{
	const struct clang_api *clang = b->unit.clang;
	CXType type = clang->getCursorType(decl);
	enum CXTypeKind kind = clang->getCanonicalType(type).kind;
	CXEvalResult r;

	if (!clang->isConstQualifiedType(clang->getCanonicalType(type)) ||
	    !(is_real(kind) || kind == CXType_Enum || kind <= CXType_UChar ||
	      kind == CXType_Char_S || kind == CXType_SChar))
		return false;
	decl = clang->getCursorDefinition(decl);
	r = clang->Cursor_isNull(decl) ? NULL : clang->Cursor_Evaluate(decl);
	if (!r)
		return false;
	if (clang->EvalResult_getKind(r) == CXEval_Float) {
		d->kind = C_DECL_FLOAT;
		d->real = clang->EvalResult_getAsDouble(r);
	} else if (clang->EvalResult_getKind(r) == CXEval_Int) {
		d->kind = C_DECL_FLOAT;
		d->real = (double)clang->EvalResult_getAsLongLong(r);
	}
	clang->EvalResult_dispose(r);
	return d->kind == C_DECL_FLOAT;
}

static void set_expr(struct c_builder *b, struct c_decl *d,
		     const struct found *f, const char *name)
{
	const struct clang_api *clang = b->unit.clang;
	CXCursor inner = bare(clang, f->expr), decl = clang->getNullCursor();
	CXType type = clang->getCursorType(f->expr);

	if (inner.kind == CXCursor_DeclRefExpr) {
		decl = clang->getCursorReferenced(inner);
		type = clang->getCursorType(decl);
		if (decl.kind == CXCursor_EnumConstantDecl)
			type = clang->getCursorType(f->expr);
	}
	if (is_function(clang->getCanonicalType(type))) {
		/* A function declared by a typedef has no other parts. */
		if (!is_function(type))
			type = clang->getCanonicalType(type);
		d->kind = C_DECL_FUNC;
		d->type = c_describe_function(b, type);
		return;
	}
	d->type = c_describe(b, type);
	if (inner.kind == CXCursor_DeclRefExpr &&
	    decl.kind == CXCursor_VarDecl && set_const_variable(b, d, decl))
		return;
	if (!evaluate(b, d, f->expr, f->macro, name))
		d->kind = f->macro ? C_DECL_MACRO : C_DECL_VAR;
}

/* The type that a name stands for; typedefs are kept where they are seen. */
static CXType named_type(struct c_builder *b, const struct found *f)
{
	const struct clang_api *clang = b->unit.clang;
	CXType type = clang->getPointeeType(clang->getCursorType(f->variable));
	CXType real = clang->getCanonicalType(type), ref;

	if (!f->has_ref)
		return real;
	ref = clang->getCursorType(clang->getCursorReferenced(f->ref));
	if (clang->equalTypes(clang->getCanonicalType(ref), real))
		return ref;
	return real;
}

/* The parentheses of __typeof__ are part of the expression in it. */
static CXCursor without_typeof(const struct clang_api *clang, CXCursor expr)
{
	CXCursor child = clang->getNullCursor();

	if (expr.kind == CXCursor_ParenExpr)
		clang->visitChildren(expr, first_child, &child);
	return clang->Cursor_isNull(child) ? expr : child;
}

static void add_decl(struct c_builder *b, const struct c_name *name,
		     struct found *f)
{
	const struct clang_api *clang = b->unit.clang;
	const char *text = name_text(name->name);
	struct c_decl d = {.kind = C_DECL_UNKNOWN};

	d.name = c_add_text(b, text, strlen(text));
	if (f->declared && !f->wrong) {
		clang->visitChildren(f->variable, below_variable, f);
		if (f->has_expr) {
			f->expr = without_typeof(clang, f->expr);
			set_expr(b, &d, f, text);
		} else {
			d.kind = C_DECL_TYPE;
			d.type = c_describe(b, named_type(b, f));
		}
		c_describe_rest(b);
	}
	vec_push_in(b->arena, &b->decls, d);
}

static void add_names(struct c_builder *b, const struct c_question *q)
{
	const struct clang_api *clang = b->unit.clang;
	struct search s = {
		.b = b,
		.found = ARENA_ARRAY(b->arena, q->nnames + 1, struct found),
		.n = q->nnames,
	};

	find_wrong(&s);
	clang->visitChildren(clang->getTranslationUnitCursor(b->unit.tu),
			     find_one, &s);
	for (uint32_t i = 0; i < q->nnames; i++)
		add_decl(b, &q->names[i], &s.found[i]);
}

static c_text_t add_path(struct c_builder *b, const char *path)
{
	return path ? c_add_text(b, path, strlen(path)) : 0;
}

static void add_notes(struct c_builder *b)
{
	struct c_package *p = b->package;

	for (uint32_t i = 0; i < p->nerrors; i++) {
		const struct c_error *e = &p->errors[i];
		struct c_note n = {
			.path = add_path(b, e->at.path),
			.line = e->at.line,
			.column = e->at.column,
			.message = add_path(b, e->message),
		};

		vec_push_in(b->arena, &b->notes, n);
	}
}

static void add_header(CXFile file, CXSourceLocation *stack, unsigned depth,
		       CXClientData data)
{
	struct c_builder *b = data;
	const struct clang_api *clang = b->unit.clang;
	CXString name = clang->getFileName(file);
	const char *path = clang->getCString(name);
	struct c_stamp stamp;
	struct c_header h = {0};

	(void)stack;
	/* The source itself is the question. */
	if (depth > 0 && path) {
		if (path[0] != '/')
			path = arena_printf(b->arena, "%s/%s",
					    b->package->load->dir, path);
		/* One that is made up has never been in a file. */
		stamp = c_stamp_of(path);
		h.size = stamp.size;
		h.mtime = stamp.mtime;
		h.path = add_path(b, path);
		vec_push_in(b->arena, &b->headers, h);
	}
	clang->disposeString(name);
}

static void write_answer(struct c_builder *b, struct buf *out)
{
	struct c_decls d = {
		.types = b->types.at,
		.members = b->members.at,
		.decls = b->decls.at,
		.notes = b->notes.at,
		.headers = b->headers.at,
		.text = b->text.at,
		.ntypes = b->types.len,
		.nmembers = b->members.len,
		.ndecls = b->decls.len,
		.nnotes = b->notes.len,
		.nheaders = b->headers.len,
		.ntext = b->text.len,
	};

	c_decls_write(&d, out);
}

void c_extract(const struct c_question *q, struct buf *out)
{
	struct c_builder b = {.package = q->package,
			      .arena = q->package->arena};
	struct c_type nothing = {.kind = C_TYPE_VOID, .size = -1};
	struct buf tail;

	vec_push_in(b.arena, &b.text, '\0');
	vec_push_in(b.arena, &b.types, nothing);
	/* What was told before is not about this source. */
	q->package->nerrors = 0;
	buf_init(&tail, MAX_TAIL);
	write_tail(q, b.arena, &tail);
	if (c_unit_open(q->package, q->source, C_UNIT_DECLS, buf_text(&tail),
			&b.unit)) {
		c_unit_tell(q->package, &b.unit);
		add_names(&b, q);
		b.unit.clang->getInclusions(b.unit.tu, add_header, &b);
	}
	buf_finish(&tail);
	add_notes(&b);
	write_answer(&b, out);
}
