/* SPDX-License-Identifier: MIT */
/*
 * interp.h - an interpreter of the IR, to prove what the IR means
 *
 * Comes in: an ir_program.  Goes out: what the program prints, and its exit
 * status, as Go's own compiler would have it.  It is for tests only, and one
 * program is run by one process, so its state is global.
 *
 * Values are bytes with Go's real layout: a pointer is an address, a string
 * {address, length}, an interface {type or method table, word}; descriptors
 * of types are laid out as Go's internal/abi has them, so that reflect, fmt,
 * os, sync and the rest of the standard library run from their Go source.
 * Only what the runtime package or assembly does is written in C
 * (natives.def).  What is neither is reported by its name, with exit status
 * EXIT_MISSING: such a program counts as skipped, never as passed.
 *
 * The life of a program: main.c loads and builds it; lower.c turns a function
 * into a row of simple instructions when it is first called; run.c executes
 * them; sched.c picks the goroutine that runs.
 *
 * Ownership: memory of the program is never given back (mem.c).
 *
 * Threads: one.
 */
#ifndef INTERP_H
#define INTERP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/ptrmap.h"
#include "base/vec.h"
#include "ir/ir.h"
#include "types/check.h"
#include "types/methodset.h"
#include "types/types.h"

enum { EXIT_MISSING = 77, EXIT_LIMIT = 78 };

/*
 * How a value is treated; the first ten are numbers, in the order in which
 * arithmetic instructions have their variants (insn.def).
 */
enum value_class {
	CLS_I8,
	CLS_I16,
	CLS_I32,
	CLS_I64,
	CLS_U8,
	CLS_U16,
	CLS_U32,
	CLS_U64,
	CLS_F32,
	CLS_F64,
	NNUMBERS,
	CLS_C64 = NNUMBERS,
	CLS_C128,
	CLS_BOOL,
	CLS_STRING,
	CLS_POINTER, /* and chan, map, func, unsafe.Pointer: one word */
	CLS_SLICE,
	CLS_INTERFACE,
	CLS_STRUCT,
	CLS_ARRAY,
	CLS_TUPLE,
};

/* Go's reflect.Kind. */
enum go_kind {
	KIND_INVALID,
	KIND_BOOL,
	KIND_INT,
	KIND_UINT = 7,
	KIND_UINTPTR = 12,
	KIND_FLOAT32,
	KIND_FLOAT64,
	KIND_COMPLEX64,
	KIND_COMPLEX128,
	KIND_ARRAY,
	KIND_CHAN,
	KIND_FUNC,
	KIND_INTERFACE,
	KIND_MAP,
	KIND_POINTER,
	KIND_SLICE,
	KIND_STRING,
	KIND_STRUCT,
	KIND_UNSAFE_POINTER,
};

struct rtype;

struct field_info {
	int64_t offset;
	struct tinfo *t;
};

/* What is known of a type: one for all identical ones. */
struct tinfo {
	struct type *type;  /* never an alias */
	struct type *under; /* its underlying type */
	int64_t size;
	uint32_t align;
	uint8_t cls;	 /* enum value_class */
	uint8_t kind;	 /* enum go_kind */
	bool direct;	 /* an interface keeps it in its word itself */
	bool plain;	 /* equal values are equal bytes */
	bool comparable; /* == never panics for want of a meaning */
	bool empty;	 /* an interface without methods */
	struct tinfo *elem, *key;
	struct field_info *fields; /* of a struct; of a tuple: its slots */
	uint32_t nfields;
	int64_t len; /* of an array */
	uint32_t id; /* index in vm.types */
	struct rtype *r;
	struct method_set *methods; /* NULL: not asked for yet */
};

/* Bytes that a value takes in a frame. */
static inline uint32_t slot_size(const struct tinfo *t)
{
	return (uint32_t)(t->size + 7) & ~7u;
}

struct go_string {
	char *p;
	int64_t len;
};

struct go_slice {
	char *p;
	int64_t len, cap;
};

/* type: NULL, a struct rtype's abi part, or a struct itab (methods). */
struct go_iface {
	void *type;
	char *data;
};

struct g;
struct frame;
struct code;
struct insn;

/* What a func value points to; bindings follow. */
struct closure {
	struct code *code;
};

