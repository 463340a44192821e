/* SPDX-License-Identifier: MIT */
/*
 * session.h - this process's place in the shared records
 *
 * A process without a session (LD_PRELOAD by hand, or the file cannot be
 * reached after a chroot) writes to a place of its own that nobody reads,
 * so that the rest of the runtime need not ask.
 */
#ifndef PRELOAD_SESSION_H
#define PRELOAD_SESSION_H

#include "preload/preload.h"

struct record_finding;
struct record_process;
struct record_stats;

/* Takes a place in the session at path; "" for none.  Says so in one line
 * when there should be one and cannot. */
void session_open(const char *path);

/* In the child of a fork: a new place, the same settings. */
void session_fork_child(void);

/* Never NULL. */
struct record_process *session_process(void);
struct record_stats *session_stats(void);

/*
 * Asks belay to stop this process when it ends, whichever way, and waits for
 * the answer (a bounded time).
 */
void session_ask_hold(void);

/* True when somebody will read what is written. */
bool session_is_shared(void);

/* A place for one more finding in state WRITING, or NULL (it is counted). */
struct record_finding *session_new_finding(void);

/*
 * Publishes it, wakes belay, and waits until belay has opened what it needs
 * from this process (a bounded time; not at all when belay is gone).
 */
void session_publish(struct record_finding *f);

#endif
