/* SPDX-License-Identifier: MIT */
#include "report/held.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/compare.h"
#include "base/mix.h"
#include "base/ptrmap.h"
#include "report/mapped.h"
#include "report/modules.h"
#include "report/report_impl.h"
#include "report/stack.h"
#include "report/sweep.h"
#include "trace/memory.h"

enum {
	SHOWN = 8,	   /* holders of a finding about many blocks */
	MAX_GROUPS = 1000, /* findings of one look */
};

/* One look at one process. */
struct look {
	struct reporter *r;
	const struct held_input *in;
	struct heap *heap;
	struct sweep *sweep;
	struct ptrmap stacks; /* by number: struct finding_stack */
	struct held_past *past;
	struct ptrmap seen; /* what becomes of it */
	struct arena *scratch;
};

/* A block that will be told of. */
struct told {
	const char *key; /* equal for those that are told together */
	enum level level;
	const struct heap_block *block;
	const struct holder *holder; /* NULL: leaked */
};

struct told_list VEC(struct told);

static void begin(struct look *l, struct reporter *r,
		  const struct held_input *in)
{
	*l = (struct look){.r = r, .in = in};
	l->heap = heap_open(in->memory, in->heap);
	l->scratch = arena_create(0);
	if (atomic_load(&in->process->nmodules) == 0)
		mapped_modules(in->memory, in->process);
	stack_namer_process(r->namer, in->process);
}

static void end(struct look *l)
{
	sweep_destroy(l->sweep);
	heap_close(l->heap);
	arena_destroy(l->scratch);
}

/* The names of a stack are found once; who it was is the event's. */
static struct finding_stack name_stack(struct look *l,
				       const struct heap_event *e)
{
	/* A stack that is taken for granted is told as such: another one. */
	void **place =
		ptrmap_at_key(&l->stacks, l->scratch, (uint64_t)e->stack + 1);
	struct finding_stack s;

	if (!*place) {
		struct record_stack *stack =
			ARENA_NEW(l->scratch, struct record_stack);
		struct finding_stack *named =
			ARENA_NEW(l->scratch, struct finding_stack);

		heap_stack(l->heap, e, stack);
		stack->tid = 1;
		stack_hold(l->r->modules, l->in->process, stack, NULL);
		stack_name(l->r->namer, stack, NULL, named);
		*place = named;
	}
	s = *(struct finding_stack *)*place;
	s.taken = e->tid != 0;
	s.tid = e->tid;
	s.goroutine = e->goroutine;
	if (!s.taken)
		s.nframes = 0;
	return s;
}

static const char *place_text(struct look *l, const struct heap_event *e)
{
	struct finding_stack s = name_stack(l, e);
	const struct finding_frame *at = stack_blame(&s);

	if (!at)
		return "";
	if (at->file && at->line > 0)
		return arena_printf(l->scratch, "%s:%d", at->file, at->line);
	return arena_printf(l->scratch, "%s+%" PRIx64,
			    at->module ? at->module : "", at->offset);
}

static bool is_go_holder(const struct holder *h)
{
	return h->holder.certain && h->hit.kind <= HOLDER_GO_OBJECT;
}

/*
 * The one that a block is told by: the first that makes it an error, or a
 * note.  What is only in a stack or a register may be a leftover: NULL.
 */
static const struct holder *best_holder(const struct sweep_block *b,
					enum level *ret)
{
	*ret = LEVEL_ERROR;
	for (size_t i = 0; i < b->n; i++) {
		if (is_go_holder(&b->v[i]))
			return &b->v[i];
	}
	*ret = LEVEL_NOTE;
	for (size_t i = 0; i < b->n; i++) {
		if (b->v[i].holder.certain || b->v[i].hit.kind < HOLDER_C_STACK)
			return b->v[i].hit.kind == HOLDER_GO_STACK &&
					       !b->v[i].holder.certain
				       ? NULL
				       : &b->v[i];
	}
	return NULL;
}

/* A block of which a finding of the runtime's tells already. */
static bool is_told(const struct look *l, const struct heap_block *b)
{
	const struct record_process *p = l->in->process;
	uint32_t n = atomic_load(&p->nfindings);

	for (uint32_t i = 0; i < n && i < RECORD_FINDINGS; i++) {
		if (p->findings[i].block.address == b->address)
			return true;
	}
	return false;
}

