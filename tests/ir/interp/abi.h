/* SPDX-License-Identifier: MIT */
/*
 * abi.h - type descriptors as Go's package internal/abi lays them out
 *
 * reflect and friends read them through unsafe pointers, so every field is
 * where Go has it.  Offsets of names and types (NameOff, TypeOff) are numbers
 * of ours, which the natives resolveNameOff and resolveTypeOff understand.
 */
#ifndef ABI_H
#define ABI_H

#include <stdint.h>

struct abi_type {
	uint64_t size, ptr_bytes;
	uint32_t hash;
	uint8_t flags, align, field_align, kind;
	void *equal; /* a func value, or NULL */
	void *gc_data;
	int32_t str, ptr_to_this;
};

enum {
	ABI_UNCOMMON = 1 << 0,
	ABI_NAMED = 1 << 2,
	ABI_REGULAR = 1 << 3,
	ABI_DIRECT = 1 << 5,
};

struct abi_uncommon {
	int32_t pkg_path;
	uint16_t nmethods, nexported;
	uint32_t offset, unused;
};

struct abi_method {
	int32_t name, type, ifn, tfn;
};

struct abi_imethod {
	int32_t name, type;
};

struct abi_slice {
	void *at;
	int64_t len, cap;
};

struct abi_array {
	struct abi_type t;
	void *elem, *slice;
	uint64_t len;
};

struct abi_chan {
	struct abi_type t;
	void *elem;
	int64_t dir;
};

struct abi_func {
	struct abi_type t;
	uint16_t in, out; /* top bit of out: variadic */
	uint32_t unused;
};

struct abi_interface {
	struct abi_type t;
	void *pkg_path;
	struct abi_slice methods;
};

struct abi_map {
	struct abi_type t;
	void *key, *elem, *group, *hasher;
	uint64_t group_size, slot_size, elem_offset;
	uint32_t flags, unused;
};

struct abi_elem { /* pointer, slice */
	struct abi_type t;
	void *elem;
};

struct abi_field {
	void *name, *type;
	uint64_t offset;
};

struct abi_struct {
	struct abi_type t;
	void *pkg_path;
	struct abi_slice fields;
};

#endif