/* How a native function ended. */
enum native_end {
	NATIVE_DONE,
	NATIVE_PARKED, /* it is done, and its goroutine waits */
	NATIVE_AGAIN,  /* its goroutine waits; then it is called again */
	NATIVE_PANIC,  /* vm.panic_value is thrown */
	NATIVE_CALL,   /* it put a frame on the stack, which runs now */
};

/*
 * Arguments lie one after the other, each at a multiple of 8; so do the
 * results in ret.
 */
typedef enum native_end native_fn(struct g *g, uint64_t *a, uint64_t *ret);

struct native {
	const char *name; /* "math.archFloor"; ends in "[": any instance */
	native_fn *fn;	  /* NULL: what instead names is called */
	const char *instead;
};

/* A piece of a frame: where it is, and how long. */
struct part {
	int32_t from, to;
	uint32_t size;
};

/* A function, ready to be called. */
struct code {
	struct closure self; /* its func value when it captures nothing */
	struct ir_function *fn;
	const char *name;
	const struct native *native;
	bool lowered;
	bool wrapper;	    /* of a method: recover() looks through it */
	struct insn *insns; /* NULL: not lowered yet, or nothing to run */
	uint32_t ninsns;
	char *consts;
	uint32_t args_size, free_size, frame_size, result_size;
	uint32_t recover_at; /* where a recovered panic goes on */
	struct code *stub;   /* calls this native; see code_stub() */
	/* In a method table: the method, and the type whose value lies behind
	 * the word that it is given as its receiver; word is the reverse. */
	struct code *target, *word;
	struct tinfo *receiver;
};

/*
 * An instruction.  a, b and c are operands as a rule: a frame offset, or
 * below 0 the complement of one among the constants.  What else they are,
 * insn.def says.
 */
struct insn {
	uint16_t op;
	uint16_t n;
	int32_t a, b, c;
	union {
		void *p;
		int64_t imm;
	};
};

enum insn_op {
#define INSN(NAME) I_##NAME,
#define NUMERIC(NAME) I_##NAME, I_##NAME##_LAST = I_##NAME + NNUMBERS - 1,
#include "insn.def"
#undef INSN
#undef NUMERIC
	NINSNS
};

enum call_kind { CALL_CODE, CALL_CLOSURE, CALL_METHOD, CALL_STUB };

/* A call; fun: the func value or the interface, b of the instruction. */
struct call {
	uint8_t kind;	   /* enum call_kind */
	struct code *code; /* CALL_CODE */
	uint32_t method;   /* CALL_METHOD: index in the method table */
	struct part *args;
	uint32_t nargs;
	uint32_t args_size; /* without the receiver of CALL_METHOD */
	const struct ir_instr *at;
};

struct deferred {
	struct deferred *next;
	struct closure *fn;
	uint32_t args_size;
	char *args;
};

struct panic {
	struct panic *link;
	struct go_iface value;
	bool goexit, recovered, aborted;
};

struct frame {
	struct frame *up;
	struct code *code;
	const struct insn *pc; /* where it goes on, when it is not running */
	char *ret;	       /* where its results go */
	struct deferred *defers;
	struct panic *defer_of;	   /* it runs for the unwinding of this */
	struct panic *can_recover; /* a recover() in it stops this */
	struct closure *stub_of;   /* a stub's: what it stands for */
	char slots[];
};

struct stack_chunk {
	struct stack_chunk *prev, *next;
	size_t size, used;
	char mem[] __attribute__((aligned(16)));
};

/* A goroutine that waits at a channel. */
struct waiter {
	struct waiter *next, *prev; /* in the channel's queue */
	struct waiter *sibling;	    /* of the same select */
	struct g *g;
	struct hchan *c;
	struct wait_queue *queue;
	char *elem;
	int64_t index;
	int64_t *ret_index; /* of a select, or NULL */
	bool *ret_ok;	    /* or NULL */
};

struct wait_queue {
	struct waiter *first, *last;
};

/* len and cap stand where Go's own struct hchan has them. */
struct hchan {
	uint64_t len, cap;
	char *buf;
	uint64_t at; /* of the first element */
	struct tinfo *elem;
	bool closed;
	struct wait_queue senders, receivers;
};

struct select_case {
	struct hchan *c;
	bool send;
	char *elem;
};

enum g_state { G_READY, G_RUNNING, G_WAITING, G_DEAD };