static struct held_past *past_of(struct reporter *r,
				 const struct record_process *p)
{
	for (uint32_t i = 0; i < r->past.len; i++) {
		if (r->past.at[i].pid == p->pid &&
		    r->past.at[i].started == p->started)
			return &r->past.at[i];
	}
	vec_push(&r->past,
		 (struct held_past){.pid = p->pid, .started = p->started});
	return &r->past.at[r->past.len - 1];
}

/* Whether the block was held at the last look too; notes it for the next. */
static bool was_held(struct look *l, const struct heap_block *b)
{
	uint64_t key = mix(mix(b->address, b->free.stack), b->alloc.stack);

	if (key == 0)
		return false;
	*ptrmap_at_key(&l->seen, NULL, key) = l;
	return ptrmap_get_key(&l->past->seen, key) != NULL;
}

/* Behind what stands in brackets: a key may be a text with brackets in it. */
static const char *skip_brackets(const char *s)
{
	char quote = 0;
	int depth = 0;

	for (; *s; s++) {
		if (quote) {
			if (*s == '\\' && s[1])
				s++;
			else if (*s == quote)
				quote = 0;
		} else if (*s == '"' || *s == '`') {
			quote = *s;
		} else if (*s == '[') {
			depth++;
		} else if (*s == ']' && --depth == 0) {
			return s + 1;
		}
	}
	return s;
}

static bool has_part(const char *parts, const char *part, size_t n)
{
	for (const char *s = strstr(parts, part); n > 0 && s;
	     s = strstr(s + 1, part)) {
		if ((s == parts || s[-1] == '.') &&
		    (s[n] == '.' || s[n] == '\0'))
			return true;
	}
	return false;
}

/*
 * What the paths of one container's elements have in common: "main.pools.free"
 * of main.pools[2].free["k"], and "main.list.next.data" of all elements of a
 * list, however far away.  No indices, and no part twice.  Without names it
 * is whatever map or variable they are all reached from.
 */
static const char *shape_of(struct look *l, const struct holder *holder)
{
	const struct finding_holder *h = &holder->holder;
	const char *s = h->path ? h->path : h->name;
	struct buf shape, part;
	const char *ret;

	if (!s)
		return arena_printf(l->scratch, "%s %016" PRIx64,
				    h->type ? h->type : "", holder->hit.group);
	buf_init(&shape, 0);
	buf_init(&part, 0);
	while (*s) {
		buf_clear(&part);
		while (*s && *s != '.') {
			if (*s == '[')
				s = skip_brackets(s);
			else
				buf_putc(&part, *s++);
		}
		if (!has_part(buf_text(&shape), buf_text(&part), part.len)) {
			if (shape.len > 0)
				buf_putc(&shape, '.');
			buf_puts(&shape, buf_text(&part));
		}
		s += *s == '.';
	}
	ret = arena_strdup(l->scratch, buf_text(&shape));
	buf_finish(&part);
	buf_finish(&shape);
	return ret;
}

static void tell_held(struct look *l, const struct sweep_block *b,
		      struct told_list *ret)
{
	enum level level;
	const struct holder *h = best_holder(b, &level);

	if (!h || (level == LEVEL_NOTE && !l->in->notes) ||
	    is_told(l, &b->block) ||
	    (!was_held(l, &b->block) && l->in->passing))
		return;
	vec_push(ret,
		 (struct told){
			 .key = arena_printf(l->scratch, "%d %s %s %s %s",
					     LEVEL_ERROR - level,
					     h->holder.kind, shape_of(l, h),
					     place_text(l, &b->block.free),
					     place_text(l, &b->block.alloc)),
			 .level = level,
			 .block = &b->block,
			 .holder = h,
		 });
}

static void tell_leaked(struct look *l, const struct heap_block *b,
			struct told_list *ret)
{
	/* From before the runtime took stacks: nobody's code. */
	if (b->alloc.stack == 0)
		return;
	vec_push(ret, (struct told){
			      .key = arena_printf(l->scratch, "9 %s",
						  place_text(l, &b->alloc)),
			      .level = LEVEL_WARNING,
			      .block = b,
		      });
}

