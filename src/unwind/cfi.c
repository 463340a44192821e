/* SPDX-License-Identifier: MIT */
/*
 * Call frame information: .eh_frame_hdr, FDE, CIE, and their programs.
 *
 *	.eh_frame_hdr: sorted (first pc, FDE) --binary search--> FDE
 *	FDE: pc range, program; points to its
 *	CIE: augmentation "zR...", alignment factors, initial program
 *
 * Both programs are run up to the pc and leave one row: the rule for the
 * canonical frame address (CFA) and one for each register.  All sizes,
 * counts and offsets come out of a file that we do not trust: every read is
 * checked against the segment it lies in, the state stack has a depth, and
 * the run ends at the program's end since each step takes a byte.
 *
 * References: DWARF 5 section 6.4; LSB core, chapter "DWARF Extensions",
 * for the pointer encodings, the augmentation and .eh_frame_hdr.
 */
#include "unwind/cfi.h"

#include "unwind/cursor.h"
#include "unwind/expr.h"
#include "unwind/module.h"
#include "unwind/stack.h"

enum {
	REMEMBER_MAX = 6, /* compilers nest DW_CFA_remember_state once */

	/* Pointer encodings: how the number is written, and what is added. */
	PE_ABSPTR = 0x00,
	PE_ULEB = 0x01,
	PE_UDATA2 = 0x02,
	PE_UDATA4 = 0x03,
	PE_UDATA8 = 0x04,
	PE_SLEB = 0x09,
	PE_SDATA2 = 0x0a,
	PE_SDATA4 = 0x0b,
	PE_SDATA8 = 0x0c,
	PE_PCREL = 0x10,
	PE_DATAREL = 0x30,
	PE_INDIRECT = 0x80,
	PE_OMIT = 0xff,
	/* Sorted pairs of four bytes: what every linker writes. */
	HDR_TABLE = PE_DATAREL | PE_SDATA4,
};

/* DW_CFA_...: the two high bits, or with them zero the whole byte. */
enum {
	CFA_advance_loc = 0x40,
	CFA_offset = 0x80,
	CFA_restore = 0xc0,
	CFA_nop = 0x00,
	CFA_set_loc = 0x01,
	CFA_advance_loc1 = 0x02,
	CFA_advance_loc2 = 0x03,
	CFA_advance_loc4 = 0x04,
	CFA_offset_extended = 0x05,
	CFA_restore_extended = 0x06,
	CFA_undefined = 0x07,
	CFA_same_value = 0x08,
	CFA_register = 0x09,
	CFA_remember_state = 0x0a,
	CFA_restore_state = 0x0b,
	CFA_def_cfa = 0x0c,
	CFA_def_cfa_register = 0x0d,
	CFA_def_cfa_offset = 0x0e,
	CFA_def_cfa_expression = 0x0f,
	CFA_expression = 0x10,
	CFA_offset_extended_sf = 0x11,
	CFA_def_cfa_sf = 0x12,
	CFA_def_cfa_offset_sf = 0x13,
	CFA_val_offset = 0x14,
	CFA_val_offset_sf = 0x15,
	CFA_val_expression = 0x16,
	CFA_GNU_args_size = 0x2e,
	CFA_GNU_negative_offset_extended = 0x2f,
};

/* What a CIE says for its FDEs. */
struct cie {
	uint64_t code_align;
	int64_t data_align;
	uint64_t ra;
	uint8_t encoding; /* of the pc range in the FDE */
	bool augmented;	  /* "z": the FDE has a length of its own data */
	bool signal;
	uintptr_t program, end;
};

/* The part of a row that remember and restore work on. */
struct rules {
	struct cfi_rule cfa;
	uint8_t cfa_reg;
	struct cfi_rule regs[UNWIND_NREGS];
};

struct machine {
	struct cursor c;
	const struct cie *cie;
	uintptr_t loc, pc; /* where the rules hold from; where we stop */
	uintptr_t base;
	struct rules now, initial;
	struct rules saved[REMEMBER_MAX];
	unsigned nsaved;
};

