/* SPDX-License-Identifier: MIT */
/*
 * Expressions to instructions.
 *
 * A struct as a value is its address, and an array too.  Casts do nothing:
 * a pointer that went through an integer is still that pointer.  What is
 * computed from numbers is kept where it may decide over a free (x & c,
 * x - 1, x < c) and is opaque otherwise: not known, but one value.
 */
#include "cfront/body_lower.h"

#include <string.h>

#include "base/arena.h"

uint32_t lower_temp(struct lower *l)
{
	uint32_t n = l->ntemps++;

	if (l->ntemps > l->max_temps)
		l->max_temps = l->ntemps;
	if (l->max_temps > BODY_MAX_SLOTS)
		l->body->cut = true;
	return n | TEMP_BIT;
}

operand_t lower_const(struct lower *l, int64_t value)
{
	for (uint32_t i = 0; i < l->consts.len && i < 16; i++)
		if (l->consts.at[i] == value)
			return OPERAND(OPERAND_CONST, i);
	vec_push_in(l->set->arena, &l->consts, value);
	return OPERAND(OPERAND_CONST, l->consts.len - 1);
}

bool lower_is_const(struct lower *l, operand_t o, int64_t *ret)
{
	if (operand_kind(o) != OPERAND_CONST)
		return false;
	*ret = l->consts.at[operand_number(o)];
	return true;
}

static operand_t opaque(struct lower *l)
{
	uint32_t dst = lower_temp(l);

	lower_emit(l, BODY_OPAQUE)->dst = dst;
	return OPERAND(OPERAND_SLOT, dst);
}

/* dst = a op c, for what keeps a trace of a. */
static operand_t with_const(struct lower *l, enum body_op op, operand_t a,
			    int64_t c, uint8_t relation)
{
	uint32_t dst = lower_temp(l);
	struct body_instr *in = lower_emit(l, op);

	in->a = a;
	in->c = c;
	in->relation = relation;
	in->dst = dst;
	return OPERAND(OPERAND_SLOT, dst);
}

static operand_t literal_value(struct lower *l, CXCursor c)
{
	CXEvalResult r = l->clang->Cursor_Evaluate(c);
	operand_t v = OPERAND_UNKNOWN;

	if (!r)
		return v;
	if (l->clang->EvalResult_getKind(r) == CXEval_Int)
		v = lower_const(l, l->clang->EvalResult_getAsLongLong(r));
	l->clang->EvalResult_dispose(r);
	return v;
}

static operand_t decl_ref(struct lower *l, CXCursor c)
{
	CXCursor decl = l->clang->getCursorReferenced(c);
	struct lower_target t;

	if (decl.kind == CXCursor_EnumConstantDecl)
		return lower_const(l, l->clang->getEnumConstantDeclValue(decl));
	if (decl.kind == CXCursor_FunctionDecl)
		return OPERAND(OPERAND_FUNC, body_func_number(l, decl));
	t = lower_target(l, c);
	return t.is_slot ? OPERAND(OPERAND_SLOT, t.slot) : OPERAND_UNKNOWN;
}

/* The value of something that could be assigned to. */
static operand_t from_target(struct lower *l, CXCursor c)
{
	enum CXTypeKind kind = lower_type(l, c);
	uint32_t mark = l->ntemps;
	struct lower_target t = lower_target(l, c);

	if (t.is_slot)
		return OPERAND(OPERAND_SLOT, t.slot);
	if (kind == CXType_Record || kind == CXType_ConstantArray ||
	    kind == CXType_IncompleteArray || kind == CXType_VariableArray)
		return lower_address(l, t);
	/* A function that a pointer leads to is the pointer. */
	if (kind == CXType_FunctionProto || kind == CXType_FunctionNoProto)
		return t.base;
	l->ntemps = mark;
	return lower_load(l, t, kind == CXType_Pointer);
}

static operand_t assign(struct lower *l, CXCursor to, CXCursor from)
{
	enum CXTypeKind kind = lower_type(l, to);
	struct lower_target t = lower_target(l, to);
	operand_t v = lower_value(l, from);
	struct body_instr *in;

	if (kind != CXType_Record) {
		lower_store(l, t, v, lower_is_address(l, to));
		return v;
	}
	operand_t address = lower_address(l, t);

	in = lower_emit(l, BODY_MOVE);
	in->a = address;
	in->b = v;
	return address;
}

