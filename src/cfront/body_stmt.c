/* SPDX-License-Identifier: MIT */
/*
 * Statements, and the graph of blocks they make.
 *
 * libclang shows the children of a statement without saying which part each
 * one is, and leaves out what is not there: of `for (;;)` any part may be
 * missing.  Which ones are is told by the semicolons in the text between
 * them; where a macro hides the text, by what the expressions look like.
 */
#include "cfront/body_lower.h"

#include <string.h>

#include "base/arena.h"

uint32_t lower_new_block(struct lower *l)
{
	struct body *b = l->body;

	if (b->nblocks == b->blocks_cap)
		b->blocks = vec_grow(b->blocks, b->nblocks, &b->blocks_cap,
				     sizeof(*b->blocks), l->set->arena);
	b->blocks[b->nblocks] = (struct body_block){.nlive = l->ntemps};
	return b->nblocks++;
}

void lower_set_block(struct lower *l, uint32_t block)
{
	l->block = block;
}

static bool ended(const struct body_block *b)
{
	return b->len > 0 && b->at[b->len - 1].op >= BODY_JUMP;
}

/*
 * The instruction is valid until the next one.  What is emitted behind the
 * end of a block cannot be reached: it goes to a block that nobody jumps to.
 */
struct body_instr *lower_emit(struct lower *l, enum body_op op)
{
	struct body *body = l->body;
	struct body_block *b;

	if (ended(&body->blocks[l->block]))
		lower_set_block(l, lower_new_block(l));
	b = &body->blocks[l->block];
	if (body->ninstrs >= BODY_MAX_INSTRS)
		body->cut = true;
	body->ninstrs++;
	vec_push_in(l->set->arena, b,
		    (struct body_instr){.op = op, .line = l->line});
	return &b->at[b->len - 1];
}

void lower_jump(struct lower *l, uint32_t to)
{
	if (!ended(&l->body->blocks[l->block]))
		lower_emit(l, BODY_JUMP)->to[0] = to;
}

static void branch(struct lower *l, operand_t a, uint32_t yes, uint32_t no)
{
	struct body_instr *in = lower_emit(l, BODY_BRANCH);

	in->a = a;
	in->to[0] = yes;
	in->to[1] = no;
}

static bool is_call_of(struct lower *l, CXCursor c, const char *name)
{
	CXString s;
	bool same;

	if (c.kind != CXCursor_CallExpr)
		return false;
	s = l->clang->getCursorSpelling(c);
	same = strcmp(l->clang->getCString(s), name) == 0;
	l->clang->disposeString(s);
	return same;
}

static void logical(struct lower *l, const struct lower_children *k, bool all,
		    uint32_t yes, uint32_t no)
{
	uint32_t mid = lower_new_block(l);

	if (all)
		lower_condition(l, k->at[0], mid, no);
	else
		lower_condition(l, k->at[0], yes, mid);
	lower_set_block(l, mid);
	lower_condition(l, k->at[1], yes, no);
}

void lower_condition(struct lower *l, CXCursor c, uint32_t yes, uint32_t no)
{
	uint32_t mark = l->ntemps;
	struct lower_children k;
	int op;

	c = lower_strip(l, c);
	if (++l->depth > BODY_MAX_DEPTH) {
		l->body->cut = true;
		branch(l, OPERAND_UNKNOWN, yes, no);
		l->depth--;
		return;
	}
	k = lower_children(l, c);
	op = c.kind == CXCursor_BinaryOperator
		     ? (int)l->clang->getCursorBinaryOperatorKind(c)
		     : 0;
	if (op == CXBinaryOperator_LAnd || op == CXBinaryOperator_LOr) {
		logical(l, &k, op == CXBinaryOperator_LAnd, yes, no);
	} else if (op == CXBinaryOperator_Comma) {
		lower_value(l, k.at[0]);
		lower_condition(l, k.at[1], yes, no);
	} else if (c.kind == CXCursor_UnaryOperator && k.n == 1 &&
		   l->clang->getCursorUnaryOperatorKind(c) ==
			   CXUnaryOperator_LNot) {
		lower_condition(l, k.at[0], no, yes);
	} else if (is_call_of(l, c, "__builtin_expect")) {
		lower_condition(l, l->clang->Cursor_getArgument(c, 0), yes, no);
	} else {
		operand_t v = lower_value(l, c);

		branch(l, v, yes, no);
	}
	l->ntemps = mark;
	l->depth--;
}