static uint64_t encoded(struct cursor *c, uint8_t encoding, uintptr_t data)
{
	uintptr_t at = c->at;
	uint64_t v;

	switch (encoding & 0x0f) {
	case PE_ABSPTR:
	case PE_UDATA8:
	case PE_SDATA8:
		v = cursor_bytes(c, 8);
		break;
	case PE_ULEB:
		v = cursor_uleb(c);
		break;
	case PE_UDATA2:
		v = cursor_bytes(c, 2);
		break;
	case PE_UDATA4:
		v = cursor_bytes(c, 4);
		break;
	case PE_SLEB:
		v = (uint64_t)cursor_sleb(c);
		break;
	case PE_SDATA2:
		v = (uint64_t)(int16_t)cursor_bytes(c, 2);
		break;
	case PE_SDATA4:
		v = (uint64_t)(int32_t)cursor_bytes(c, 4);
		break;
	default:
		c->bad = true;
		return 0;
	}
	switch (encoding & 0x70) {
	case 0:
		return v;
	case PE_PCREL:
		return at + v;
	case PE_DATAREL:
		return data + v;
	default:
		c->bad = true;
		return 0;
	}
}

/* A cursor over the segment of m that holds address. */
static bool cursor_at(const struct module *m, uintptr_t address,
		      struct cursor *ret)
{
	const struct segment *s = module_segment(m, address);

	if (!s)
		return false;
	*ret = (struct cursor){.at = address, .end = s->end, .bad = false};
	return true;
}

/* The length and id that open a CIE or an FDE; narrows c to it. */
static bool open_record(struct cursor *c, uint64_t *ret_id,
			uintptr_t *ret_id_at)
{
	uint64_t len = cursor_bytes(c, 4);

	if (len == 0xffffffff)
		len = cursor_bytes(c, 8);
	if (len < 4 || !cursor_has(c, len))
		return false;
	c->end = c->at + len;
	*ret_id_at = c->at;
	*ret_id = cursor_bytes(c, 4);
	return true;
}

static bool parse_augmentation(struct cursor *c, uintptr_t letters,
			       struct cie *ret)
{
	struct cursor l = {.at = letters + 1, .end = c->end, .bad = false};
	uint64_t len = cursor_uleb(c);
	uintptr_t after;

	if (c->bad || !cursor_has(c, len))
		return false;
	after = c->at + len;
	for (;;) {
		switch (cursor_u8(&l)) {
		case '\0':
			c->at = after;
			return !l.bad && !c->bad;
		case 'R':
			ret->encoding = cursor_u8(c);
			break;
		case 'P':
			encoded(c, cursor_u8(c) & (PE_INDIRECT - 1), 0);
			break;
		case 'L':
			cursor_u8(c);
			break;
		case 'S':
			ret->signal = true;
			break;
		case 'B':
			break;
		default:
			/* The rest is unknown; "z" lets us step over it. */
			c->at = after;
			return !c->bad;
		}
	}
}

static bool parse_cie(struct cursor c, struct cie *ret)
{
	uintptr_t id_at, letters;
	uint64_t id;
	uint8_t version;

	*ret = (struct cie){.encoding = PE_ABSPTR};
	if (!open_record(&c, &id, &id_at) || id != 0)
		return false;
	version = cursor_u8(&c);
	letters = c.at;
	while (cursor_u8(&c) != 0)
		;
	if (c.bad || (version != 1 && version != 3))
		return false;
	ret->code_align = cursor_uleb(&c);
	ret->data_align = cursor_sleb(&c);
	ret->ra = version == 1 ? cursor_u8(&c) : cursor_uleb(&c);
	if (c.bad || ret->ra != UNWIND_PC)
		return false;
	if (*(const char *)letters == 'z') {
		ret->augmented = true;
		if (!parse_augmentation(&c, letters, ret))
			return false;
	} else if (*(const char *)letters != '\0') {
		return false;
	}
	ret->program = c.at;
	ret->end = c.end;
	return !c.bad;
}

static void set_rule(struct machine *s, uint64_t reg, enum cfi_kind kind,
		     int64_t value)
{
	if (value < INT32_MIN || value > INT32_MAX)
		s->c.bad = true;
	else if (reg < UNWIND_NREGS)
		s->now.regs[reg] =
			(struct cfi_rule){(uint8_t)kind, (int32_t)value};
	/* Vector registers and the like are of no use to a walk. */
}

