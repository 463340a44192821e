/* SPDX-License-Identifier: MIT */
/*
 * report.h - records to findings
 *
 * Comes in: the bytes of a session, living or on disk.  Goes out: a
 * finding_report with every name that can be found.  The bytes are not
 * trusted: counts are clamped, strings ended, states checked; what makes no
 * sense is left out and counted.
 *
 * Use:
 *	reporter_create(options)
 *	reporter_hold(r, p)        for each finding while its process is held
 *	reporter_add(r, p, how)    for each process when it has ended
 *	reporter_report(r)         once, when everything has ended
 *
 * p may be forged: its pid is used as it stands, so a caller who knows
 * better sets it first.
 *
 * Threads: one at a time.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stddef.h>
#include <stdint.h>

struct finding_process;
struct finding_report;
struct record_process;
struct reporter;

struct report_options {
	/* Folders with debug files (--symbols), NULL-terminated, or NULL. */
	const char *const *symbol_dirs;
};

/* Options are copied.  NULL when out of memory. */
struct reporter *reporter_create(const struct report_options *options);
void reporter_destroy(struct reporter *r); /* NULL is fine */

/*
 * Opens the modules of a living process, through /proc/PID/root and
 * map_files, so that they can be named even when their files are deleted
 * afterwards.  Called while the process waits in its finding.  p is a
 * snapshot that the caller made.
 */
void reporter_hold(struct reporter *r, const struct record_process *p);

/*
 * Adds the findings of one process; p is a snapshot of its place in the
 * session.  how: what is known of its end (copied), or NULL.  A place that
 * is not in use adds no more than how.
 */
void reporter_add(struct reporter *r, const struct record_process *p,
		  const struct finding_process *how);

/* A process about which nothing was recorded (never watched). */
void reporter_add_process(struct reporter *r,
			  const struct finding_process *how);

/* The report so far; it belongs to the reporter. */
const struct finding_report *reporter_report(struct reporter *r);

/*
 * Checks the head of a recording of size bytes.  NULL when it can be read,
 * else why not (static text).  *ret_n: the places in it that can be read,
 * free ones included; *ret_cut: 1 when the file ends before its last place
 * does, so that findings may be missing, else 0.
 */
const char *report_check(const void *data, size_t size, size_t *ret_n,
			 int *ret_cut);

/*
 * Place i of a checked recording, copied into *ret; its state is EMPTY where
 * there is no process.  data may be a living session, too.
 */
void report_process(const void *data, size_t size, size_t i,
		    struct record_process *ret);

#endif
