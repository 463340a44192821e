/* SPDX-License-Identifier: MIT */
/* c_type.h - which types of Go can have memory of C in them */
#ifndef FLOW_C_TYPE_H
#define FLOW_C_TYPE_H

struct type;

enum c_type {
	C_TYPE_NO,
	C_TYPE_PERHAPS, /* unsafe.Pointer, *byte, []byte, any */
	C_TYPE_YES,	/* a pointer to what C declares */
};

/* Of a struct or an array what most of its parts are; NULL: perhaps. */
enum c_type c_type_of(struct type *t);

#endif
