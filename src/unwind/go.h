/* SPDX-License-Identifier: MIT */
/* go.h - the frames of Go code, and the stacks they are on */
#ifndef UNWIND_GO_H
#define UNWIND_GO_H

#include <stdbool.h>
#include <stdint.h>

#include "unwind/walk.h"

/* Looks at the main program.  After modules_init(). */
void go_init(void);

/* Whether pc is in code of the Go compiler or assembler. */
bool go_text(uintptr_t pc);

/* The same for a pc without call frame information, when the bounds of
 * Go's code could not be found. */
bool go_text_perhaps(uintptr_t pc);

/*
 * Goes on from a pc in Go code: through Go's frames until they end
 * (WALK_DONE), or are lost, or the next frame is C again (WALK_HARD).
 */
enum walk_end go_continue(struct walk *w);

/* Whether the main program is Go, of a version that is understood. */
bool go_is_program(void);

/*
 * For a walk that cannot or need not follow C any further: finds the call
 * from Go to C that it is in, and goes on there.  WALK_LOST, and nothing
 * done, when there is none.
 */
enum walk_end go_find_call(struct walk *w);

#endif
