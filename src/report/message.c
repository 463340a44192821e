/* SPDX-License-Identifier: MIT */
#include "report/message.h"

#include <inttypes.h>
#include <signal.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"

/* No sentence is longer; names in it are cut to fit. */
enum { MAX_SENTENCE = 1024 };

/* "an" before 8, 11, 18, 80, 800, 11000: by how the number is spoken. */
static const char *article(uint64_t n)
{
	while (n >= 1000)
		n /= 1000;
	if (n == 11 || n == 18)
		return "an";
	while (n >= 10)
		n /= 10;
	return n == 8 ? "an" : "a";
}

static void put_block(struct buf *b, const struct finding_block *block)
{
	buf_printf(b, "%s %" PRIu64 "-byte block", article(block->size),
		   block->size);
}

static void put_bytes(struct buf *b, uint64_t n)
{
	buf_printf(b, "%" PRIu64 " byte%s", n, n == 1 ? "" : "s");
}

/* " by goroutine 7"; nothing when nobody knows. */
static void put_who(struct buf *b, const struct finding_stack *s)
{
	if (!s->taken)
		return;
	if (s->goroutine != 0)
		buf_printf(b, " by goroutine %" PRIu64, s->goroutine);
	else
		buf_printf(b, " by thread %" PRIu32, s->tid);
}

/* "at offset 0 of a 24-byte block that was freed by goroutine 7" */
static void put_where(struct buf *b, const struct finding_run *run, bool freed)
{
	const struct finding_block *block = run->block;
	uint64_t at = run->address - block->address;
	uint64_t size = (uint64_t)run->access_size;

	if (run->offset < 0) {
		put_bytes(b, -(uint64_t)run->offset);
		buf_puts(b, " before the start of ");
	} else if (at > block->size) {
		put_bytes(b, at - block->size);
		buf_puts(b, " after the end of ");
	} else if (at == block->size) {
		buf_puts(b, "right after the end of ");
	} else {
		buf_printf(b, "at offset %" PRIu64 " of ", at);
	}
	put_block(b, block);
	if (run->offset >= 0 && at < block->size && size > block->size - at) {
		buf_puts(b, ", ");
		put_bytes(b, size - (block->size - at));
		buf_puts(b, " over its end");
	}
	if (freed || block->free.taken) {
		buf_puts(b, " that was freed");
		put_who(b, &block->free);
	}
}

static void put_access(struct buf *b, const struct finding_run *run)
{
	buf_puts(b, run->access ? run->access : "access");
	if (run->access_size > 0) {
		buf_puts(b, " of ");
		put_bytes(b, (uint64_t)run->access_size);
	}
}

static void put_signal(struct buf *b, int signal)
{
	static const struct {
		int number;
		const char *name;
	} fatal[] = {
		{SIGSEGV, "SIGSEGV"}, {SIGBUS, "SIGBUS"},
		{SIGABRT, "SIGABRT"}, {SIGFPE, "SIGFPE"},
		{SIGILL, "SIGILL"},   {SIGTRAP, "SIGTRAP"},
		{SIGSYS, "SIGSYS"},   {SIGQUIT, "SIGQUIT"},
		{SIGTERM, "SIGTERM"},
	};

	for (size_t i = 0; i < sizeof(fatal) / sizeof(fatal[0]); i++) {
		if (fatal[i].number == signal) {
			buf_puts(b, fatal[i].name);
			return;
		}
	}
	buf_printf(b, "signal %d", signal);
}

static void put_double_free(struct buf *b, const struct finding_run *run)
{
	if (!run->block) {
		buf_puts(b, "a block was freed that had been freed before");
		return;
	}
	put_block(b, run->block);
	buf_puts(b, " was freed again; it had been freed");
	put_who(b, &run->block->free);
	if (!run->block->free.taken)
		buf_puts(b, " before");
}

static void put_invalid_free(struct buf *b, const struct finding_run *run)
{
	if (!run->block) {
		buf_puts(b, "free of an address that is no block of the heap");
		return;
	}
	buf_puts(b, "free of an address that is not the start of a block: ");
	put_where(b, run, false);
}

/* For what needs no more words than the block and what became of it. */
static void put_fate(struct buf *b, const struct finding_run *run,
		     const char *fate)
{
	if (run->block)
		put_block(b, run->block);
	else
		buf_puts(b, "a block");
	buf_printf(b, " %s", fate);
}

/* "an 8-byte block", "3 blocks of 8 bytes", "3 blocks, 96 bytes together," */
static void put_blocks(struct buf *b, const struct finding_run *run)
{
	if (run->nblocks <= 1) {
		if (run->block)
			put_block(b, run->block);
		else
			buf_puts(b, "a block");
		return;
	}
	buf_printf(b, "%" PRIu64 " blocks", run->nblocks);
	if (run->block && run->block->size * run->nblocks == run->nbytes) {
		buf_puts(b, " of ");
		put_bytes(b, run->block->size);
	} else {
		buf_printf(b, ", %" PRIu64 " bytes together,", run->nbytes);
	}
}

