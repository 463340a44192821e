/* SPDX-License-Identifier: MIT */
/* memo.h - walks that were made before */
#ifndef UNWIND_MEMO_H
#define UNWIND_MEMO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unwind/walk.h"

/* Walks of UNWIND_NEAR frames are remembered apart from whole ones. */
enum memo_reach { MEMO_WHOLE, MEMO_NEAR };

void memo_init(void);

/*
 * Looks for the walk that starts with w's registers.  True when there is
 * one: then *end and, if the caller wants frames (w->pc not NULL), w are as
 * after walk_light(), and *id is the number of the stack if it has one.
 * Without frames only walks that have a number and ended in C are found.
 */
bool memo_find(struct walk *w, enum memo_reach reach, enum walk_end *end,
	       uint32_t *id);

/* Remembers a walk: w and end as after walk_light(). */
void memo_add(const struct walk *w, enum memo_reach reach,
	      const struct walk_note *note, uint64_t sp, enum walk_end end,
	      uint32_t id);

size_t memo_memory(void);

#endif
