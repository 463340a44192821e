/* SPDX-License-Identifier: MIT */
/*
 * options.h - what the runtime was told
 *
 * Comes in: the text of BELAY_OPTIONS.  Goes out: a struct with every
 * option at its value or its default.  Nothing is allocated; text fields
 * are copied.  Safe before libc is ready: no libc call but memcpy.
 */
#ifndef RECORD_OPTIONS_H
#define RECORD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum record_mode { RECORD_MODE_GUARD };

/* A budget above every percentage: all blocks are guarded. */
enum { RECORD_BUDGET_MAX = 101 };

enum { RECORD_DEFAULT_QUARANTINE_MB = 16 };

/* Who asks belay to be stopped at its end. */
enum { RECORD_HOLD_NOBODY, RECORD_HOLD_GO, RECORD_HOLD_ALL };

struct record_options {
#define OPTION(key, field, type, def, values, help) RECORD_FIELD_##type(field)
#define RECORD_FIELD_NUMBER(field) uint64_t field;
#define RECORD_FIELD_SWITCH(field) bool field;
#define RECORD_FIELD_MODE(field) enum record_mode field;
#define RECORD_FIELD_BUDGET(field) uint32_t field;
#define RECORD_FIELD_TEXT(field) char field[128];
#include "record/options.def"
#undef OPTION
};

/* Every option at its default. */
void record_options_init(struct record_options *o);

/*
 * Sets one option from n bytes of value.  False, with nothing changed, when
 * the key is unknown or the value does not fit it.
 */
bool record_options_set(struct record_options *o, const char *key,
			size_t keylen, const char *value, size_t n);

/*
 * Reads a whole BELAY_OPTIONS text.  Unknown keys and bad values are left
 * out; the first of them is returned through ret_bad (its place in text,
 * and its length) and the result is false.
 */
bool record_options_parse(struct record_options *o, const char *text,
			  const char **ret_bad, size_t *ret_len);

#endif