static void set_cfa(struct machine *s, uint64_t reg, int64_t offset)
{
	if (reg >= UNWIND_NREGS || offset < INT32_MIN || offset > INT32_MAX) {
		s->c.bad = true;
		return;
	}
	s->now.cfa = (struct cfi_rule){CFI_REG, (int32_t)offset};
	s->now.cfa_reg = (uint8_t)reg;
}

/* Steps over an expression block; where it is, relative to the FDE. */
static int64_t block(struct machine *s)
{
	int64_t where = (int64_t)(s->c.at - s->base);
	uint64_t len = cursor_uleb(&s->c);

	if (cursor_has(&s->c, len))
		s->c.at += len;
	return where;
}

static int64_t factored(const struct machine *s, uint64_t n)
{
	return (int64_t)(n * (uint64_t)s->cie->data_align);
}

static void restore_rule(struct machine *s, uint64_t reg)
{
	if (reg < UNWIND_NREGS)
		s->now.regs[reg] = s->initial.regs[reg];
}

static void advance(struct machine *s, uint64_t delta)
{
	s->loc += delta * s->cie->code_align;
}

/* The instructions about the CFA and the state; false: not one of those. */
static bool step_state(struct machine *s, uint8_t op)
{
	uint64_t reg;

	switch (op) {
	case CFA_remember_state:
		if (s->nsaved == REMEMBER_MAX)
			s->c.bad = true;
		else
			s->saved[s->nsaved++] = s->now;
		return true;
	case CFA_restore_state:
		if (s->nsaved == 0)
			s->c.bad = true;
		else
			s->now = s->saved[--s->nsaved];
		return true;
	case CFA_def_cfa:
		reg = cursor_uleb(&s->c);
		set_cfa(s, reg, (int64_t)cursor_uleb(&s->c));
		return true;
	case CFA_def_cfa_sf:
		reg = cursor_uleb(&s->c);
		set_cfa(s, reg, factored(s, (uint64_t)cursor_sleb(&s->c)));
		return true;
	case CFA_def_cfa_register:
		set_cfa(s, cursor_uleb(&s->c), s->now.cfa.value);
		return true;
	case CFA_def_cfa_offset:
		set_cfa(s, s->now.cfa_reg, (int64_t)cursor_uleb(&s->c));
		return true;
	case CFA_def_cfa_offset_sf:
		set_cfa(s, s->now.cfa_reg,
			factored(s, (uint64_t)cursor_sleb(&s->c)));
		return true;
	case CFA_def_cfa_expression:
		s->now.cfa = (struct cfi_rule){CFI_VAL_EXPR, (int32_t)block(s)};
		return true;
	default:
		return false;
	}
}

/* The instructions about one register; false: not one of those. */
static bool step_register(struct machine *s, uint8_t op)
{
	uint64_t reg;

	switch (op) {
	case CFA_offset_extended:
	case CFA_offset_extended_sf:
	case CFA_val_offset:
	case CFA_val_offset_sf:
	case CFA_GNU_negative_offset_extended:
	case CFA_restore_extended:
	case CFA_undefined:
	case CFA_same_value:
	case CFA_register:
	case CFA_expression:
	case CFA_val_expression:
		break;
	default:
		return false;
	}
	reg = cursor_uleb(&s->c);
	if (op == CFA_offset_extended)
		set_rule(s, reg, CFI_OFFSET, factored(s, cursor_uleb(&s->c)));
	else if (op == CFA_offset_extended_sf)
		set_rule(s, reg, CFI_OFFSET,
			 factored(s, (uint64_t)cursor_sleb(&s->c)));
	else if (op == CFA_val_offset)
		set_rule(s, reg, CFI_VALUE, factored(s, cursor_uleb(&s->c)));
	else if (op == CFA_val_offset_sf)
		set_rule(s, reg, CFI_VALUE,
			 factored(s, (uint64_t)cursor_sleb(&s->c)));
	else if (op == CFA_GNU_negative_offset_extended)
		set_rule(s, reg, CFI_OFFSET,
			 factored(s, 0 - cursor_uleb(&s->c)));
	else if (op == CFA_restore_extended)
		restore_rule(s, reg);
	else if (op == CFA_register)
		set_rule(s, reg, CFI_REG, (int64_t)cursor_uleb(&s->c));
	else if (op == CFA_expression)
		set_rule(s, reg, CFI_EXPR, block(s));
	else if (op == CFA_val_expression)
		set_rule(s, reg, CFI_VAL_EXPR, block(s));
	else
		set_rule(s, reg, op == CFA_undefined ? CFI_UNDEF : CFI_SAME, 0);
	return true;
}

