/* SPDX-License-Identifier: MIT */
#include "cli/held.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/diag.h"
#include "record/record.h"
#include "report/held.h"
#include "trace/hold.h"
#include "trace/memory.h"
#include "trace/recorder.h"
#include "trace/stop.h"

enum {
	STOP_MS = 2000, /* for all threads to stand still */
	LOOK_SIGNAL = SIGUSR1,
};

struct held {
	struct held_options options;
	struct recorder *rec;
	struct reporter *rep;
	struct hold *hold; /* NULL: nobody can be held */
	struct record_process *copy;
	double next; /* look, in seconds; 0: none */
	struct sigaction before;
};

/* For the handler; there is one run at a time. */
static struct recorder *to_raise;
static volatile sig_atomic_t asked;

static void ask_for_look(int sig)
{
	int before = errno;

	(void)sig;
	asked = 1;
	recorder_raise(to_raise);
	errno = before;
}

static void wake(void *rec)
{
	recorder_raise(rec);
}

static double now(void)
{
	return clock_seconds(CLOCK_MONOTONIC);
}

static void plan_next(struct held *h)
{
	if (h->options.seconds > 0)
		h->next = now() + (double)h->options.seconds;
}

struct held *held_create(const struct held_options *o, struct recorder *rec,
			 struct reporter *rep)
{
	struct sigaction look = {.sa_handler = ask_for_look,
				 .sa_flags = SA_RESTART};
	struct held *h = calloc(1, sizeof(*h));
	sigset_t child;

	if (!h)
		return NULL;
	h->options = *o;
	h->rec = rec;
	h->rep = rep;
	h->copy = malloc(sizeof(*h->copy));
	plan_next(h);
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	pthread_sigmask(SIG_BLOCK, &child, NULL);
	h->hold = hold_create(wake, rec);
	if (!h->hold)
		diag("processes cannot be stopped at their end: %s",
		     strerror(errno));
	to_raise = rec;
	sigaction(LOOK_SIGNAL, &look, &h->before);
	return h;
}

void held_destroy(struct held *h)
{
	if (!h)
		return;
	sigaction(LOOK_SIGNAL, &h->before, NULL);
	hold_destroy(h->hold);
	free(h->copy);
	free(h);
}

/* One line for a process that will not be looked at in its end. */
static void say_not_held(uint32_t pid, const char *why)
{
	diag("process %" PRIu32 " is not looked at when it ends: %s", pid, why);
}

static void answer(struct held *h, size_t i, uint32_t pid)
{
	int err = -ENOSYS;

	if (!h->hold || !recorder_is_watched(h->rec, pid)) {
		if (h->hold)
			say_not_held(pid, "it is in another pid namespace");
		recorder_answer_hold(h->rec, i, false);
		return;
	}
	err = hold_take(h->hold, (pid_t)pid);
	if (err == -EPERM)
		say_not_held(pid, "something else traces it");
	else if (err && err != -ESRCH)
		say_not_held(pid, strerror(-err));
	recorder_answer_hold(h->rec, i, err == 0);
}

static void answer_all(struct held *h)
{
	size_t n = recorder_places(h->rec);
	uint32_t pid;

	for (size_t i = 0; i < n; i++) {
		if (recorder_asks_hold(h->rec, i, &pid))
			answer(h, i, pid);
	}
}

/* Place i is read into h->copy. */
static void look(struct held *h, size_t i, struct memory *m, bool passing,
		 bool leaks)
{
	held_sweep(h->rep, &(struct held_input){
				   .process = h->copy,
				   .memory = m,
				   .heap = recorder_heap(h->rec, i),
				   .notes = h->options.notes,
				   .leaks = leaks,
				   .passing = passing,
			   });
}

/* The last image of a process; an earlier one had the same pid. */
static bool find_place(struct held *h, pid_t pid, size_t *ret)
{
	bool found = false;

	for (size_t i = 0; i < recorder_places(h->rec); i++) {
		if (recorder_pid(h->rec, i) != (uint32_t)pid)
			continue;
		*ret = i;
		found = true;
	}
	return found;
}

