/* SPDX-License-Identifier: MIT */
/*
 * recorder.h - belay's end of a session
 *
 * Makes the memory file that the watched processes write to, and reads what
 * they wrote.  See record/record.h for what is in it.
 *
 * Ownership: create/destroy.  Threads: recorder_raise() from any thread,
 * the rest from one.
 */
#ifndef TRACE_RECORDER_H
#define TRACE_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct record_process;
struct recorder;

/* NULL, with errno set, when the file cannot be made. */
struct recorder *recorder_create(void);
void recorder_destroy(struct recorder *r); /* NULL is fine */

/* The path under which the watched processes open it. */
const char *recorder_path(const struct recorder *r);

/* How often something happened; the argument of the next wait. */
uint32_t recorder_events(const struct recorder *r);

/* Sleeps until more than `seen` events have happened, or timeout_ms. */
void recorder_wait(struct recorder *r, uint32_t seen, int timeout_ms);

/* Wakes a waiter up, as an event does. */
void recorder_raise(struct recorder *r);

/* Places that were ever taken: 0 .. this - 1 are worth looking at. */
size_t recorder_places(struct recorder *r);

/* The pid in place i; 0: nobody, or not ready to be read. */
uint32_t recorder_pid(struct recorder *r, size_t i);

/* Copies place i.  False when nobody has it. */
bool recorder_read(struct recorder *r, size_t i, struct record_process *ret);

/* Whether place i has a finding that was not seen yet. */
bool recorder_has_news(struct recorder *r, size_t i);

/*
 * Lets the process of place i go on: the findings that were complete when
 * copy was read are seen; all that are complete now, when copy is NULL.
 */
void recorder_mark_seen(struct recorder *r, size_t i,
			const struct record_process *copy);

/*
 * Whether the process of place i asks to be stopped at its end, and waits
 * for the answer; *ret_pid is it, as it calls itself.
 */
bool recorder_asks_hold(struct recorder *r, size_t i, uint32_t *ret_pid);
void recorder_answer_hold(struct recorder *r, size_t i, bool held);

/* Where the process of place i says that its struct record_heap is. */
uint64_t recorder_heap(struct recorder *r, size_t i);

/* Whether the session is mapped into pid: the program could name any. */
bool recorder_is_watched(struct recorder *r, uint32_t pid);

/* Gives place i, which recorder_places() has counted, back with its memory. */
void recorder_free(struct recorder *r, size_t i);

/*
 * Writes all that was recorded to fd, in the format of
 * doc/record-format.md.  0, or a negative errno.
 */
int recorder_save(struct recorder *r, int fd);

#endif