/* Calls what variables of left scopes have asked for, the last one first. */
static void run_cleanups(struct lower *l, uint32_t down_to)
{
	for (uint32_t i = l->cleanups.len; i-- > down_to;) {
		operand_t *args = ARENA_ARRAY(l->set->arena, 1, operand_t);
		struct body_instr *in = lower_emit(l, BODY_CALL);

		args[0] = OPERAND(OPERAND_SLOT_ADDR, l->cleanups.at[i].slot);
		in->a = l->cleanups.at[i].func;
		in->nargs = 1;
		in->args = args;
	}
}

static enum CXChildVisitResult visit_stmt(CXCursor c, CXCursor parent,
					  CXClientData data)
{
	(void)parent;
	lower_stmt(data, c);
	return CXChildVisit_Continue;
}

static void compound(struct lower *l, CXCursor c)
{
	uint32_t outer = l->cleanups.len;

	l->clang->visitChildren(c, visit_stmt, l);
	if (l->cleanups.len > outer && !ended(&l->body->blocks[l->block]))
		run_cleanups(l, outer);
	l->cleanups.len = outer;
}

/* `else if` goes on in the loop, so that a ladder is not nesting. */
static void if_stmt(struct lower *l, CXCursor c)
{
	uint32_t join = lower_new_block(l);

	for (;;) {
		struct lower_children k = lower_children(l, c);
		uint32_t yes = lower_new_block(l);
		uint32_t no = k.n > 2 ? lower_new_block(l) : join;

		if (k.n < 2)
			break;
		lower_condition(l, k.at[0], yes, no);
		lower_set_block(l, yes);
		lower_stmt(l, k.at[1]);
		lower_jump(l, join);
		if (k.n < 3)
			break;
		lower_set_block(l, no);
		c = k.at[2];
		if (c.kind != CXCursor_IfStmt) {
			lower_stmt(l, c);
			break;
		}
	}
	lower_jump(l, join);
	lower_set_block(l, join);
}

static void loop_body(struct lower *l, CXCursor body, uint32_t break_to,
		      uint32_t continue_to)
{
	struct lower_loop loop = {l->loop, break_to, continue_to,
				  l->cleanups.len};

	l->loop = &loop;
	lower_stmt(l, body);
	l->loop = loop.outer;
	lower_jump(l, continue_to);
}

static void while_stmt(struct lower *l, const struct lower_children *k)
{
	uint32_t head = lower_new_block(l), body = lower_new_block(l);
	uint32_t end = lower_new_block(l);

	if (k->n < 2)
		return;
	lower_jump(l, head);
	lower_set_block(l, head);
	lower_condition(l, k->at[0], body, end);
	lower_set_block(l, body);
	loop_body(l, k->at[1], end, head);
	lower_set_block(l, end);
}

static void do_stmt(struct lower *l, const struct lower_children *k)
{
	uint32_t body = lower_new_block(l), test = lower_new_block(l);
	uint32_t end = lower_new_block(l);

	if (k->n < 2)
		return;
	lower_jump(l, body);
	lower_set_block(l, body);
	loop_body(l, k->at[0], end, test);
	lower_set_block(l, test);
	lower_condition(l, k->at[1], body, end);
	lower_set_block(l, end);
}

/* The parts of a for statement. */
enum { FOR_INIT, FOR_TEST, FOR_STEP };

/* Semicolons in the file's text in [from, to); -1 when that is no text. */
static int semicolons(struct lower *l, CXSourceLocation from,
		      CXSourceLocation to)
{
	CXFile file, other;
	unsigned start, end;
	const char *text;
	size_t size;
	int n = 0;

	l->clang->getFileLocation(from, &file, NULL, NULL, &start);
	l->clang->getFileLocation(to, &other, NULL, NULL, &end);
	text = file ? l->clang->getFileContents(l->tu, file, &size) : NULL;
	if (!text || file != other || start >= end || end > size)
		return -1;
	for (unsigned i = start; i < end; i++)
		n += text[i] == ';';
	return n;
}

/* What it looks like, where the text does not tell. */
static int likely_part(struct lower *l, CXCursor c, int after)
{
	int op = c.kind == CXCursor_BinaryOperator
			 ? (int)l->clang->getCursorBinaryOperatorKind(c)
			 : 0;
	int unary = c.kind == CXCursor_UnaryOperator
			    ? (int)l->clang->getCursorUnaryOperatorKind(c)
			    : 0;

	if (c.kind == CXCursor_DeclStmt)
		return FOR_INIT;
	if (op == CXBinaryOperator_Assign || op == CXBinaryOperator_Comma)
		return after < FOR_INIT ? FOR_INIT : FOR_STEP;
	if (c.kind == CXCursor_CompoundAssignOperator ||
	    (unary >= CXUnaryOperator_PostInc &&
	     unary <= CXUnaryOperator_PreDec))
		return FOR_STEP;
	return after < FOR_TEST ? FOR_TEST : FOR_STEP;
}