static bool relation_of(int op, uint8_t *ret, uint8_t *ret_turned)
{
	static const struct {
		int op;
		uint8_t relation, turned;
	} rows[] = {
		{CXBinaryOperator_LT, RELATION_LT, RELATION_GT},
		{CXBinaryOperator_GT, RELATION_GT, RELATION_LT},
		{CXBinaryOperator_LE, RELATION_LE, RELATION_GE},
		{CXBinaryOperator_GE, RELATION_GE, RELATION_LE},
		{CXBinaryOperator_EQ, RELATION_EQ, RELATION_EQ},
		{CXBinaryOperator_NE, RELATION_NE, RELATION_NE},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		if (rows[i].op != op)
			continue;
		*ret = rows[i].relation;
		*ret_turned = rows[i].turned;
		return true;
	}
	return false;
}

static bool fold(int op, int64_t a, int64_t b, int64_t *ret)
{
	uint64_t x = (uint64_t)a, y = (uint64_t)b;

	switch (op) {
	case CXBinaryOperator_Add:
		*ret = (int64_t)(x + y);
		return true;
	case CXBinaryOperator_Sub:
		*ret = (int64_t)(x - y);
		return true;
	case CXBinaryOperator_Mul:
		*ret = (int64_t)(x * y);
		return true;
	case CXBinaryOperator_And:
		*ret = a & b;
		return true;
	case CXBinaryOperator_Or:
		*ret = a | b;
		return true;
	case CXBinaryOperator_Xor:
		*ret = a ^ b;
		return true;
	case CXBinaryOperator_Shl:
		*ret = (int64_t)(y < 63 ? x << y : 0);
		return y < 63;
	default:
		return false;
	}
}

/* a op b that is no assignment and no logic; pointer: the result is one. */
static operand_t arithmetic(struct lower *l, int op, operand_t a, operand_t b,
			    bool pointer, bool a_pointer)
{
	uint8_t relation, turned;
	int64_t x, y;
	bool cx = lower_is_const(l, a, &x), cy = lower_is_const(l, b, &y);
	uint32_t dst;
	struct body_instr *in;

	if (cx && cy && fold(op, x, y, &x))
		return lower_const(l, x);
	if (relation_of(op, &relation, &turned)) {
		if (cy)
			return with_const(l, BODY_CMP, a, y, relation);
		if (cx)
			return with_const(l, BODY_CMP, b, x, turned);
		return opaque(l);
	}
	if (pointer) {
		dst = lower_temp(l);
		in = lower_emit(l, BODY_INDEX);
		in->a = a_pointer ? a : b;
		in->dst = dst;
		return OPERAND(OPERAND_SLOT, dst);
	}
	if (op == CXBinaryOperator_Add && (cx || cy))
		return with_const(l, BODY_ADD, cy ? a : b, cy ? y : x, 0);
	if (op == CXBinaryOperator_Sub && cy && y != INT64_MIN)
		return with_const(l, BODY_ADD, a, -y, 0);
	if (op == CXBinaryOperator_And && (cx || cy))
		return with_const(l, BODY_MASK, cy ? a : b, cy ? y : x, 0);
	return opaque(l);
}

/* Whether c holds, as 1 or 0 in a slot. */
static operand_t truth(struct lower *l, CXCursor c)
{
	uint32_t dst = lower_temp(l);
	uint32_t yes = lower_new_block(l), no = lower_new_block(l);
	uint32_t join = lower_new_block(l);
	operand_t value[2] = {lower_const(l, 1), lower_const(l, 0)};
	uint32_t at[2] = {yes, no};

	lower_condition(l, c, yes, no);
	for (int i = 0; i < 2; i++) {
		struct body_instr *in;

		lower_set_block(l, at[i]);
		in = lower_emit(l, BODY_COPY);
		in->dst = dst;
		in->a = value[i];
		lower_jump(l, join);
	}
	lower_set_block(l, join);
	return OPERAND(OPERAND_SLOT, dst);
}

