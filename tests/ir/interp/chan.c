/* SPDX-License-Identifier: MIT */
/*
 * Channels and select (spec: Channel types, Select statements), in the manner
 * of Go's runtime/chan.go: whoever waits stands in a queue of the channel
 * with the place of its value, and whoever comes copies to or from there.
 */
#include "interp.h"

struct hchan *chan_new(struct tinfo *elem, int64_t cap)
{
	struct hchan *c = mem_alloc(sizeof(*c));

	c->elem = elem;
	c->cap = (uint64_t)cap;
	c->buf = mem_alloc_typed(elem, cap);
	return c;
}

static void enqueue(struct wait_queue *q, struct waiter *w)
{
	w->queue = q;
	w->next = NULL;
	w->prev = q->last;
	if (q->last)
		q->last->next = w;
	else
		q->first = w;
	q->last = w;
}

static void unlink_waiter(struct waiter *w)
{
	struct wait_queue *q = w->queue;

	*(w->prev ? &w->prev->next : &q->first) = w->next;
	*(w->next ? &w->next->prev : &q->last) = w->prev;
}

/* Its goroutine goes on: it leaves all queues that it stands in. */
static struct waiter *dequeue(struct wait_queue *q, bool ok)
{
	struct waiter *w = q->first;

	if (!w)
		return NULL;
	for (struct waiter *s = w->g->waiters; s; s = s->sibling)
		unlink_waiter(s);
	w->g->waiters = NULL;
	if (w->ret_index)
		*w->ret_index = w->index;
	if (w->ret_ok)
		*w->ret_ok = ok;
	g_ready(w->g);
	return w;
}

static struct waiter *wait_in(struct g *g, struct hchan *c,
			      struct wait_queue *q, char *elem)
{
	struct waiter *w = mem_alloc(sizeof(*w));

	w->g = g;
	w->c = c;
	w->elem = elem;
	w->sibling = g->waiters;
	g->waiters = w;
	enqueue(q, w);
	return w;
}

static char *buffer_at(struct hchan *c, uint64_t i)
{
	return c->buf + (c->at + i) % c->cap * (uint64_t)c->elem->size;
}

/* Sends without waiting; *done: it could. */
static enum chan_end try_send(struct hchan *c, char *elem, bool *done)
{
	size_t size = (size_t)c->elem->size;
	struct waiter *w;

	*done = true;
	if (c->closed) {
		throw_plain("send on closed channel");
		return CHAN_PANIC;
	}
	w = dequeue(&c->receivers, true);
	if (w) {
		if (w->elem)
			memcpy(w->elem, elem, size);
		return CHAN_DONE;
	}
	*done = c->len < c->cap;
	if (*done)
		memcpy(buffer_at(c, c->len++), elem, size);
	return CHAN_DONE;
}

static void try_recv(struct hchan *c, char *elem, bool *ok, bool *done)
{
	size_t size = (size_t)c->elem->size;
	struct waiter *w;

	*done = true;
	*ok = true;
	if (c->len > 0) {
		if (elem)
			memcpy(elem, buffer_at(c, 0), size);
		c->at = (c->at + 1) % c->cap;
		c->len--;
		w = dequeue(&c->senders, true);
		if (w)
			memcpy(buffer_at(c, c->len++), w->elem, size);
		return;
	}
	w = dequeue(&c->senders, true);
	if (w) {
		if (elem)
			memcpy(elem, w->elem, size);
		return;
	}
	*ok = false;
	*done = c->closed;
	if (*done && elem)
		memset(elem, 0, size);
}

enum chan_end chan_send(struct g *g, struct hchan *c, char *elem, bool block,
			bool *ret_done)
{
	enum chan_end end;

	*ret_done = false;
	if (c) {
		end = try_send(c, elem, ret_done);
		if (end == CHAN_PANIC || *ret_done || !block)
			return end;
		wait_in(g, c, &c->senders, elem);
	} else if (!block) {
		return CHAN_DONE;
	}
	g_park(g, c ? "chan send" : "chan send (nil chan)");
	return CHAN_WAIT;
}

enum chan_end chan_recv(struct g *g, struct hchan *c, char *elem, bool *ok,
			bool block, bool *ret_done)
{
	*ret_done = false;
	*ok = false;
	if (c) {
		try_recv(c, elem, ok, ret_done);
		if (*ret_done || !block)
			return CHAN_DONE;
		wait_in(g, c, &c->receivers, elem)->ret_ok = ok;
	} else if (!block) {
		return CHAN_DONE;
	}
	g_park(g, c ? "chan receive" : "chan receive (nil chan)");
	return CHAN_WAIT;
}

enum chan_end chan_close(struct hchan *c)
{
	struct waiter *w;

	if (!c || c->closed) {
		throw_plain(c ? "close of closed channel"
			      : "close of nil channel");
		return CHAN_PANIC;
	}
	c->closed = true;
	while ((w = dequeue(&c->receivers, false)))
		if (w->elem)
			memset(w->elem, 0, (size_t)c->elem->size);
	while ((w = dequeue(&c->senders, false)))
		w->g->wake_error = "send on closed channel";
	return CHAN_DONE;
}

static enum chan_end try_case(struct select_case *s, bool *ok, bool *done)
{
	*done = false;
	if (!s->c)
		return CHAN_DONE;
	if (s->send)
		return try_send(s->c, s->elem, done);
	try_recv(s->c, s->elem, ok, done);
	return CHAN_DONE;
}

static enum chan_end wait_for_all(struct g *g, struct select_case *cases,
				  uint32_t n, int64_t *index, bool *ok)
{
	for (uint32_t i = 0; i < n; i++) {
		struct hchan *c = cases[i].c;
		struct waiter *w;

		if (!c)
			continue;
		w = wait_in(g, c, cases[i].send ? &c->senders : &c->receivers,
			    cases[i].elem);
		w->index = i;
		w->ret_index = index;
		w->ret_ok = cases[i].send ? NULL : ok;
	}
	g_park(g, n ? "select" : "select (no cases)");
	return CHAN_WAIT;
}

/* Of several that are ready any one is taken, by chance. */
enum chan_end chan_select(struct g *g, struct select_case *cases, uint32_t n,
			  bool block, int64_t *index, bool *ok)
{
	uint32_t first = n ? (uint32_t)(random_next() % n) : 0;

	*ok = false;
	for (uint32_t k = 0; k < n; k++) {
		uint32_t i = (first + k) % n;
		bool done;

		if (try_case(&cases[i], ok, &done) == CHAN_PANIC)
			return CHAN_PANIC;
		if (done) {
			*index = i;
			return CHAN_DONE;
		}
	}
	*index = -1;
	*ok = false;
	return block ? wait_for_all(g, cases, n, index, ok) : CHAN_DONE;
}
