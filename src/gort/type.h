/* SPDX-License-Identifier: MIT */
/*
 * type.h - Go types of another process
 *
 * One model from two sources: debug information, and the descriptors that
 * the runtime itself has for what is put into interfaces, allocated or made
 * into a map.  A type is read one level at a time: name, kind and size are
 * always there; call go_type_open() before you look at elem, key or fields.
 *
 *	t = go_type_open(g, t);
 *	for (i = 0; i < t->nfields; i++)
 *		visit(t->fields[i].type, addr + t->fields[i].offset);
 *
 * Types have cycles (type T struct{next *T}): bound your recursion.  Sizes
 * are bounded: the fields of a struct lie in it, an array is as long as its
 * elements, and a type never holds itself.
 *
 * Ownership and threads: as in gort/gort.h.
 */
#ifndef GORT_TYPE_H
#define GORT_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gort;
struct go_type;

/* The numbers are reflect.Kind's. */
enum go_kind {
	GO_INVALID,
	GO_BOOL,
	GO_INT,
	GO_INT8,
	GO_INT16,
	GO_INT32,
	GO_INT64,
	GO_UINT,
	GO_UINT8,
	GO_UINT16,
	GO_UINT32,
	GO_UINT64,
	GO_UINTPTR,
	GO_FLOAT32,
	GO_FLOAT64,
	GO_COMPLEX64,
	GO_COMPLEX128,
	GO_ARRAY,
	GO_CHAN,
	GO_FUNC,
	GO_INTERFACE,
	GO_MAP,
	GO_POINTER,
	GO_SLICE,
	GO_STRING,
	GO_STRUCT,
	GO_UNSAFE_POINTER,
	GO_KINDS
};

/* What a value of a type, without what it points to, can hold. */
enum go_type_holds {
	GO_HOLDS_POINTER = 1, /* for the collector */
	GO_HOLDS_WORD = 2,    /* uintptr, int, uint, 64 bits of integer */
};

struct go_field {
	const char *name; /* "" or "_" for what has none */
	uint64_t offset;
	const struct go_type *type; /* never NULL */
	bool embedded;
};

struct go_type {
	const char *name; /* "map[string]*example.com/x.T" */
	enum go_kind kind;
	uint8_t holds;	      /* a set of enum go_type_holds */
	bool empty_interface; /* any: a type word, not a table's address */
	bool opened;	      /* see above */
	uint64_t size;
	uint64_t runtime; /* the descriptor's address, or 0 */
	/* Valid once opened: */
	const struct go_type *elem; /* NULL when it has none */
	const struct go_type *key;  /* of maps */
	uint64_t len;		    /* of arrays */
	const struct go_field *fields;
	size_t nfields;
};

/* Fills t, which is returned.  What cannot be read has no fields. */
const struct go_type *go_type_open(struct gort *g, const struct go_type *t);

/* The type with the runtime's descriptor at addr, NULL when there is none. */
const struct go_type *gort_type_at(struct gort *g, uint64_t addr);

/*
 * The type by the name that debug information has for it ("main.T"), NULL
 * when it has none.
 */
const struct go_type *gort_type_named(struct gort *g, const char *name);

/*
 * From an entry of debug information, by its offset: the type of a local
 * variable.  NULL when it is none of Go's.
 */
const struct go_type *gort_type_dwarf(struct gort *g, uint64_t off);

/* The field with a name, NULL when there is none.  Opens t. */
const struct go_field *go_type_field(struct gort *g, const struct go_type *t,
				     const char *name);

/* Somewhere in memory there is a value of a type. */
struct gort_value {
	const struct go_type *type;
	uint64_t address;
};

/*
 * What an interface value of type t at addr holds.  A pointer in it lies in
 * the interface itself, so that ret->address is in there.  False: nil, or
 * not understood.
 */
bool gort_interface(struct gort *g, const struct go_type *t, uint64_t addr,
		    struct gort_value *ret);

/*
 * The string or slice at addr: where its data is, and how many elements.
 * False when that cannot be.  ret_cap may be NULL.
 */
bool gort_string(struct gort *g, uint64_t addr, uint64_t *ret_data,
		 uint64_t *ret_len);
bool gort_slice(struct gort *g, const struct go_type *t, uint64_t addr,
		uint64_t *ret_data, uint64_t *ret_len, uint64_t *ret_cap);

#endif