/*
 * x > (size_t)-120: our numbers have a sign, and a constant that they cannot
 * hold is negative.  So are the errors that such a constant tells from sizes:
 * above it is what is below 0, but of the very largest.
 */
static bool is_huge(struct lower *l, operand_t o, CXCursor c)
{
	enum CXTypeKind kind;
	int64_t n;

	if (!lower_is_const(l, o, &n) || n >= 0)
		return false;
	kind = lower_type(l, c);
	return kind == CXType_UInt || kind == CXType_ULong ||
	       kind == CXType_ULongLong;
}

static operand_t compare_huge(struct lower *l, operand_t v, operand_t huge,
			      uint8_t relation)
{
	bool above = relation == RELATION_GT || relation == RELATION_GE;
	bool equal = relation == RELATION_LE || relation == RELATION_GE;
	int64_t n = 0;

	lower_is_const(l, huge, &n);
	if (n != -1)
		return with_const(l, BODY_CMP, v, 0,
				  above ? RELATION_LT : RELATION_GE);
	if (above == equal)
		return with_const(l, BODY_CMP, v, -1,
				  above ? RELATION_EQ : RELATION_NE);
	return lower_const(l, equal);
}

static operand_t binary(struct lower *l, CXCursor c)
{
	int op = (int)l->clang->getCursorBinaryOperatorKind(c);
	struct lower_children k = lower_children(l, c);
	uint32_t mark = l->ntemps;
	uint8_t relation, turned;
	operand_t a, b;

	if (k.n < 2)
		return OPERAND_UNKNOWN;
	if (op == CXBinaryOperator_Assign)
		return assign(l, k.at[0], k.at[1]);
	if (op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr)
		return truth(l, c);
	a = lower_value(l, k.at[0]);
	if (op == CXBinaryOperator_Comma)
		l->ntemps = mark;
	b = lower_value(l, k.at[1]);
	if (op == CXBinaryOperator_Comma)
		return b;
	if (relation_of(op, &relation, &turned) && relation >= RELATION_LT) {
		if (is_huge(l, b, k.at[1]))
			return compare_huge(l, a, b, relation);
		if (is_huge(l, a, k.at[0]))
			return compare_huge(l, b, a, turned);
	}
	return arithmetic(l, op, a, b, lower_is_pointer(l, c),
			  lower_is_pointer(l, k.at[0]));
}

/* The plain operator of a compound assignment. */
static int plain_operator(int op)
{
	switch (op) {
	case CXBinaryOperator_AddAssign:
		return CXBinaryOperator_Add;
	case CXBinaryOperator_SubAssign:
		return CXBinaryOperator_Sub;
	case CXBinaryOperator_AndAssign:
		return CXBinaryOperator_And;
	case CXBinaryOperator_OrAssign:
		return CXBinaryOperator_Or;
	default:
		return 0;
	}
}

static operand_t compound_assign(struct lower *l, CXCursor c)
{
	int op = plain_operator((int)l->clang->getCursorBinaryOperatorKind(c));
	struct lower_children k = lower_children(l, c);
	bool pointer = lower_is_pointer(l, c);
	struct lower_target t;
	operand_t a, b;

	if (k.n < 2)
		return OPERAND_UNKNOWN;
	t = lower_target(l, k.at[0]);
	b = lower_value(l, k.at[1]);
	a = lower_load(l, t, pointer);
	a = arithmetic(l, op, a, b, pointer, true);
	lower_store(l, t, a, pointer);
	return a;
}

static operand_t step(struct lower *l, CXCursor operand, int op)
{
	bool pointer = lower_is_pointer(l, operand);
	bool post =
		op == CXUnaryOperator_PostInc || op == CXUnaryOperator_PostDec;
	bool down =
		op == CXUnaryOperator_PostDec || op == CXUnaryOperator_PreDec;
	struct lower_target t = lower_target(l, operand);
	operand_t old = lower_load(l, t, pointer), v;

	if (post && t.is_slot) {
		uint32_t dst = lower_temp(l);
		struct body_instr *in = lower_emit(l, BODY_COPY);

		in->a = old;
		in->dst = dst;
		old = OPERAND(OPERAND_SLOT, dst);
	}
	v = arithmetic(l, CXBinaryOperator_Add, old,
		       lower_const(l, down ? -1 : 1), pointer, true);
	lower_store(l, t, v, pointer);
	return post ? old : v;
}