static void look_at_end(struct held *h, const struct hold_end *e)
{
	struct memory *m;
	const char *why;
	size_t i;

	if (!h->copy || !find_place(h, e->pid, &i) ||
	    !recorder_read(h->rec, i, h->copy))
		return;
	/* It was ended in the middle of something, by what is told. */
	if (h->copy->nfindings > 0 && !h->options.keep_going)
		return;
	m = memory_of_process(e->pid, &why);
	if (!m)
		return;
	memory_set_threads(m, &e->thread, 1);
	look(h, i, m, false, h->options.leaks && WIFEXITED(e->status));
	memory_close(m);
}

/* Stops the process, and gives its memory to `act`. */
static void while_stopped(struct held *h, size_t i,
			  void (*act)(struct held *h, size_t i,
				      struct memory *m, void *arg),
			  void *arg)
{
	pid_t pid = (pid_t)h->copy->pid;
	const struct memory_thread *threads;
	bool was_held;
	const char *why;
	struct memory *m;
	struct stop *s;
	size_t n;

	if (!recorder_is_watched(h->rec, (uint32_t)pid))
		return;
	was_held = h->hold && hold_leave(h->hold, pid);
	s = stop_begin(pid, STOP_MS, NULL, &why);
	m = s ? memory_of_process(pid, &why) : NULL;
	if (m) {
		threads = stop_threads(s, &n);
		memory_set_threads(m, threads, n);
		act(h, i, m, arg);
	}
	memory_close(m);
	stop_end(s);
	if (was_held)
		hold_take(h->hold, pid);
}

static void look_now(struct held *h, size_t i, struct memory *m, void *arg)
{
	look(h, i, m, *(bool *)arg, false);
}

static bool is_worth_it(const struct held *h)
{
	return h->options.notes || h->copy->go_version[0] != '\0';
}

static void look_at_all(struct held *h, bool passing)
{
	size_t n = recorder_places(h->rec);

	for (size_t i = 0; h->copy && i < n; i++) {
		if (recorder_pid(h->rec, i) != 0 &&
		    recorder_read(h->rec, i, h->copy) && is_worth_it(h) &&
		    kill((pid_t)h->copy->pid, 0) == 0)
			while_stopped(h, i, look_now, &passing);
	}
}

static void ask_holders(struct held *h, size_t i, struct memory *m, void *arg)
{
	struct record_process *copy = arg;
	uint32_t n = atomic_load(&copy->nfindings);
	struct held_input in = {
		.process = copy, .memory = m, .heap = recorder_heap(h->rec, i)};

	for (uint32_t k = 0; k < n && k < RECORD_FINDINGS; k++) {
		if (atomic_load(&copy->findings[k].state) == RECORD_COMPLETE)
			held_ask(h->rep, &in, k);
	}
}

void held_in_finding(struct held *h, size_t i, struct record_process *copy)
{
	if (!h || !h->copy || !recorder_read(h->rec, i, h->copy))
		return;
	while_stopped(h, i, ask_holders, copy);
}

void held_poll(struct held *h)
{
	struct hold_end e;

	if (!h)
		return;
	answer_all(h);
	while (h->hold && hold_next(h->hold, &e)) {
		look_at_end(h, &e);
		hold_release(h->hold, e.pid);
	}
	if (asked) {
		asked = 0;
		look_at_all(h, false);
	}
	if (h->next > 0 && now() >= h->next) {
		look_at_all(h, true);
		plan_next(h);
	}
}

int held_wait(const struct held *h, int most)
{
	double ms;

	if (!h || h->next <= 0)
		return most;
	ms = (h->next - now()) * 1000;
	if (ms <= 0)
		return 0;
	return ms < most ? (int)ms + 1 : most;
}