static void step(struct machine *s)
{
	uint8_t op = cursor_u8(&s->c);
	uint64_t low = op & 0x3f;

	switch (op & 0xc0) {
	case CFA_advance_loc:
		advance(s, low);
		return;
	case CFA_offset:
		set_rule(s, low, CFI_OFFSET, factored(s, cursor_uleb(&s->c)));
		return;
	case CFA_restore:
		restore_rule(s, low);
		return;
	default:
		break;
	}
	switch (op) {
	case CFA_nop:
		return;
	case CFA_set_loc:
		s->loc = encoded(&s->c, s->cie->encoding, 0);
		return;
	case CFA_advance_loc1:
		advance(s, cursor_u8(&s->c));
		return;
	case CFA_advance_loc2:
		advance(s, cursor_bytes(&s->c, 2));
		return;
	case CFA_advance_loc4:
		advance(s, cursor_bytes(&s->c, 4));
		return;
	case CFA_GNU_args_size:
		cursor_uleb(&s->c);
		return;
	default:
		if (!step_state(s, op) && !step_register(s, op))
			s->c.bad = true;
	}
}

/* Runs until the rules that hold at pc are there, or the program ends. */
static bool run(struct machine *s, uintptr_t program, uintptr_t end)
{
	s->c = (struct cursor){.at = program, .end = end, .bad = false};
	while (s->c.at < end && !s->c.bad) {
		step(s);
		if (s->loc > s->pc)
			break;
	}
	return !s->c.bad;
}

/* The address of the FDE that may hold pc, by the sorted table. */
static bool search_table(const struct module *m, uintptr_t pc, uintptr_t *ret)
{
	struct cursor c;
	uint8_t version, count_encoding, table_encoding;
	uintptr_t hdr = m->eh_frame_hdr, table;
	uint64_t count, lo = 0, hi;

	if (hdr == 0 || !cursor_at(m, hdr, &c))
		return false;
	version = cursor_u8(&c);
	cursor_u8(&c); /* the encoding of the next but two */
	count_encoding = cursor_u8(&c);
	table_encoding = cursor_u8(&c);
	if (version != 1 || count_encoding == PE_OMIT ||
	    table_encoding != HDR_TABLE)
		return false;
	c.at = hdr + 4;
	encoded(&c, *(const uint8_t *)(hdr + 1), hdr); /* .eh_frame itself */
	count = encoded(&c, count_encoding, hdr);
	table = c.at;
	if (c.bad || count == 0 || count > (c.end - table) / 8)
		return false;
	for (hi = count; lo < hi;) {
		uint64_t mid = lo + (hi - lo) / 2;
		struct cursor e = {.at = table + mid * 8, .end = c.end};

		if (pc < encoded(&e, HDR_TABLE, hdr))
			hi = mid;
		else
			lo = mid + 1;
	}
	if (lo == 0)
		return false;
	c.at = table + (lo - 1) * 8 + 4;
	*ret = encoded(&c, HDR_TABLE, hdr);
	return true;
}

/* Opens the FDE at address: its CIE, program and first pc, if it has pc. */
static bool open_fde(const struct module *m, uintptr_t address, uintptr_t pc,
		     struct cie *cie, struct cursor *ret, uintptr_t *ret_first)
{
	struct cursor c, at_cie;
	uintptr_t id_at, first, size;
	uint64_t id;

	if (!cursor_at(m, address, &c) || !open_record(&c, &id, &id_at) ||
	    id == 0 || !cursor_at(m, id_at - id, &at_cie) ||
	    module_segment(m, address) != module_segment(m, id_at - id) ||
	    !parse_cie(at_cie, cie) || (cie->encoding & PE_INDIRECT))
		return false;
	first = encoded(&c, cie->encoding, 0);
	size = encoded(&c, cie->encoding & 0x0f, 0);
	if (cie->augmented) {
		uint64_t len = cursor_uleb(&c);

		if (cursor_has(&c, len))
			c.at += len;
	}
	if (c.bad || pc < first || pc - first >= size)
		return false;
	*ret = c;
	*ret_first = first;
	return true;
}

