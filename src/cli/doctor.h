/* SPDX-License-Identifier: MIT */
/*
 * doctor.h - what `belay doctor` looks at
 *
 * A check tries the thing itself where that can be done, rather than
 * reading a version, and leaves the process as it was.  To add one: write
 * it in doctor.c and add its row to doctor.def.
 */
#ifndef CLI_DOCTOR_H
#define CLI_DOCTOR_H

enum doctor_state {
	DOCTOR_OK,
	DOCTOR_WARN,	/* something works less well without it */
	DOCTOR_MISSING, /* `belay run` cannot work without it */
};

struct doctor_result {
	enum doctor_state state;
	char text[512];
	char remedy[1024]; /* what to do, in lines; "" where nothing is */
};

typedef void doctor_fn(struct doctor_result *ret);

#define CHECK(name, function) doctor_fn function;
#include "cli/doctor.def"
#undef CHECK

#endif
