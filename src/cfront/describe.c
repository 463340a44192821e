/* SPDX-License-Identifier: MIT */
/*
 * Types of clang to types of decls.h.
 *
 * What is wanted is what gcc's debug information would say, since that is
 * what cgo reads: typedefs keep their names, tags are there or are not,
 * qualifiers and attributes are gone, basic types are spelled as gcc spells
 * them.
 *
 * A type gets its number before its parts are looked at; parts wait in a
 * list, so that there is no recursion however types hang together.  Only
 * what is made of itself without a pointer is described at once, and that
 * is as deep as the source is.
 */
#include "cfront/extract.h"

#include <string.h>

#include "base/arena.h"

/* Sugar around a type: parentheses, attributes, typeof. */
enum { MAX_SUGAR = 64 };

c_text_t c_add_text(struct c_builder *b, const char *text, size_t len)
{
	c_text_t at = b->text.len;

	if (len == 0)
		return 0;
	for (size_t i = 0; i < len; i++)
		vec_push_in(b->arena, &b->text, text[i]);
	vec_push_in(b->arena, &b->text, '\0');
	return at;
}

static c_text_t add_string(struct c_builder *b, CXString s)
{
	const struct clang_api *clang = b->unit.clang;
	const char *text = clang->getCString(s);
	c_text_t at = text ? c_add_text(b, text, strlen(text)) : 0;

	clang->disposeString(s);
	return at;
}

/* Basic types, spelled as gcc does. */
static const struct {
	enum CXTypeKind clang;
	uint8_t kind;
	const char *name;
} basics[] = {
	{CXType_Bool, C_TYPE_BOOL, "_Bool"},
	{CXType_Char_S, C_TYPE_CHAR, "char"},
	{CXType_SChar, C_TYPE_CHAR, "signed char"},
	{CXType_Char_U, C_TYPE_UCHAR, "char"},
	{CXType_UChar, C_TYPE_UCHAR, "unsigned char"},
	{CXType_Char16, C_TYPE_UINT, "char16_t"},
	{CXType_Char32, C_TYPE_UINT, "char32_t"},
	{CXType_WChar, C_TYPE_INT, "wchar_t"},
	{CXType_Short, C_TYPE_INT, "short int"},
	{CXType_UShort, C_TYPE_UINT, "short unsigned int"},
	{CXType_Int, C_TYPE_INT, "int"},
	{CXType_UInt, C_TYPE_UINT, "unsigned int"},
	{CXType_Long, C_TYPE_INT, "long int"},
	{CXType_ULong, C_TYPE_UINT, "long unsigned int"},
	{CXType_LongLong, C_TYPE_INT, "long long int"},
	{CXType_ULongLong, C_TYPE_UINT, "long long unsigned int"},
	{CXType_Int128, C_TYPE_INT, "__int128"},
	{CXType_UInt128, C_TYPE_UINT, "__int128 unsigned"},
	{CXType_Half, C_TYPE_FLOAT, "_Float16"},
	{CXType_Float16, C_TYPE_FLOAT, "_Float16"},
	{CXType_Float, C_TYPE_FLOAT, "float"},
	{CXType_Double, C_TYPE_FLOAT, "double"},
	{CXType_LongDouble, C_TYPE_FLOAT, "long double"},
	{CXType_Float128, C_TYPE_FLOAT, "_Float128"},
};

static bool describe_basic(struct c_builder *b, CXType type, struct c_type *t)
{
	for (size_t i = 0; i < sizeof(basics) / sizeof(*basics); i++) {
		if (basics[i].clang != type.kind)
			continue;
		t->kind = basics[i].kind;
		t->name = c_add_text(b, basics[i].name, strlen(basics[i].name));
		return true;
	}
	return false;
}

static void describe_complex(struct c_builder *b, CXType type, struct c_type *t)
{
	const struct clang_api *clang = b->unit.clang;
	const char *name = "complex double";

	t->kind = C_TYPE_COMPLEX;
	if (clang->getElementType(type).kind == CXType_Float)
		name = "complex float";
	t->name = c_add_text(b, name, strlen(name));
}