static operand_t unary(struct lower *l, CXCursor c)
{
	int op = (int)l->clang->getCursorUnaryOperatorKind(c);
	struct lower_children k = lower_children(l, c);
	enum CXTypeKind kind;
	operand_t v;
	int64_t n;

	if (k.n == 0)
		return OPERAND_UNKNOWN;
	switch (op) {
	case CXUnaryOperator_PostInc:
	case CXUnaryOperator_PostDec:
	case CXUnaryOperator_PreInc:
	case CXUnaryOperator_PreDec:
		return step(l, k.last, op);
	case CXUnaryOperator_AddrOf:
		kind = lower_type(l, k.last);
		if (kind == CXType_FunctionProto ||
		    kind == CXType_FunctionNoProto)
			return lower_value(l, k.last);
		return lower_address(l, lower_target(l, k.last));
	case CXUnaryOperator_Deref:
		return from_target(l, c);
	case CXUnaryOperator_Plus:
	case CXUnaryOperator_Extension:
		return lower_value(l, k.last);
	case CXUnaryOperator_Minus:
	case CXUnaryOperator_Not:
		v = lower_value(l, k.last);
		if (lower_is_const(l, v, &n))
			return lower_const(l,
					   op == CXUnaryOperator_Not
						   ? ~n
						   : (int64_t) - (uint64_t)n);
		return opaque(l);
	case CXUnaryOperator_LNot:
		v = lower_value(l, k.last);
		return with_const(l, BODY_CMP, v, 0, RELATION_EQ);
	default:
		return opaque(l);
	}
}

static void copy_to(struct lower *l, uint32_t dst, operand_t v)
{
	struct body_instr *in = lower_emit(l, BODY_COPY);

	in->dst = dst;
	in->a = v;
}

/* test ? yes : no; test itself when there is no yes. */
static operand_t conditional(struct lower *l, CXCursor test,
			     const CXCursor *yes, CXCursor no)
{
	uint32_t dst = lower_temp(l);
	uint32_t b_yes = lower_new_block(l), b_no = lower_new_block(l);
	uint32_t join = lower_new_block(l), mark = l->ntemps;
	struct body_instr *in;

	if (yes) {
		lower_condition(l, test, b_yes, b_no);
		lower_set_block(l, b_yes);
		copy_to(l, dst, lower_value(l, *yes));
		lower_jump(l, join);
	} else {
		copy_to(l, dst, lower_value(l, test));
		in = lower_emit(l, BODY_BRANCH);
		in->a = OPERAND(OPERAND_SLOT, dst);
		in->to[0] = join;
		in->to[1] = b_no;
	}
	l->ntemps = mark;
	lower_set_block(l, b_no);
	copy_to(l, dst, lower_value(l, no));
	l->ntemps = mark;
	lower_jump(l, join);
	lower_set_block(l, join);
	return OPERAND(OPERAND_SLOT, dst);
}

static operand_t emit_call(struct lower *l, operand_t callee,
			   const operand_t *args, uint32_t n, bool pointer)
{
	operand_t *kept = vec_copy(l->set->arena, args, n, sizeof(*args));
	uint32_t dst = lower_temp(l);
	struct body_instr *in = lower_emit(l, BODY_CALL);

	in->a = callee;
	in->nargs = n;
	in->args = kept;
	in->dst = dst;
	in->pointer = pointer;
	return OPERAND(OPERAND_SLOT, dst);
}

static operand_t move(struct lower *l, operand_t to, operand_t from,
		      enum body_op op)
{
	struct body_instr *in = lower_emit(l, op);

	in->a = to;
	in->b = from;
	return to;
}

/* Without what compilers and fortified headers put around it. */
static const char *plain_name(const char *name)
{
	static const char *const prefixes[] = {"__builtin___", "__builtin_",
					       "__"};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++) {
		size_t len = strlen(prefixes[i]);

		if (strncmp(name, prefixes[i], len) == 0)
			return name + len;
	}
	return name;
}