struct g {
	struct g *next; /* in the queue it is in */
	uint64_t id;
	uint8_t state; /* enum g_state */
	struct frame *top;
	struct stack_chunk *chunk;
	struct panic *panics;
	struct waiter *waiters;
	const char *wait_reason; /* "chan receive" */
	const char *wake_error;	 /* panics with this when it goes on */
	size_t stack_size;
	struct coro *coro; /* whose function it runs, or NULL */
};

/* Of package iter: two goroutines, of which one runs at a time. */
struct coro {
	struct g *waiting;
};

struct hmap;

struct map_iter {
	struct hmap *m;
	uint64_t next_seq;
	uint32_t at, generation;
};

/* Where abi.Type begins; what is before it is ours. */
struct rtype {
	struct tinfo *t;
	struct ptrmap itabs; /* interface's tinfo -> itab, or itab_none */
	uint64_t abi[];
};

/* Go's abi.ITab. */
struct itab {
	void *inter, *type;
	uint32_t hash, pad;
	struct code *fun[];
};

struct vm {
	struct ir_program *ir;
	struct arena *arena;
	struct VEC(struct tinfo *) types;
	struct ptrmap codes;   /* ir_function -> code */
	struct ptrmap globals; /* ir_global -> address */
	struct go_iface panic_value;
	struct closure *callee; /* what a native was called as */
	uint64_t big_index;	/* over 63 bits, for the message; see INT_OF */
	struct g *current, *main;
	struct g *run_first, *run_last;
	uint64_t next_g, ngoroutines;
	int argc;
	char **argv;
};

extern struct vm vm;

/* mem.c: zeroed memory, for as long as the program runs */
void *mem_alloc(size_t size);
void *mem_alloc_typed(const struct tinfo *t, int64_t n);
extern char mem_zero_base[16]; /* the address of what has no size */

/* layout.c */
struct tinfo *tinfo_of(struct type *t);
/* The type called name of a package; NULL when it is not loaded. */
struct tinfo *tinfo_named(const char *package, const char *name);
struct tinfo *tinfo_basic(enum basic_kind kind);
/* False with vm.panic_value set when values of a type cannot be compared. */
bool value_equal(const struct tinfo *t, const char *x, const char *y,
		 bool *ret);
bool value_hash(const struct tinfo *t, const char *x, uint64_t *h);
bool iface_equal(bool x_empty, const struct go_iface *x, bool y_empty,
		 const struct go_iface *y, bool *ret);

/* rtype.c, rtype_name.c, itab.c */
void *rtype_of(struct tinfo *t); /* the abi.Type */
struct tinfo *rtype_tinfo(const void *abi);
int32_t rtype_add_name(void *bytes); /* its offset */
void *rtype_name_at(int32_t off);
void *rtype_type_at(int32_t off);
void rtype_print(struct buf *b, struct type *t); /* as reflect does */
struct method_set *tinfo_methods(struct tinfo *t);
/* The method table; NULL with the method that lacks. */
struct itab *itab_of(struct tinfo *inter, struct tinfo *t,
		     const char **ret_missing);
/* The dynamic type of an interface value, or NULL. */
void *iface_rtype(bool empty, const struct go_iface *i);
struct go_iface make_iface(struct tinfo *inter, struct tinfo *t,
			   const void *value);
/* NULL: none of that name, or of an interface type. */
struct code *method_code(struct tinfo *t, const char *name);
struct code *method_code_at(struct tinfo *t, const struct selection *sel);

/* code.c */
struct code *code_of(struct ir_function *fn);
struct code *code_named(const char *name); /* "runtime.f"; NULL: none */
/* One that can be put on a stack: a native's caller, or code itself. */
struct code *code_stub(struct code *c);
void code_prepare(struct code *c); /* lowers it once */
const struct native *native_find(const char *name);
_Noreturn void missing(const char *fmt, ...)
	__attribute__((format(printf, 1, 2)));

/* lower.c */
void lower(struct code *c);
char *global_address(struct ir_global *gl);
/* The bytes of a constant of type t, at p. */
void const_bytes(const struct value *val, struct tinfo *t, char *p);

/* string.c */
struct go_string string_new(const char *p, size_t n);
struct go_string string_from(const char *s);
struct go_string string_concat(struct go_string x, struct go_string y);
int string_order(struct go_string x, struct go_string y);
struct go_string string_of_rune(int64_t r);
struct go_string string_of_runes(struct go_slice s);
struct go_slice runes_of_string(struct go_string s);
/* Decodes one; its length, the rune in *ret. */
int rune_decode(const char *p, int64_t n, int32_t *ret);
char *string_c(struct go_string s); /* with a NUL */