/* Takes off what has no meaning in Go. */
static CXType strip(struct c_builder *b, CXType type)
{
	const struct clang_api *clang = b->unit.clang;

	for (int i = 0; i < MAX_SUGAR; i++) {
		CXType next;

		switch (type.kind) {
		case CXType_Elaborated:
			next = clang->Type_getNamedType(type);
			break;
		case CXType_Attributed:
			next = clang->Type_getModifiedType(type);
			break;
		case CXType_Atomic:
			next = clang->Type_getValueType(type);
			break;
		case CXType_Unexposed:
		case CXType_Auto:
			next = clang->getCanonicalType(type);
			break;
		default:
			return type;
		}
		if (next.kind == CXType_Invalid ||
		    clang->equalTypes(next, type))
			return type;
		type = next;
	}
	return type;
}

/* A tag: "" when the source gives none, even if a typedef does. */
static c_text_t tag_of(struct c_builder *b, CXCursor decl)
{
	const struct clang_api *clang = b->unit.clang;
	CXString usr = clang->getCursorUSR(decl);
	const char *text = clang->getCString(usr), *at;
	bool anonymous = clang->Cursor_isAnonymous(decl) != 0;

	/* c:@S@tag, c:@SA@typedef, c:file.c@S@tag */
	at = text ? strrchr(text, '@') : NULL;
	if (at && at - text >= 3 && at[-1] == 'A' && at[-3] == '@')
		anonymous = true;
	clang->disposeString(usr);
	if (anonymous)
		return 0;
	return add_string(b, clang->getCursorSpelling(decl));
}

static enum CXChildVisitResult is_negative(CXCursor c, CXCursor parent,
					   CXClientData data)
{
	struct {
		const struct clang_api *clang;
		bool negative, is_signed;
	} *v = data;

	(void)parent;
	if (c.kind == CXCursor_EnumConstantDecl && v->is_signed &&
	    v->clang->getEnumConstantDeclValue(c) < 0)
		v->negative = true;
	return v->negative ? CXChildVisit_Break : CXChildVisit_Continue;
}

static bool is_signed(CXType type)
{
	switch (type.kind) {
	case CXType_Char_S:
	case CXType_SChar:
	case CXType_Short:
	case CXType_Int:
	case CXType_Long:
	case CXType_LongLong:
	case CXType_Int128:
		return true;
	default:
		return false;
	}
}

static void describe_enum(struct c_builder *b, CXCursor decl, struct c_type *t)
{
	const struct clang_api *clang = b->unit.clang;
	struct {
		const struct clang_api *clang;
		bool negative, is_signed;
	} v = {clang, false, false};

	t->kind = C_TYPE_ENUM;
	t->name = tag_of(b, decl);
	v.is_signed = is_signed(
		clang->getCanonicalType(clang->getEnumDeclIntegerType(decl)));
	clang->visitChildren(decl, is_negative, &v);
	if (v.negative)
		t->flags |= C_TYPE_NEGATIVE;
}

static void describe_record(struct c_builder *b, CXCursor decl,
			    struct c_type *t)
{
	enum CXCursorKind kind = b->unit.clang->getCursorKind(decl);

	t->kind = kind == CXCursor_UnionDecl ? C_TYPE_UNION : C_TYPE_STRUCT;
	if (kind == CXCursor_ClassDecl)
		t->flags |= C_TYPE_CXX_CLASS;
	t->name = tag_of(b, decl);
	if (t->size < 0)
		t->flags |= C_TYPE_INCOMPLETE;
}

static void wait_for_parts(struct c_builder *b, CXType type, c_type_t number)
{
	vec_push_in(b->arena, &b->todo, (struct pending){type, number});
}

static int64_t array_length(struct c_builder *b, CXType type)
{
	const struct clang_api *clang = b->unit.clang;

	switch (type.kind) {
	case CXType_ConstantArray:
		return clang->getArraySize(type);
	case CXType_Vector:
	case CXType_ExtVector:
		return clang->getNumElements(type);
	default:
		return -1;
	}
}

/*
 * To gcc a typedef of an atomic basic type is a basic type of that name; true
 * when it is one.
 */
static bool describe_typedef(struct c_builder *b, CXType type, struct c_type *t)
{
	const struct clang_api *clang = b->unit.clang;
	CXType real = clang->getCanonicalType(type);
	bool basic = real.kind == CXType_Atomic &&
		     describe_basic(b, clang->Type_getValueType(real), t);

	if (!basic)
		t->kind = C_TYPE_TYPEDEF;
	t->name = add_string(
		b, clang->getCursorSpelling(clang->getTypeDeclaration(type)));
	return basic;
}

