/* SPDX-License-Identifier: MIT */
/*
 * Goroutines take turns: each runs for a slice of steps or until it waits.
 * When none can run, time goes on to the next timer; when there is no timer
 * either, it is the deadlock that Go reports.
 */
#include "interp.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* A goroutine that sleeps, or a timer of package time. */
struct alarm {
	int64_t when;
	uint64_t seq; /* of two at one time the older goes first */
	struct g *g;
	struct timer *timer;
	uint64_t turn; /* of the timer: it was not stopped since */
};

/* What time.newTimer() gives; the first two words are time.Timer's. */
struct timer {
	void *c;
	bool init;
	int64_t period;
	struct closure *f;
	struct go_iface arg;
	uint64_t turn;
	bool active;
};

static struct VEC(struct alarm) alarms;
static uint64_t alarm_seq;

uint64_t random_next(void)
{
	static uint64_t x = 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	return x ^= x << 17;
}

static int64_t clock_read(clockid_t id)
{
	struct timespec t;

	clock_gettime(id, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

int64_t clock_mono(void)
{
	return clock_read(CLOCK_MONOTONIC);
}

int64_t clock_wall(void)
{
	return clock_read(CLOCK_REALTIME);
}

/* Where results go that nobody wants. */
char *result_sink(const struct code *c)
{
	static char sink[4096];

	if (c->target)
		c = c->target;
	return c->result_size <= sizeof(sink) ? sink
					      : mem_alloc(c->result_size);
}

struct g *g_new(struct closure *fn, const char *args, uint32_t args_size)
{
	struct g *g = mem_alloc(sizeof(*g));

	g->id = ++vm.next_g;
	g->state = G_WAITING;
	vm.ngoroutines++;
	frame_call(g, fn, args, args_size, result_sink(fn->code));
	return g;
}

void g_ready(struct g *g)
{
	if (g->state != G_WAITING)
		return;
	g->state = G_READY;
	g->next = NULL;
	if (vm.run_last)
		vm.run_last->next = g;
	else
		vm.run_first = g;
	vm.run_last = g;
}

void g_park(struct g *g, const char *reason)
{
	g->state = G_WAITING;
	g->wait_reason = reason;
}

void g_end(struct g *g)
{
	g->state = G_DEAD;
	vm.ngoroutines--;
	sched_free_stack(g);
	if (g->coro && g->coro->waiting)
		g_ready(g->coro->waiting);
}

/* A heap, the next alarm on top. */
static bool before(const struct alarm *x, const struct alarm *y)
{
	return x->when != y->when ? x->when < y->when : x->seq < y->seq;
}

static void alarm_add(struct alarm a)
{
	uint32_t i = alarms.len;

	a.seq = alarm_seq++;
	vec_push(&alarms, a);
	for (; i > 0 && before(&a, &alarms.at[(i - 1) / 2]); i = (i - 1) / 2)
		alarms.at[i] = alarms.at[(i - 1) / 2];
	alarms.at[i] = a;
}

static struct alarm alarm_take(void)
{
	struct alarm top = alarms.at[0], last = vec_pop(&alarms);
	uint32_t i = 0, child;

	for (; (child = 2 * i + 1) < alarms.len; i = child) {
		if (child + 1 < alarms.len &&
		    before(&alarms.at[child + 1], &alarms.at[child]))
			child++;
		if (!before(&alarms.at[child], &last))
			break;
		alarms.at[i] = alarms.at[child];
	}
	if (alarms.len)
		alarms.at[i] = last;
	return top;
}

void sched_sleep(struct g *g, int64_t until)
{
	alarm_add((struct alarm){.when = until, .g = g});
	g_park(g, "sleep");
}

/* f(arg, 0, delay), as time.sendTime and time.goFunc want it. */
static void timer_fire(struct timer *t, int64_t when)
{
	struct {
		struct go_iface arg;
		uint64_t seq;
		int64_t delta;
	} args = {t->arg, 0, clock_mono() - when};

	g_ready(g_new(t->f, (char *)&args, sizeof(args)));
	t->active = t->period > 0;
	/* What a slow reader missed is not made up for. */
	if (t->active)
		alarm_add((struct alarm){
			.when = when + t->period * (1 + args.delta / t->period),
			.timer = t,
			.turn = t->turn});
}

/* Wakes what is due; true when something was. */
static bool alarms_run(void)
{
	int64_t now = alarms.len ? clock_mono() : 0;
	bool any = false;

	while (alarms.len && alarms.at[0].when <= now) {
		struct alarm a = alarm_take();

		if (a.g) {
			g_ready(a.g);
		} else if (a.timer->active && a.timer->turn == a.turn) {
			timer_fire(a.timer, a.when);
		}
		any = true;
	}
	return any;
}

static void sleep_until_next(void)
{
	int64_t wait = alarms.at[0].when - clock_mono();
	struct timespec t = {wait / 1000000000, wait % 1000000000};

	if (wait > 0)
		nanosleep(&t, NULL);
}

static struct g *next_ready(void)
{
	struct g *g = vm.run_first;

	if (!g)
		return NULL;
	vm.run_first = g->next;
	if (!vm.run_first)
		vm.run_last = NULL;
	return g;
}

/* Stopped timers are not waited for. */
static void drop_stopped(void)
{
	while (alarms.len && alarms.at[0].timer &&
	       (!alarms.at[0].timer->active ||
		alarms.at[0].timer->turn != alarms.at[0].turn))
		alarm_take();
}

static void run_until_dead(struct g *until)
{
	uint64_t turns = 0;

	while (until->state != G_DEAD) {
		struct g *g;

		if ((turns++ & 15) == 0)
			alarms_run();
		g = next_ready();
		if (g) {
			g->state = G_RUNNING;
			vm.current = g;
			run(g);
			continue;
		}
		drop_stopped();
		if (alarms.len == 0)
			fatal_error("all goroutines are asleep - deadlock!");
		sleep_until_next();
		alarms_run();
	}
}

void sched_main(struct closure *fn)
{
	vm.main = g_new(fn, NULL, 0);
	g_ready(vm.main);
	run_until_dead(vm.main);
}

void vm_call(struct closure *fn, const char *args, uint32_t args_size,
	     char *ret)
{
	struct g *was = vm.current, *g = g_new(fn, args, args_size);

	g->top->ret = ret;
	g_ready(g);
	run_until_dead(g);
	vm.current = was;
}

/* func newTimer(when, period int64, f, arg any, cp unsafe.Pointer) *Timer */
enum native_end native_new_timer(struct g *g, uint64_t *a, uint64_t *ret)
{
	struct timer *t = mem_alloc(sizeof(*t));

	(void)g;
	t->c = (void *)a[5];
	t->init = true;
	t->period = (int64_t)a[1];
	t->f = (struct closure *)a[2];
	memcpy(&t->arg, &a[3], sizeof(t->arg));
	t->active = true;
	alarm_add((struct alarm){
		.when = (int64_t)a[0], .timer = t, .turn = t->turn});
	*ret = (uint64_t)t;
	return NATIVE_DONE;
}

/* A channel's timer that fired and was not read has nothing to give. */
static bool timer_stop(struct timer *t)
{
	struct hchan *c = t->c;
	bool pending = t->active;

	t->active = false;
	t->turn++;
	if (c && c->len > 0) {
		c->len = 0;
		pending = true;
	}
	return pending;
}

enum native_end native_stop_timer(struct g *g, uint64_t *a, uint64_t *ret)
{
	(void)g;
	*(bool *)ret = timer_stop((struct timer *)a[0]);
	return NATIVE_DONE;
}

/* func resetTimer(t *Timer, when, period int64) bool */
enum native_end native_reset_timer(struct g *g, uint64_t *a, uint64_t *ret)
{
	struct timer *t = (struct timer *)a[0];

	(void)g;
	*(bool *)ret = timer_stop(t);
	t->active = true;
	t->period = (int64_t)a[2];
	alarm_add((struct alarm){
		.when = (int64_t)a[1], .timer = t, .turn = t->turn});
	return NATIVE_DONE;
}