/* "map 'main.cells'", "variable 'main.current'", "a C block" */
static void put_holder(struct buf *b, const struct finding_holder *h)
{
	static const struct {
		const char *kind, *named, *nameless;
	} words[] = {
		{"go-map", "map ", "a map of Go"},
		{"go-global", "variable ", "a variable of Go"},
		{"go-object", "", "an object of Go"},
		{"go-stack", "", "the stack of a goroutine"},
		{"c-global", "variable ", "a variable of C"},
		{"c-heap", NULL, "a live block of C"},
		{"c-stack", NULL, "the stack of a thread"},
		{"register", NULL, "a register"},
	};
	const char *name;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].kind, h->kind) != 0)
			continue;
		name = strcmp(h->kind, "go-map") == 0 ? h->name : h->path;
		if (!name)
			name = h->name;
		if (name && words[i].named)
			buf_printf(b, "%s'%s'", words[i].named, name);
		else
			buf_puts(b, words[i].nameless);
		return;
	}
	buf_puts(b, "something live");
}

static void put_held(struct buf *b, const struct finding_run *run)
{
	put_blocks(b, run);
	buf_puts(b, run->nblocks > 1 ? " were freed" : " was freed");
	if (run->block)
		put_who(b, &run->block->free);
	buf_puts(b, " while ");
	if (run->nholders > 0)
		put_holder(b, &run->holders[0]);
	else
		buf_puts(b, "something live");
	buf_puts(b, " still points to ");
	buf_puts(b, run->nblocks > 1 ? "them" : "it");
}

static void put_late_write(struct buf *b, const struct finding_run *run)
{
	put_fate(b, run, "was written to after it was freed");
	if (run->block)
		put_who(b, &run->block->free);
	if (run->block && run->offset >= 0 &&
	    (uint64_t)run->offset < run->block->size)
		buf_printf(b, ", at offset %" PRId64, run->offset);
}

/* The guard after a block was found changed when the block was freed. */
static void put_late_overflow(struct buf *b, const struct finding_run *run)
{
	buf_puts(b, "memory was overwritten ");
	if (run->block)
		put_where(b, run, false);
	else
		buf_puts(b, "beyond the end of a block");
}

static void put_crash(struct buf *b, int signal, const struct finding_run *run)
{
	buf_puts(b, "the program was hit by ");
	put_signal(b, signal);
	if (run->access) {
		buf_puts(b, " on a ");
		put_access(b, run);
		buf_printf(b, " at 0x%" PRIx64, run->address);
	}
}

/* Accesses have two halves, so that the address can stand between them. */
static void write_access(struct arena *arena, struct buf *b,
			 enum record_kind kind, struct finding_run *run)
{
	put_access(b, run);
	run->what = arena_strdup(arena, buf_text(b));
	buf_clear(b);
	if (run->block)
		put_where(b, run, kind == RECORD_USE_AFTER_FREE);
	else if (kind == RECORD_USE_AFTER_FREE)
		buf_puts(b, "in memory that was freed");
	else
		buf_puts(b, "outside of every block");
	run->where = arena_strdup(arena, buf_text(b));
	buf_clear(b);
	buf_printf(b, "%s %s", run->what, run->where);
}

static const char *access_event(const struct finding_run *run)
{
	if (!run->access)
		return "accessed";
	return strcmp(run->access, "read") == 0 ? "read" : "written";
}

static void write_kind(struct arena *arena, struct buf *b,
		       enum record_kind kind, int signal,
		       struct finding_run *run)
{
	run->event = "seen";
	switch (kind) {
	case RECORD_HEAP_OVERFLOW:
		if (!run->access) {
			put_late_overflow(b, run);
			return;
		}
		/* fallthrough */
	case RECORD_USE_AFTER_FREE:
		run->event = access_event(run);
		write_access(arena, b, kind, run);
		return;
	case RECORD_DOUBLE_FREE:
		run->event = "freed again";
		put_double_free(b, run);
		return;
	case RECORD_INVALID_FREE:
		run->event = "freed";
		put_invalid_free(b, run);
		return;
	case RECORD_FREED_WHILE_HELD:
		put_held(b, run);
		return;
	case RECORD_LEAK:
		put_blocks(b, run);
		buf_puts(b, run->nblocks > 1 ? " were" : " was");
		buf_puts(b, " never freed and nothing points to ");
		buf_puts(b, run->nblocks > 1 ? "them" : "it");
		return;
	case RECORD_WRITE_AFTER_FREE:
		put_late_write(b, run);
		return;
	case RECORD_MISMATCHED_FREE:
		run->event = "freed";
		put_fate(b, run, "was given back by the wrong function");
		return;
	case RECORD_CRASH:
		run->event = "crashed";
		put_crash(b, signal, run);
		return;
	case RECORD_KIND_NONE:
	case RECORD_NKINDS:
		break;
	}
}

const char *message_write(struct arena *arena, enum record_kind kind,
			  int signal, struct finding_run *run)
{
	const char *message;
	struct buf b;

	buf_init(&b, MAX_SENTENCE);
	write_kind(arena, &b, kind, signal, run);
	message = arena_strdup(arena, buf_text(&b));
	buf_finish(&b);
	return message;
}