static const char *path_of(const struct told *t)
{
	return t->holder ? t->holder->holder.path : NULL;
}

/* By key; within it by length and text of the path, then size. */
static int by_key(const void *a, const void *b)
{
	const struct told *x = a, *y = b;
	const char *px = path_of(x), *py = path_of(y);
	int c = strcmp(x->key, y->key);

	if (c == 0)
		c = compare_number(px ? strlen(px) : 0, py ? strlen(py) : 0);
	if (c == 0)
		c = compare_text(px, py);
	if (c == 0)
		c = compare_number(x->block->size, y->block->size);
	return c ? c : compare_number(x->block->address, y->block->address);
}

static const char *keep_text(struct look *l, const char *s)
{
	return s ? arena_strdup(l->r->arena, s) : NULL;
}

/* "offset 8 of a C block of 64 bytes allocated at table.c:12" */
static const char *block_text(struct look *l, const struct holder *h)
{
	const struct heap_block *b = h->hit.block->user;
	const char *place = place_text(l, &b->alloc);

	return arena_printf(
		l->r->arena,
		"offset %" PRIu64 " of a C block of %" PRIu64 " byte%s%s%s",
		h->hit.address - b->address, b->size, b->size == 1 ? "" : "s",
		place[0] ? " allocated at " : "", place);
}

static struct finding_holder keep_holder(struct look *l, const struct holder *h)
{
	struct finding_holder ret = h->holder;

	ret.name = keep_text(l, ret.name);
	ret.key = keep_text(l, ret.key);
	ret.type = keep_text(l, ret.type);
	ret.path = keep_text(l, ret.path);
	ret.where = keep_text(l, ret.where);
	if (h->hit.kind == HOLDER_C_HEAP && h->hit.block && h->hit.block->user)
		ret.where = block_text(l, h);
	return ret;
}

/* All holders of one block, or the best ones of many. */
static void put_holders(struct look *l, const struct told *t, size_t n,
			struct finding_run *run)
{
	struct VEC(struct finding_holder) kept = {0};

	if (!t->holder)
		return;
	for (size_t i = 0; i < n && i < SHOWN; i++)
		vec_push(&kept, keep_holder(l, t[i].holder));
	for (size_t i = 0; n == 1 && i < l->sweep->nheld; i++) {
		const struct sweep_block *b = &l->sweep->held[i];

		for (size_t k = 0; &b->block == t->block && k < b->n; k++) {
			if (&b->v[k] != t->holder && kept.len < SHOWN)
				vec_push(&kept, keep_holder(l, &b->v[k]));
		}
	}
	run->holders = vec_keep(l->r->arena, &kept, 0);
	run->nholders = kept.len;
	vec_finish(&kept);
}

static struct finding_run *make_run(struct look *l, const struct told *t,
				    size_t n)
{
	struct finding_run *run = ARENA_NEW(l->r->arena, struct finding_run);
	struct finding_block *block =
		ARENA_NEW(l->r->arena, struct finding_block);

	block->address = t->block->address;
	block->size = t->block->size;
	block->alloc = name_stack(l, &t->block->alloc);
	block->free = name_stack(l, &t->block->free);
	run->pid = l->in->process->pid;
	run->address = block->address;
	run->block = block;
	run->nblocks = n;
	for (size_t i = 0; i < n; i++)
		run->nbytes += t[i].block->size;
	put_holders(l, t, n, run);
	return run;
}

static bool is_kept(const struct look *l, const char *key)
{
	const struct record_process *p = l->in->process;

	for (uint32_t i = 0; i < l->r->held.len; i++) {
		const struct held_finding *f = &l->r->held.at[i];

		if (f->pid == p->pid && f->started == p->started &&
		    strcmp(f->key, key) == 0)
			return true;
	}
	return false;
}

static void make_finding(struct look *l, const struct told *t, size_t n)
{
	enum record_kind kind =
		t->holder ? RECORD_FREED_WHILE_HELD : RECORD_LEAK;
	struct held_finding f = {.pid = l->in->process->pid,
				 .started = l->in->process->started};

	/* A look at the end finds again what an earlier one has found. */
	if (is_kept(l, t->key))
		return;
	f.key = arena_strdup(l->r->arena, t->key);
	report_fill(l->r, kind, 0, make_run(l, t, n), &f.finding);
	f.finding.level = t->level;
	vec_push(&l->r->held, f);
}