static bool is_one_of(const char *name, const char *a, const char *b)
{
	return strcmp(name, a) == 0 || strcmp(name, b) == 0;
}

/* Functions that are instructions here. */
static bool known_call(struct lower *l, const char *name, const operand_t *args,
		       uint32_t n, operand_t *ret)
{
	name = plain_name(name);
	*ret = OPERAND_UNKNOWN;
	if (n >= 2 && (is_one_of(name, "memcpy", "memcpy_chk") ||
		       is_one_of(name, "memmove", "memmove_chk")))
		*ret = move(l, args[0], args[1], BODY_MOVE);
	else if (n >= 2 && is_one_of(name, "memset", "memset_chk"))
		*ret = move(l, args[0], args[1], BODY_ZERO);
	else if (n >= 1 && strcmp(name, "expect") == 0)
		*ret = args[0];
	else if (is_one_of(name, "unreachable", "trap"))
		lower_emit(l, BODY_STOP);
	else
		return strncmp(name, "va_", 3) == 0;
	return true;
}

static operand_t call(struct lower *l, CXCursor c)
{
	int n = l->clang->Cursor_getNumArguments(c);
	struct lower_children k = lower_children(l, c);
	operand_t args[BODY_MAX_ARGS], callee, v;
	uint32_t mark = l->ntemps, nargs = 0, line = l->line;
	const struct body_func *f;

	if (k.n == 0 || n < 0)
		return opaque(l);
	body_locate(l, c, &line);
	callee = lower_value(l, k.at[0]);
	for (int i = 0; i < n && i < BODY_MAX_ARGS; i++) {
		v = lower_value(l,
				l->clang->Cursor_getArgument(c, (unsigned)i));
		args[nargs++] = v;
	}
	l->line = line;
	l->ntemps = mark;
	if (operand_kind(callee) == OPERAND_FUNC) {
		f = &l->set->funcs.at[operand_number(callee)];
		if (known_call(l, name_text(f->name), args, nargs, &v))
			return v;
	}
	return emit_call(l, callee, args, nargs, lower_is_pointer(l, c));
}

/*
 * An operation of <stdatomic.h> is an expression without a name: it is read
 * from where it is written.
 */
static operand_t atomic(struct lower *l, CXCursor c,
			const struct lower_children *k)
{
	CXFile file;
	unsigned at;
	size_t size, n = 0;
	const char *text;
	operand_t args[8];

	l->clang->getSpellingLocation(
		l->clang->getRangeStart(l->clang->getCursorExtent(c)), &file,
		NULL, NULL, &at);
	text = file ? l->clang->getFileContents(l->tu, file, &size) : NULL;
	for (uint32_t i = 0; i < k->n && i < 8; i++)
		args[i] = lower_value(l, k->at[i]);
	if (!text || at >= size || text[at] != '_')
		return opaque(l);
	while (at + n < size && (text[at + n] == '_' ||
				 (text[at + n] >= 'a' && text[at + n] <= 'z') ||
				 (text[at + n] >= '0' && text[at + n] <= '9')))
		n++;

	return emit_call(l,
			 OPERAND(OPERAND_FUNC,
				 body_func_named(l, name_of_len(text + at, n))),
			 args, k->n < 8 ? k->n : 8, lower_is_pointer(l, c));
}

/* new and delete are functions of C++, written as operators. */
static operand_t cxx_heap(struct lower *l, CXCursor c, const char *name)
{
	struct lower_children k = lower_children(l, c);
	bool frees = c.kind == CXCursor_CXXDeleteExpr;
	uint32_t line = l->line;
	operand_t arg = OPERAND_UNKNOWN;

	body_locate(l, c, &line);
	if (k.n > 0)
		arg = lower_value(l, k.last);
	l->line = line;
	return emit_call(
		l, OPERAND(OPERAND_FUNC, body_func_named(l, name_of(name))),
		&arg, frees ? 1 : 0, !frees);
}

static bool is_expr(CXCursor c)
{
	return c.kind >= CXCursor_FirstExpr && c.kind <= CXCursor_LastExpr;
}

