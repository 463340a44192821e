/* SPDX-License-Identifier: MIT */
/*
 * lower.h - from the IR of a function to the instructions of insn.def
 *
 * Each register has a place in the frame of its own; Extract, Field and
 * ChangeType have none: they are a part of their operand's, which cannot
 * change while they live, since values are assigned once.
 */
#ifndef LOWER_H
#define LOWER_H

#include "interp.h"

struct lowerer {
	struct code *code;
	struct ir_function *fn;
	struct VEC(struct insn) insns;
	struct buf consts;
	struct ptrmap const_at; /* ir_value -> offset + 1 */
	int32_t *places;	/* by ir_value_index() */
	uint32_t frame_size;
	uint32_t *starts; /* of the blocks, in insns */
	struct VEC(struct jump {
		uint32_t insn;
		const struct ir_block *to;
	}) jumps;
	uint8_t *fused; /* by id: a comparison that its If has in it */
};

/* What some instructions point to. */
struct iface_info {
	struct tinfo *from, *to;
	void *word; /* MakeInterface: what to is told apart by */
	bool comma_ok;
	uint32_t ok_at;
};

struct slice_info {
	int what;
	int64_t size;
	int32_t low, high, max;
	bool has_low, has_high, has_max, pointer;
	int64_t len; /* of an array */
};

struct next_info {
	uint32_t key_at, elem_at;
	struct tinfo *key, *elem; /* NULL: not wanted */
};

struct select_info {
	uint32_t n;
	bool block;
	uint32_t ok_at;
	struct {
		int32_t chan, send;
		bool is_send;
		uint32_t recv_at;
	} cases[];
};

struct print_info {
	uint32_t n;
	bool line;
	struct {
		struct tinfo *t;
		int32_t at;
	} args[];
};

enum { NO_OPERAND = INT32_MIN };

int32_t operand_part(int32_t operand, int64_t delta);
int32_t lower_operand(struct lowerer *l, struct ir_value *v);
int32_t lower_int_const(struct lowerer *l, int64_t n);
int32_t lower_temp(struct lowerer *l, uint32_t size);
/* The place of an instruction's result, made if need be. */
int32_t lower_result(struct lowerer *l, const struct ir_instr *in);
struct insn *lower_emit(struct lowerer *l, enum insn_op op, int32_t a,
			int32_t b, int32_t c);
void lower_move(struct lowerer *l, int32_t to, int32_t from, uint32_t size);
void lower_missing(struct lowerer *l, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* An operand that is an int; its own conversion if it is of another type. */
int32_t lower_int(struct lowerer *l, struct ir_value *v);

/* lower_value.c, lower_call.c: true when the op is theirs */
bool lower_value(struct lowerer *l, struct ir_instr *in);
bool lower_call(struct lowerer *l, struct ir_instr *in);

#endif