/* Of any other atomic type gcc forgets the typedefs. */
static CXType without_atomic(struct c_builder *b, CXType type)
{
	const struct clang_api *clang = b->unit.clang;
	CXType real, value;
	struct c_type t;

	if (type.kind != CXType_Typedef)
		return type;
	real = clang->getCanonicalType(type);
	if (real.kind != CXType_Atomic)
		return type;
	value = clang->Type_getValueType(real);
	return describe_basic(b, value, &t) ? type : value;
}

/* All but the parts; *ret_parts: they are to be looked at. */
static void describe_one(struct c_builder *b, CXType type, struct c_type *t,
			 bool *ret_parts)
{
	const struct clang_api *clang = b->unit.clang;

	*ret_parts = false;
	t->size = clang->Type_getSizeOf(type);
	if (t->size < 0)
		t->size = -1;
	t->count = 0;
	if (describe_basic(b, type, t))
		return;
	*ret_parts = true;
	switch (type.kind) {
	case CXType_Complex:
		describe_complex(b, type, t);
		*ret_parts = false;
		return;
	case CXType_Enum:
		describe_enum(b, clang->getTypeDeclaration(type), t);
		*ret_parts = false;
		return;
	case CXType_Record:
		describe_record(b, clang->getTypeDeclaration(type), t);
		return;
	case CXType_Pointer:
		t->kind = C_TYPE_POINTER;
		return;
	case CXType_ConstantArray:
	case CXType_IncompleteArray:
	case CXType_VariableArray:
	case CXType_Vector:
	case CXType_ExtVector:
		t->kind = C_TYPE_ARRAY;
		t->count = array_length(b, type);
		return;
	case CXType_Typedef:
		*ret_parts = !describe_typedef(b, type, t);
		return;
	case CXType_FunctionProto:
	case CXType_FunctionNoProto:
		t->kind = C_TYPE_FUNC;
		t->size = -1;
		*ret_parts = false;
		return;
	default: /* a block, or what C does not have */
		t->kind = C_TYPE_OPAQUE;
		*ret_parts = false;
	}
}

/* The place of a struct's, union's or enum's number, found by declaration. */
static c_type_t *number_of_decl(struct c_builder *b, CXCursor decl)
{
	const struct clang_api *clang = b->unit.clang;
	uint64_t hash = clang->hashCursor(decl);
	void **first = ptrmap_at_key(&b->tags, b->arena, hash + 1);
	uint32_t at = (uint32_t)(uintptr_t)*first;

	for (; at; at = b->entries.at[at - 1].next)
		if (clang->equalCursors(b->entries.at[at - 1].decl, decl))
			return &b->entries.at[at - 1].number;
	vec_push_in(b->arena, &b->entries,
		    (struct tag_entry){decl, 0, (uint32_t)(uintptr_t)*first});
	*first = (void *)(uintptr_t)b->entries.len;
	return &b->entries.at[b->entries.len - 1].number;
}

static c_type_t new_number(struct c_builder *b, CXType type)
{
	c_type_t number = b->types.len;
	struct c_type t = {0};
	bool parts;

	describe_one(b, type, &t, &parts);
	vec_push_in(b->arena, &b->types, t);
	if (parts)
		wait_for_parts(b, type, number);
	return number;
}

/*
 * A declared type has one number, however it is qualified; others may have
 * several, which mean the same.
 */
c_type_t c_describe(struct c_builder *b, CXType type)
{
	const struct clang_api *clang = b->unit.clang;
	c_type_t number;
	void **known;

	type = without_atomic(b, strip(b, type));
	if (type.kind == CXType_Void || type.kind == CXType_Invalid)
		return 0;
	known = ptrmap_at_key(&b->numbers, b->arena,
			      (uint64_t)(uintptr_t)type.data[0]);
	if (*known)
		return (c_type_t)((uintptr_t)*known - 1);
	if (type.kind == CXType_Record || type.kind == CXType_Enum ||
	    type.kind == CXType_Typedef) {
		CXCursor decl = clang->getCanonicalCursor(
			clang->getTypeDeclaration(type));
		c_type_t *at = number_of_decl(b, decl);

		if (!*at) {
			number = new_number(b, type);
			*number_of_decl(b, decl) = number;
		}
		number = *number_of_decl(b, decl);
	} else {
		number = new_number(b, type);
	}
	*known = (void *)(uintptr_t)(number + 1);
	return number;
}

struct fields {
	struct c_builder *b;
	struct VEC(struct c_member) list;
};