bool cfi_find(const struct module *m, uintptr_t pc, struct cfi_row *ret)
{
	struct cursor program;
	struct machine s;
	struct cie cie;
	uintptr_t fde, first;

	if (!search_table(m, pc, &fde) ||
	    !open_fde(m, fde, pc, &cie, &program, &first))
		return false;
	memset(&s.now, 0, sizeof(s.now)); /* all of them CFI_SAME */
	s.now.cfa.kind = CFI_UNDEF;
	s.cie = &cie;
	s.nsaved = 0;
	s.base = fde;
	/* The CIE's program holds for all of the function. */
	s.loc = 0;
	s.pc = pc;
	s.initial = s.now;
	if (!run(&s, cie.program, cie.end))
		return false;
	s.initial = s.now;
	s.loc = first;
	if (!run(&s, program.at, program.end))
		return false;
	ret->cfa = s.now.cfa;
	ret->cfa_reg = s.now.cfa_reg;
	ret->signal = cie.signal;
	ret->base = fde;
	ret->limit = program.end > cie.end ? program.end : cie.end;
	memcpy(ret->regs, s.now.regs, sizeof(ret->regs));
	return ret->cfa.kind != CFI_UNDEF;
}

static bool cfa_of(const struct cfi_row *row, struct stack_view *view,
		   const uint64_t *regs, uint32_t known, uint64_t *ret)
{
	if (row->cfa.kind == CFI_VAL_EXPR)
		return expr_eval(row, row->cfa.value, view, regs, known, NULL,
				 ret);
	if (!(known >> row->cfa_reg & 1))
		return false;
	*ret = regs[row->cfa_reg] + (uint64_t)(int64_t)row->cfa.value;
	return true;
}

/* The caller's value of one register; false when it is not to be had. */
static bool apply_rule(const struct cfi_row *row, unsigned reg,
		       struct stack_view *view, const uint64_t *regs,
		       uint32_t known, uint64_t cfa, uint64_t *ret)
{
	struct cfi_rule r = row->regs[reg];
	uint64_t value = cfa + (uint64_t)(int64_t)r.value;

	switch ((enum cfi_kind)r.kind) {
	case CFI_SAME:
		*ret = regs[reg];
		return known >> reg & 1;
	case CFI_UNDEF:
		return false;
	case CFI_OFFSET:
		return stack_read(view, value, ret);
	case CFI_VALUE:
		*ret = value;
		return true;
	case CFI_REG:
		if (r.value < 0 || r.value >= UNWIND_NREGS ||
		    !(known >> r.value & 1))
			return false;
		*ret = regs[r.value];
		return true;
	case CFI_EXPR:
		return expr_eval(row, r.value, view, regs, known, &cfa,
				 &value) &&
		       stack_read(view, value, ret);
	case CFI_VAL_EXPR:
		return expr_eval(row, r.value, view, regs, known, &cfa, ret);
	}
	return false;
}

bool cfi_apply(const struct cfi_row *row, struct stack_view *view,
	       uint64_t regs[UNWIND_NREGS], uint32_t *known)
{
	uint64_t next[UNWIND_NREGS] = {0}, cfa;
	uint32_t got = 0;

	if (!cfa_of(row, view, regs, *known, &cfa))
		return false;
	for (unsigned i = 0; i < UNWIND_NREGS; i++)
		if (apply_rule(row, i, view, regs, *known, cfa, &next[i]))
			got |= 1u << i;
	/* The caller's stack pointer is the CFA unless it says otherwise. */
	if (row->regs[UNWIND_RSP].kind == CFI_SAME) {
		next[UNWIND_RSP] = cfa;
		got |= 1u << UNWIND_RSP;
	}
	memcpy(regs, next, sizeof(next));
	*known = got;
	return row->regs[UNWIND_PC].kind != CFI_SAME &&
	       (got >> UNWIND_PC & 1) && (got >> UNWIND_RSP & 1);
}
