/* SPDX-License-Identifier: MIT */
/*
 * Stacks of goroutines: frames in a row of chunks, each twice as large as the
 * one before.  A frame never moves, so that pointers to variables in it stay
 * good while it lives.
 */
#include "interp.h"

#include <stdlib.h>

enum { FIRST_CHUNK = 4096 };
static const size_t stack_limit = (size_t)512 << 20;

static struct stack_chunk *next_chunk(struct g *g, size_t need)
{
	struct stack_chunk *c = g->chunk, *n = c ? c->next : NULL;
	size_t size = c ? c->size * 2 : FIRST_CHUNK;

	if (n && n->size >= need)
		return n;
	free(n);
	if (size > (size_t)4 << 20)
		size = (size_t)4 << 20;
	if (size < need)
		size = need;
	n = malloc(sizeof(*n) + size);
	if (!n || g->stack_size + size > stack_limit)
		fatal_error("stack overflow");
	n->size = size;
	n->used = 0;
	n->next = NULL;
	n->prev = c;
	if (c)
		c->next = n;
	return n;
}

static struct frame *push(struct g *g, struct code *c, size_t slots)
{
	size_t size = sizeof(struct frame) + slots;
	struct stack_chunk *chunk = g->chunk;
	struct frame *f;

	size = (size + 15) & ~(size_t)15;
	if (!chunk || chunk->size - chunk->used < size) {
		chunk = g->chunk = next_chunk(g, size);
		g->stack_size += chunk->size;
	}
	f = (struct frame *)(chunk->mem + chunk->used);
	chunk->used += size;
	memset(f, 0, sizeof(*f));
	f->up = g->top;
	f->code = c;
	f->pc = c->insns;
	g->top = f;
	return f;
}

struct frame *frame_push(struct g *g, struct code *c)
{
	return push(g, c, c->frame_size);
}

/* The memory of the top frame is free again; g->top is the one below. */
void frame_pop(struct g *g)
{
	struct stack_chunk *c = g->chunk;

	c->used = (size_t)((char *)g->top - c->mem);
	g->top = g->top->up;
	if (c->used == 0 && c->prev) {
		g->stack_size -= c->size;
		g->chunk = c->prev;
	}
}

/* What stands for the method behind a word, and its receiver. */
static void put_args(struct code *c, char *slots, const char *args,
		     uint32_t args_size)
{
	const struct tinfo *t = c->receiver;
	uint32_t n;

	if (!c->target) {
		memcpy(slots, args, args_size);
		return;
	}
	n = slot_size(t);
	if (t->direct)
		memcpy(slots, args, n);
	else
		memcpy(slots, *(char *const *)args, (size_t)t->size);
	memcpy(slots + n, args + 8, args_size - 8);
}

struct frame *frame_call(struct g *g, struct closure *fn, const char *args,
			 uint32_t args_size, char *ret)
{
	struct code *c = fn->code, *to = c->target ? c->target : c;
	struct frame *f;

	to = code_stub(to);
	code_prepare(to);
	/* A stub's arguments may be more than its type says: reflect_call.c. */
	f = push(g, to, to->frame_size + args_size);
	f->ret = ret;
	f->stub_of = c->target ? &c->target->self : fn;
	if (args_size)
		put_args(c, f->slots, args, args_size);
	if (to->free_size)
		memcpy(f->slots + to->args_size, fn + 1, to->free_size);
	return f;
}

void sched_free_stack(struct g *g)
{
	struct stack_chunk *c = g->chunk, *next;

	while (c && c->next)
		c = c->next;
	for (; c; c = next) {
		next = c->prev;
		free(c);
	}
	g->chunk = NULL;
}