static enum CXVisitorResult add_field(CXCursor c, CXClientData data)
{
	struct fields *f = data;
	struct c_builder *b = f->b;
	const struct clang_api *clang = b->unit.clang;
	struct c_member m = {.bits = -1};
	CXString name = clang->getCursorSpelling(c);
	const char *text = clang->getCString(name);

	/* An unnamed field is spelled "struct (unnamed at ...)" by some. */
	if (text && !strchr(text, '('))
		m.name = c_add_text(b, text, strlen(text));
	clang->disposeString(name);
	m.offset = clang->Cursor_getOffsetOfField(c);
	if (clang->Cursor_isBitField(c))
		m.bits = clang->getFieldDeclBitWidth(c);
	/* gcc does not tell of those without a name. */
	if (m.bits >= 0 && !m.name)
		return CXVisit_Continue;
	m.type = c_describe(b, clang->getCursorType(c));
	vec_push_in(b->arena, &f->list, m);
	return CXVisit_Continue;
}

static void add_members(struct c_builder *b, c_type_t number,
			const struct c_member *list, uint32_t n)
{
	b->types.at[number].first_member = b->members.len;
	b->types.at[number].nmembers = n;
	for (uint32_t i = 0; i < n; i++)
		vec_push_in(b->arena, &b->members, list[i]);
}

static void describe_fields(struct c_builder *b, CXType type, c_type_t number)
{
	struct fields f = {b, {0}};

	b->unit.clang->Type_visitFields(type, add_field, &f);
	add_members(b, number, f.list.at, f.list.len);
}

static void describe_parts(struct c_builder *b, CXType type, c_type_t number)
{
	const struct clang_api *clang = b->unit.clang;
	CXType elem;
	c_type_t of;

	switch (b->types.at[number].kind) {
	case C_TYPE_POINTER:
		elem = clang->getPointeeType(type);
		break;
	case C_TYPE_ARRAY:
		elem = clang->getElementType(type);
		break;
	case C_TYPE_TYPEDEF:
		elem = clang->getTypedefDeclUnderlyingType(
			clang->getTypeDeclaration(type));
		break;
	default:
		describe_fields(b, type, number);
		return;
	}
	of = c_describe(b, elem);
	b->types.at[number].elem = of;
}

void c_describe_rest(struct c_builder *b)
{
	while (b->todo.len > 0) {
		struct pending p = vec_pop(&b->todo);

		describe_parts(b, p.type, p.number);
	}
}

/*
 * The type of a parameter: what C passes of an array or a function is a
 * pointer, which clang shows as it is written.
 */
static c_type_t describe_param(struct c_builder *b, CXType type)
{
	const struct clang_api *clang = b->unit.clang;
	struct c_type t = {.kind = C_TYPE_POINTER, .size = -1};
	CXType at = strip(b, type), real = clang->getCanonicalType(type);
	bool array = array_length(b, real) >= 0 ||
		     real.kind == CXType_IncompleteArray ||
		     real.kind == CXType_VariableArray;
	c_type_t elem;

	if (real.kind == CXType_Vector || real.kind == CXType_ExtVector)
		array = false;
	if (!array && real.kind != CXType_FunctionProto &&
	    real.kind != CXType_FunctionNoProto)
		return c_describe(b, type);
	for (int i = 0; array && at.kind == CXType_Typedef && i < MAX_SUGAR;
	     i++)
		at = strip(b, clang->getTypedefDeclUnderlyingType(
				      clang->getTypeDeclaration(at)));
	elem = c_describe(b, array ? clang->getElementType(at) : type);
	t.elem = elem;
	vec_push_in(b->arena, &b->types, t);
	return b->types.len - 1;
}

c_type_t c_describe_function(struct c_builder *b, CXType type)
{
	const struct clang_api *clang = b->unit.clang;
	struct c_type t = {.kind = C_TYPE_FUNC, .size = -1};
	struct VEC(struct c_member) params = {0};
	int n = clang->getNumArgTypes(type);
	c_type_t number;

	if (clang->isFunctionTypeVariadic(type))
		t.flags |= C_TYPE_VARIADIC;
	t.elem = c_describe(b, clang->getResultType(type));
	for (int i = 0; i < n; i++) {
		struct c_member m = {.bits = -1};

		m.type =
			describe_param(b, clang->getArgType(type, (unsigned)i));
		vec_push_in(b->arena, &params, m);
	}
	number = b->types.len;
	vec_push_in(b->arena, &b->types, t);
	add_members(b, number, params.at, params.len);
	return number;
}