static void make_findings(struct look *l, struct told_list *told)
{
	size_t groups = 0;

	if (told->len > 0)
		qsort(told->at, told->len, sizeof(told->at[0]), by_key);
	for (uint32_t i = 0; i < told->len && groups < MAX_GROUPS; groups++) {
		uint32_t first = i;

		while (i < told->len &&
		       strcmp(told->at[i].key, told->at[first].key) == 0)
			i++;
		make_finding(l, &told->at[first], i - first);
	}
}

void held_sweep(struct reporter *r, const struct held_input *in)
{
	struct told_list told = {0};
	struct look l;

	begin(&l, r, in);
	if (!l.heap) {
		end(&l);
		return;
	}
	l.sweep = sweep_run(&(struct sweep_input){
		.memory = in->memory,
		.heap = l.heap,
		.debug_dirs = r->symbol_dirs,
		.c = in->notes,
		.leaks = in->leaks,
	});
	l.past = past_of(r, in->process);
	for (size_t i = 0; i < l.sweep->nheld; i++)
		tell_held(&l, &l.sweep->held[i], &told);
	for (size_t i = 0; i < l.sweep->nleaked; i++)
		tell_leaked(&l, &l.sweep->leaked[i], &told);
	ptrmap_finish(&l.past->seen);
	l.past->seen = l.seen;
	make_findings(&l, &told);
	vec_finish(&told);
	end(&l);
}

static bool is_about_freed(const struct record_finding *f)
{
	return f->block.address != 0 && f->block.free.tid != 0 &&
	       (f->kind == RECORD_USE_AFTER_FREE ||
		f->kind == RECORD_DOUBLE_FREE ||
		f->kind == RECORD_WRITE_AFTER_FREE);
}

/* The thread is in the runtime's handler now; the finding says where it was. */
static void put_back(struct memory *m, const struct record_finding *f)
{
	struct VEC(struct memory_thread) threads = {0};
	size_t n;
	const struct memory_thread *now = memory_threads(m, &n);

	if (f->nregs != RECORD_REGS)
		return;
	for (size_t i = 0; i < n; i++) {
		vec_push(&threads, now[i]);
		if ((uint32_t)now[i].tid == f->stack.tid)
			memcpy(threads.at[i].regs, f->regs, sizeof(f->regs));
	}
	memory_set_threads(m, threads.at, threads.len);
	vec_finish(&threads);
}

void held_ask(struct reporter *r, const struct held_input *in, uint32_t index)
{
	const struct record_finding *f = &in->process->findings[index];
	struct VEC(struct finding_holder) kept = {0};
	const struct sweep_block *b;
	struct look l;

	if (!is_about_freed(f))
		return;
	begin(&l, r, in);
	put_back(in->memory, f);
	if (l.heap)
		l.sweep = sweep_run(&(struct sweep_input){
			.memory = in->memory,
			.heap = l.heap,
			.debug_dirs = r->symbol_dirs,
			.only = f->block.address,
			.c = true,
		});
	b = l.sweep && l.sweep->nheld > 0 ? l.sweep->held : NULL;
	/* That the thread has it in its hands is what the finding says. */
	for (size_t i = 0; b && i < b->n && kept.len < SHOWN; i++) {
		if (b->v[i].hit.kind < HOLDER_C_STACK)
			vec_push(&kept, keep_holder(&l, &b->v[i]));
	}
	vec_push(&r->holders, (struct held_holders){
				      .pid = in->process->pid,
				      .index = index,
				      .started = in->process->started,
				      .v = vec_keep(r->arena, &kept, 0),
				      .n = kept.len,
			      });
	vec_finish(&kept);
	end(&l);
}

void held_take(const struct reporter *r, const struct record_process *p,
	       uint32_t index, struct finding_run *run)
{
	for (uint32_t i = 0; i < r->holders.len; i++) {
		const struct held_holders *h = &r->holders.at[i];

		if (h->pid == p->pid && h->started == p->started &&
		    h->index == index) {
			run->holders = h->v;
			run->nholders = h->n;
			return;
		}
	}
}
