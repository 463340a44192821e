/* SPDX-License-Identifier: MIT */
/*
 * body_lower.h - what the files body*.c share
 *
 * body.c has the tables and the dump, body_claim.c attributes and comments,
 * body_decl.c functions and variables, body_init.c initialisers, body_stmt.c
 * statements and the graph, body_expr.c values, body_place.c what can be
 * assigned to.
 */
#ifndef CFRONT_BODY_LOWER_H
#define CFRONT_BODY_LOWER_H

#include "cfront/body.h"
#include "cfront/clang.h"
#include "cfront/effect_impl.h"

/* Temporary slots have numbers of their own until the function is done. */
#define TEMP_BIT (UINT32_C(1) << 27)

/* Nesting of statements and expressions; and what one function may have. */
enum {
	BODY_MAX_DEPTH = 400,
	BODY_MAX_INSTRS = 400000,
	BODY_MAX_SLOTS = 20000,
	BODY_MAX_ARGS = BODY_MAX_ARGS_OF_CALL,
	BODY_MAX_FUNCS = 64, /* stored in one field or variable */
};

#define NO_BLOCK UINT32_MAX

/* The key of the last internal function of a name. */
#define BODY_INTERNAL(name) (((uint64_t)(name) + 1) | UINT64_C(1) << 41)

/* Where break and continue go, and the cleanups that are left by then. */
struct lower_loop {
	struct lower_loop *outer;
	uint32_t break_to, continue_to; /* NO_BLOCK: not of this */
	uint32_t ncleanups;
};

struct lower_cleanup {
	uint32_t slot;
	operand_t func;
};

struct lower_switch {
	struct lower_switch *outer;
	struct {
		struct body_case *at;
		uint32_t len, cap;
	} cases;
	uint32_t otherwise;
};

/* The lowering of one source, and in it of one function. */
struct lower {
	struct body_set *set;
	const struct clang_api *clang;
	CXTranslationUnit tu;
	struct arena *arena;
	struct ptrmap decls;   /* of this source: Decl * to its number */
	struct ptrmap records; /* Decl * to its fields */
	const char *last_file;
	uint32_t last_file_index;
	/* Of the function: */
	struct body *body;
	uint32_t block;
	uint32_t ntemps; /* temporary slots in use */
	uint32_t max_temps;
	uint32_t line;
	uint32_t depth;
	struct ptrmap slots, labels;
	struct {
		int64_t *at;
		uint32_t len, cap;
	} consts;
	struct {
		struct lower_cleanup *at;
		uint32_t len, cap;
	} cleanups;
	struct lower_loop *loop;
	struct lower_switch *in_switch;
};

/* Something that can be assigned to. */
struct lower_target {
	bool is_slot;
	uint32_t slot;
	operand_t base;
	uint32_t field;
	bool weak;
};

/* A list of children; at most max of them. */
struct lower_children {
	CXCursor at[8];
	uint32_t n; /* may be over 8: only the first ones are kept */
	CXCursor last;
};

/* body.c */
uint32_t body_file(struct body_set *s, const char *path);
uint32_t body_field_number(struct lower *l, CXCursor decl);
uint32_t body_func_number(struct lower *l, CXCursor decl);
/* The last one with internal linkage, else the one with external. */
uint32_t body_func_named(struct lower *l, name_t name);
uint32_t body_global_number(struct lower *l, CXCursor decl);
void body_field_stores(struct lower *l, uint32_t field, operand_t value);
void body_global_stores(struct lower *l, uint32_t global, operand_t value);
const char *body_text(struct lower *l, CXString s);
/* Sets l->line (and tells the file). */
uint32_t body_locate(struct lower *l, CXCursor c, uint32_t *ret_line);

/* body_claim.c */
void lower_claims(struct lower *l, CXCursor decl, struct body_func *f);
/* What is printed of a declaration, with all its attributes. */
const char *lower_printed(struct lower *l, CXCursor decl);

/* body_init.c */
void lower_static_init(struct lower *l, CXCursor decl, uint32_t global);
/* Stores an initialiser in the memory at base. */
void lower_init(struct lower *l, operand_t base, CXCursor init);

/* body_decl.c */
void lower_function(struct lower *l, CXCursor decl, struct body_func *f);
void lower_decl_stmt(struct lower *l, CXCursor c);

/* body_stmt.c */
void lower_stmt(struct lower *l, CXCursor c);
uint32_t lower_new_block(struct lower *l);
void lower_set_block(struct lower *l, uint32_t block);
struct body_instr *lower_emit(struct lower *l, enum body_op op);
void lower_jump(struct lower *l, uint32_t to);
/* Goes to yes or no; what follows is emitted somewhere else. */
void lower_condition(struct lower *l, CXCursor c, uint32_t yes, uint32_t no);

/* body_expr.c */
operand_t lower_value(struct lower *l, CXCursor c);
operand_t lower_const(struct lower *l, int64_t value);
bool lower_is_const(struct lower *l, operand_t o, int64_t *ret);
uint32_t lower_temp(struct lower *l);

/* body_place.c */
struct lower_target lower_target(struct lower *l, CXCursor c);
operand_t lower_load(struct lower *l, struct lower_target t, bool pointer);
void lower_store(struct lower *l, struct lower_target t, operand_t value,
		 bool pointer);
operand_t lower_address(struct lower *l, struct lower_target t);

/* The children of a cursor. */
struct lower_children lower_children(struct lower *l, CXCursor c);
/* Without parentheses and casts. */
CXCursor lower_strip(struct lower *l, CXCursor c);
enum CXTypeKind lower_type(struct lower *l, CXCursor c);
bool lower_is_pointer(struct lower *l, CXCursor c);
/* A uintptr_t: what handles and addresses are kept in. */
bool lower_is_number(struct lower *l, CXType type);
bool lower_is_address(struct lower *l, CXCursor c); /* one of both */

#endif