static void for_parts(struct lower *l, CXCursor c,
		      const struct lower_children *k, CXCursor parts[3],
		      bool has[3])
{
	CXSourceLocation from =
		l->clang->getRangeStart(l->clang->getCursorExtent(c));
	int previous = -1, base = 0;

	for (uint32_t i = 0; i + 1 < k->n && i < 3; i++) {
		CXSourceRange range = l->clang->getCursorExtent(k->at[i]);
		int n = semicolons(l, from, l->clang->getRangeStart(range));
		int part = k->n == 4 ? (int)i : base + n;

		if (k->n < 4 && (n < 0 || part <= previous || part > FOR_STEP))
			part = likely_part(l, k->at[i], previous);
		parts[part] = k->at[i];
		has[part] = true;
		previous = part;
		/* A declaration ends behind its semicolon. */
		base = part + (k->at[i].kind == CXCursor_DeclStmt);
		from = l->clang->getRangeEnd(range);
	}
}

static void for_stmt(struct lower *l, CXCursor c)
{
	struct lower_children k = lower_children(l, c);
	CXCursor parts[3];
	bool has[3] = {false};
	uint32_t head, body, step, end, outer = l->cleanups.len;

	if (k.n == 0)
		return;
	for_parts(l, c, &k, parts, has);
	if (has[FOR_INIT])
		lower_stmt(l, parts[FOR_INIT]);
	head = lower_new_block(l);
	body = lower_new_block(l);
	step = lower_new_block(l);
	end = lower_new_block(l);
	lower_jump(l, head);
	lower_set_block(l, head);
	if (has[FOR_TEST])
		lower_condition(l, parts[FOR_TEST], body, end);
	lower_jump(l, body);
	lower_set_block(l, body);
	loop_body(l, k.last, end, step);
	lower_set_block(l, step);
	if (has[FOR_STEP])
		lower_stmt(l, parts[FOR_STEP]);
	lower_jump(l, head);
	lower_set_block(l, end);
	l->cleanups.len = outer;
}

static void switch_stmt(struct lower *l, const struct lower_children *k)
{
	uint32_t end = lower_new_block(l), from, mark = l->ntemps;
	struct lower_loop loop = {l->loop, end, NO_BLOCK, l->cleanups.len};
	struct lower_switch sw = {.outer = l->in_switch, .otherwise = NO_BLOCK};
	struct body_instr *in;
	operand_t v;

	if (k->n < 2)
		return;
	v = lower_value(l, k->at[0]);
	in = lower_emit(l, BODY_SWITCH);
	in->a = v;
	from = l->block;
	l->ntemps = mark;
	lower_set_block(l, lower_new_block(l)); /* nobody comes here */
	l->loop = &loop;
	l->in_switch = &sw;
	lower_stmt(l, k->at[1]);
	l->loop = loop.outer;
	l->in_switch = sw.outer;
	lower_jump(l, end);
	vec_push_in(l->set->arena, &sw.cases,
		    (struct body_case){
			    INT64_MIN, INT64_MAX,
			    sw.otherwise == NO_BLOCK ? end : sw.otherwise});
	/* The switch is the last instruction of its block. */
	in = &l->body->blocks[from].at[l->body->blocks[from].len - 1];
	in->ncases = sw.cases.len;
	in->cases = sw.cases.at;
	lower_set_block(l, end);
}

static int64_t case_value(struct lower *l, CXCursor c)
{
	int64_t value = INT64_MIN;

	lower_is_const(l, lower_value(l, c), &value);
	return value;
}

/* `case 1: case 2: ...` nests in the tree, but is gone through here. */
static void case_stmt(struct lower *l, CXCursor c)
{
	uint32_t block = lower_new_block(l);

	lower_jump(l, block);
	lower_set_block(l, block);
	while (c.kind == CXCursor_CaseStmt || c.kind == CXCursor_DefaultStmt) {
		struct lower_children k = lower_children(l, c);

		if (!l->in_switch || k.n == 0)
			return;
		if (c.kind == CXCursor_DefaultStmt) {
			l->in_switch->otherwise = block;
		} else if (k.n > 1) {
			struct body_case v = {.block = block};

			v.low = v.high = case_value(l, k.at[0]);
			if (k.n > 2)
				v.high = case_value(l, k.at[1]);
			vec_push_in(l->set->arena, &l->in_switch->cases, v);
		}
		c = k.last;
	}
	lower_stmt(l, c);
}