/* convert.c: between numbers of any two classes, complex ones too */
void convert_number(uint8_t to, char *dst, uint8_t from, const char *src);

/* map.c */
struct hmap *map_new(struct tinfo *type, int64_t reserve);
uint64_t map_len(const struct hmap *m);
/* The element, or NULL; false when the key has no hash: a panic. */
bool map_find(struct tinfo *type, struct hmap *m, const char *key, char **ret);
/* The element, made when it was not there. */
bool map_assign(struct tinfo *type, struct hmap *m, const char *key,
		char **ret);
bool map_delete(struct tinfo *type, struct hmap *m, const char *key);
void map_clear(struct hmap *m);
struct hmap *map_clone(struct hmap *m);
void map_range(struct map_iter *it, struct hmap *m);
bool map_next(struct map_iter *it, char **ret_key, char **ret_elem);

/* chan.c */
enum chan_end { CHAN_DONE, CHAN_WAIT, CHAN_PANIC };
struct hchan *chan_new(struct tinfo *elem, int64_t cap);
enum chan_end chan_send(struct g *g, struct hchan *c, char *elem, bool block,
			bool *ret_done);
enum chan_end chan_recv(struct g *g, struct hchan *c, char *elem, bool *ok,
			bool block, bool *ret_done);
enum chan_end chan_close(struct hchan *c);
/* Index -1: nothing was ready, and it does not block. */
enum chan_end chan_select(struct g *g, struct select_case *cases, uint32_t n,
			  bool block, int64_t *index, bool *ok);

/* sched.c */
char *result_sink(const struct code *c);
struct g *g_new(struct closure *fn, const char *args, uint32_t args_size);
void g_ready(struct g *g);
void g_park(struct g *g, const char *reason);
void g_end(struct g *g);
void sched_main(struct closure *fn);
/* Runs a function to its end on a goroutine of its own. */
void vm_call(struct closure *fn, const char *args, uint32_t args_size,
	     char *ret);
uint64_t random_next(void);
int64_t clock_mono(void);
int64_t clock_wall(void);
void sched_sleep(struct g *g, int64_t until);
native_fn native_new_timer, native_stop_timer, native_reset_timer;

/* stack.c */
struct frame *frame_push(struct g *g, struct code *c);
void frame_pop(struct g *g);
/* A frame for a call of a func value with arguments that lie in a row. */
struct frame *frame_call(struct g *g, struct closure *fn, const char *args,
			 uint32_t args_size, char *ret);

void sched_free_stack(struct g *g);

/* run.c */
void run_catch_faults(void); /* a bad address is a panic of the program */
void run(struct g *g);

/* panic.c */
void panic_begin(struct g *g, struct go_iface value);
void panic_goexit(struct g *g);
/* A deferred call that unwinding had made is back. */
void panic_resume(struct g *g, struct panic *p);
struct go_iface panic_recover(struct g *g, struct frame *f);
_Noreturn void fatal_error(const char *text);
/* They set vm.panic_value: a runtime.Error with this text. */
void throw_error(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void throw_plain(const char *text); /* without "runtime error: " */
void throw_nil(void);
void throw_index(int64_t i, int64_t len);
/* As a message has it: too large an unsigned one was made INT64_MAX. */
uint64_t index_shown(int64_t i);
void throw_assertion(struct tinfo *inter, void *have, struct tinfo *want,
		     const char *missing);

/* slice.c: false: vm.panic_value is set */
bool slice_make(struct tinfo *elem, int64_t len, int64_t cap,
		struct go_slice *ret);
bool slice_append(int64_t size, struct go_slice s, struct go_slice t,
		  struct go_slice *ret);
struct go_slice slice_grow(int64_t size, struct go_slice s, int64_t n);
enum { SLICE_STRING, SLICE_SLICE, SLICE_ARRAY };
bool slice_cut(int what, int64_t size, struct go_slice x, const int64_t *low,
	       const int64_t *high, const int64_t *max, struct go_slice *ret);

/* builtin.c */
void print_value(struct buf *b, const struct tinfo *t, const char *p);
void print_flush(struct buf *b);

#endif