/* A conversion, `a ?: b`, an atomic operation, or something rare. */
static operand_t unexposed(struct lower *l, CXCursor c)
{
	struct lower_children k = lower_children(l, c);

	if (k.n == 1 && is_expr(k.at[0]))
		return lower_value(l, k.at[0]);
	if (k.n == 4 && l->clang->equalCursors(k.at[0], k.at[1]))
		return conditional(l, k.at[0], NULL, k.at[3]);
	if (k.n >= 2 && is_expr(k.at[0]) && is_expr(k.at[1]) &&
	    lower_is_pointer(l, k.at[0]))
		return atomic(l, c, &k);
	return opaque(l);
}

static enum CXChildVisitResult visit_value(CXCursor c, CXCursor parent,
					   CXClientData data)
{
	struct {
		struct lower *l;
		operand_t value;
	} *v = data;

	(void)parent;
	if (is_expr(c)) {
		v->value = lower_value(v->l, c);
	} else {
		v->value = OPERAND_UNKNOWN;
		lower_stmt(v->l, c);
	}
	return CXChildVisit_Continue;
}

/* ({ ...; v; }) */
static operand_t statement_value(struct lower *l, CXCursor c)
{
	struct {
		struct lower *l;
		operand_t value;
	} v = {l, OPERAND_UNKNOWN};
	struct lower_children k = lower_children(l, c);

	if (k.n > 0)
		l->clang->visitChildren(k.at[0], visit_value, &v);
	return v.value;
}

static operand_t any_value(struct lower *l, CXCursor c)
{
	struct lower_children k;

	switch (c.kind) {
	case CXCursor_UnexposedExpr:
		return unexposed(l, c);
	case CXCursor_ParenExpr:
	case CXCursor_CStyleCastExpr:
	case CXCursor_CXXStaticCastExpr:
	case CXCursor_CXXReinterpretCastExpr:
	case CXCursor_CXXConstCastExpr:
	case CXCursor_InitListExpr:
		k = lower_children(l, c);
		if (k.n > 0 && is_expr(k.last))
			return lower_value(l, k.last);
		return OPERAND_UNKNOWN;
	case CXCursor_DeclRefExpr:
		if (lower_type(l, c) == CXType_Record)
			return from_target(l, c);
		k.at[0] = l->clang->getCursorReferenced(c);
		if (k.at[0].kind == CXCursor_VarDecl ||
		    k.at[0].kind == CXCursor_ParmDecl)
			return from_target(l, c);
		return decl_ref(l, c);
	case CXCursor_MemberRefExpr:
	case CXCursor_ArraySubscriptExpr:
	case CXCursor_CompoundLiteralExpr:
		return from_target(l, c);
	case CXCursor_IntegerLiteral:
	case CXCursor_CharacterLiteral:
	case CXCursor_CXXBoolLiteralExpr:
		return literal_value(l, c);
	case CXCursor_CXXNullPtrLiteralExpr:
	case CXCursor_GNUNullExpr:
		return lower_const(l, 0);
	case CXCursor_StringLiteral:
		return OPERAND(OPERAND_STATIC, 0);
	case CXCursor_BinaryOperator:
		return binary(l, c);
	case CXCursor_CompoundAssignOperator:
		return compound_assign(l, c);
	case CXCursor_UnaryOperator:
		return unary(l, c);
	case CXCursor_ConditionalOperator:
		k = lower_children(l, c);
		if (k.n < 3)
			return OPERAND_UNKNOWN;
		return conditional(l, k.at[0], &k.at[1], k.at[2]);
	case CXCursor_CallExpr:
		return call(l, c);
	case CXCursor_CXXNewExpr:
		return cxx_heap(l, c, "operator new");
	case CXCursor_CXXDeleteExpr:
		return cxx_heap(l, c, "operator delete");
	case CXCursor_StmtExpr:
		return statement_value(l, c);
	default:
		return opaque(l);
	}
}

operand_t lower_value(struct lower *l, CXCursor c)
{
	operand_t v = OPERAND_UNKNOWN;

	if (++l->depth > BODY_MAX_DEPTH || l->body->cut)
		l->body->cut = true;
	else
		v = any_value(l, c);
	l->depth--;
	return v;
}