static uint32_t label_block(struct lower *l, CXCursor label)
{
	CXString s = l->clang->getCursorSpelling(label);
	uint64_t key = (uint64_t)name_of(l->clang->getCString(s)) + 1;
	void **at = ptrmap_at_key(&l->labels, l->arena, key);
	uint32_t mark = l->ntemps;

	l->clang->disposeString(s);
	if (!*at) {
		uint32_t *block = ARENA_NEW(l->arena, uint32_t);

		l->ntemps = 0;
		*block = lower_new_block(l);
		l->ntemps = mark;
		*at = block;
	}
	return *(uint32_t *)*at;
}

static void jump_out(struct lower *l, bool is_break)
{
	struct lower_loop *loop = l->loop;

	while (loop && !is_break && loop->continue_to == NO_BLOCK)
		loop = loop->outer;
	if (!loop)
		return;
	run_cleanups(l, loop->ncleanups);
	lower_jump(l, is_break ? loop->break_to : loop->continue_to);
}

static void return_stmt(struct lower *l, const struct lower_children *k)
{
	operand_t v = OPERAND_UNKNOWN;
	bool pointer = k->n > 0 && lower_is_pointer(l, k->at[0]);
	struct body_instr *in;

	if (k->n > 0)
		v = lower_value(l, k->at[0]);
	if (l->cleanups.len > 0 && operand_kind(v) == OPERAND_SLOT) {
		/* A cleanup may write the variable that is returned. */
		uint32_t t = lower_temp(l);

		in = lower_emit(l, BODY_COPY);
		in->a = v;
		in->dst = t;
		v = OPERAND(OPERAND_SLOT, t);
	}
	run_cleanups(l, 0);
	in = lower_emit(l, BODY_RETURN);
	in->a = v;
	in->pointer = pointer;
}

static void stmt_kind(struct lower *l, CXCursor c)
{
	struct lower_children k = lower_children(l, c);

	switch (c.kind) {
	case CXCursor_WhileStmt:
		while_stmt(l, &k);
		break;
	case CXCursor_DoStmt:
		do_stmt(l, &k);
		break;
	case CXCursor_SwitchStmt:
		switch_stmt(l, &k);
		break;
	case CXCursor_LabelStmt: {
		uint32_t block = label_block(l, c);

		lower_jump(l, block);
		lower_set_block(l, block);
		if (k.n > 0)
			lower_stmt(l, k.last);
		break;
	}
	case CXCursor_GotoStmt:
		if (k.n > 0)
			lower_jump(l, label_block(l, k.at[0]));
		break;
	case CXCursor_IndirectGotoStmt:
		lower_emit(l, BODY_STOP);
		l->body->cut = true;
		break;
	case CXCursor_ReturnStmt:
		return_stmt(l, &k);
		break;
	default:
		/* An attributed statement, or an expression. */
		if (c.kind == CXCursor_UnexposedStmt && k.n > 0)
			lower_stmt(l, k.last);
		else if (c.kind >= CXCursor_FirstExpr &&
			 c.kind <= CXCursor_LastExpr)
			lower_value(l, c);
		break;
	}
}

void lower_stmt(struct lower *l, CXCursor c)
{
	uint32_t mark = l->ntemps;

	if (l->body->cut)
		return;
	if (++l->depth > BODY_MAX_DEPTH) {
		l->body->cut = true;
		l->depth--;
		return;
	}
	body_locate(l, c, &l->line);
	switch (c.kind) {
	case CXCursor_CompoundStmt:
		compound(l, c);
		break;
	case CXCursor_DeclStmt:
		lower_decl_stmt(l, c);
		break;
	case CXCursor_IfStmt:
		if_stmt(l, c);
		break;
	case CXCursor_ForStmt:
		for_stmt(l, c);
		break;
	case CXCursor_CaseStmt:
	case CXCursor_DefaultStmt:
		case_stmt(l, c);
		break;
	case CXCursor_BreakStmt:
	case CXCursor_ContinueStmt:
		jump_out(l, c.kind == CXCursor_BreakStmt);
		break;
	case CXCursor_NullStmt:
		break;
	default:
		stmt_kind(l, c);
		break;
	}
	l->ntemps = mark;
	l->depth--;
}
