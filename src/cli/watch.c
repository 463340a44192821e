/* SPDX-License-Identifier: MIT */
#include "cli/watch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "base/diag.h"
#include "base/term.h"
#include "cli/held.h"
#include "finding/finding.h"
#include "record/record.h"
#include "report/report.h"
#include "trace/launch.h"
#include "trace/recorder.h"

enum {
	IDLE_MS = 1000,
	CROWDED = RECORD_PROCESSES / 2, /* places in use that need a sweep */
};

static struct record_process *new_copy(void)
{
	struct record_process *copy = malloc(sizeof(*copy));

	if (!copy)
		diag("out of memory: findings are left without names");
	return copy;
}

static void see_news(struct recorder *rec, struct reporter *rep,
		     struct held *held)
{
	struct record_process *copy = NULL;
	size_t n = recorder_places(rec);

	for (size_t i = 0; i < n; i++) {
		bool read;

		if (!recorder_has_news(rec, i))
			continue;
		if (!copy)
			copy = new_copy();
		read = copy && recorder_read(rec, i, copy);
		if (read) {
			reporter_hold(rep, copy);
			held_in_finding(held, i, copy);
		}
		recorder_mark_seen(rec, i, read ? copy : NULL);
	}
	free(copy);
}

/* Its name is left to the reporter, which does not trust the copy. */
static struct finding_process describe(const struct record_process *p,
				       const struct launch *l)
{
	struct finding_process how = {.pid = p->pid, .parent = p->parent};

	if (l && p->pid == (uint32_t)l->pid) {
		how.parent = 0;
		how.exited = true;
		if (WIFSIGNALED(l->status))
			how.signal = WTERMSIG(l->status);
		else
			how.status = WEXITSTATUS(l->status);
	}
	return how;
}

/* Processes that are gone and have nothing to tell make room for others. */
static void give_back(struct recorder *rec, struct reporter *rep,
		      const struct launch *l)
{
	struct record_process *copy = new_copy();

	for (size_t i = 0; copy && i < recorder_places(rec); i++) {
		if (!recorder_read(rec, i, copy) || copy->nfindings > 0 ||
		    copy->pid == (uint32_t)l->pid ||
		    kill((pid_t)copy->pid, 0) == 0 || errno != ESRCH)
			continue;
		reporter_add(rep, copy, NULL);
		recorder_free(rec, i);
	}
	free(copy);
}

static bool is_crowded(struct recorder *rec)
{
	return recorder_pid(rec, CROWDED) != 0;
}

void watch(struct recorder *rec, struct reporter *rep, struct launch *l,
	   struct held *held)
{
	while (!atomic_load(&l->ended)) {
		uint32_t seen = recorder_events(rec);

		see_news(rec, rep, held);
		held_poll(held);
		if (is_crowded(rec))
			give_back(rec, rep, l);
		if (!atomic_load(&l->ended))
			recorder_wait(rec, seen, held_wait(held, IDLE_MS));
	}
	see_news(rec, rep, held);
}

/*
 * The last image of the program itself is the one whose end is known; an
 * image before an exec had the same pid.
 */
static size_t last_image(struct recorder *rec, const struct launch *l)
{
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < recorder_places(rec); i++) {
		if (recorder_pid(rec, i) == (uint32_t)l->pid)
			last = i;
	}
	return last;
}

void watch_report(struct recorder *rec, struct reporter *rep,
		  const struct launch *l)
{
	struct record_process *copy = new_copy();
	size_t n = recorder_places(rec), last = last_image(rec, l);

	for (size_t i = 0; copy && i < n; i++) {
		struct finding_process how;

		if (!recorder_read(rec, i, copy))
			continue;
		term_progress("naming what was found in process %zu of %zu",
			      i + 1, n);
		how = describe(copy, i == last ? l : NULL);
		reporter_add(rep, copy, &how);
	}
	term_progress_done();
	free(copy);
}
