/* SPDX-License-Identifier: MIT */
#include "preload/session.h"

#include <errno.h>
#include <stdatomic.h>

#include "preload/heap.h"
#include "preload/mem.h"
#include "preload/os.h"
#include "preload/text.h"
#include "record/record.h"
#include "unwind/unwind.h"

enum {
	WAIT_STEP_MS = 100,
	WAIT_STEPS = 100, /* 10 s: naming modules takes milliseconds */
};

static struct {
	struct record_session *shared; /* NULL: nobody reads */
	struct record_process *process;
	struct record_place nobody;
	char path[128];
} session = {.process = &session.nobody.process};

struct record_process *session_process(void)
{
	return session.process;
}

struct record_stats *session_stats(void)
{
	return &session.process->stats;
}

static struct record_live *live(void)
{
	return &((struct record_place *)session.process)->live;
}

bool session_is_shared(void)
{
	return session.shared != NULL;
}

static void *map_at(int fd, uint64_t offset, size_t size)
{
	return sys_mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd,
			(off_t)offset);
}

static int take_place(struct record_session *s, uint32_t pid)
{
	for (int i = 0; i < RECORD_PROCESSES; i++) {
		uint32_t nobody = 0;

		if (atomic_load_explicit(&s->places[i], memory_order_relaxed) ==
			    0 &&
		    atomic_compare_exchange_strong(&s->places[i], &nobody, pid))
			return i;
	}
	return -1;
}

static void raise_event(void)
{
	atomic_fetch_add(&session.shared->events, 1);
	os_futex_wake(&session.shared->events);
}

static void read_program(char *to, size_t size)
{
	long n = os_readlink("/proc/self/exe", to, size - 1);

	to[n > 0 ? n : 0] = '\0';
}

/* What is known of this process, then the state that lets it be read. */
static void describe(struct record_process *p, uint32_t flags)
{
	p->pid = (uint32_t)sys_getpid();
	p->parent = (uint32_t)os_getppid();
	p->flags = flags | (mem_has_guards() ? 0 : RECORD_PROCESS_NO_GUARD) |
		   (mem_is_small() ? RECORD_PROCESS_SMALL : 0);
	p->started = sys_nanoseconds(CLOCK_MONOTONIC);
	read_program(p->program, sizeof(p->program));
	text_copy(p->go_version, sizeof(p->go_version), unwind_go_version());
	live()->heap = (uintptr_t)heap_description();
	atomic_store_explicit(&p->state, RECORD_COMPLETE, memory_order_release);
}

static const char *join(uint32_t flags)
{
	const char *why = "it is not a record of this version";
	struct record_session *s;
	struct record_process *p;
	int fd = (int)sys_open(session.path, O_RDWR);
	int place;

	if (fd < 0)
		return text_error(-fd);
	s = map_at(fd, 0, sizeof(*s));
	if (!s) {
		sys_close(fd);
		return text_error(ENOMEM);
	}
	if (s->magic != RECORD_MAGIC || s->version != RECORD_VERSION)
		goto fail;
	why = "too many processes";
	place = take_place(s, (uint32_t)sys_getpid());
	if (place < 0)
		goto fail;
	why = text_error(ENOMEM);
	p = map_at(fd, RECORD_FIRST + (uint64_t)place * RECORD_STRIDE,
		   sizeof(struct record_place));
	if (!p)
		goto fail;
	sys_close(fd);
	session.shared = s;
	session.process = p;
	describe(p, flags);
	raise_event();
	return NULL;

fail:
	sys_munmap(s, sizeof(*s));
	sys_close(fd);
	return why;
}

static void join_or_say(uint32_t flags)
{
	struct text line;
	const char *why = join(flags);

	if (!why)
		return;
	text_init(&line);
	text_puts(&line, "belay: pid ");
	text_number(&line, (uint64_t)sys_getpid());
	text_puts(&line, " is not watched: its record cannot be reached: ");
	text_puts(&line, why);
	text_say(&line);
	describe(&session.nobody.process, flags);
}

void session_open(const char *path)
{
	text_copy(session.path, sizeof(session.path), path);
	if (path[0] != '\0')
		join_or_say(0);
	else
		describe(&session.nobody.process, 0);
}

/*
 * A place without the path of the file: in another root, or as another user,
 * the child cannot open it any more.  NULL when there is no address space for
 * all that lies before the place.
 */
static struct record_process *map_place(int place)
{
	size_t before = RECORD_FIRST + (uint64_t)place * RECORD_STRIDE;
	char *all = os_map_again(session.shared,
				 before + sizeof(struct record_place));

	if (!all)
		return NULL;
	sys_munmap(all, before);
	return (void *)(all + before);
}

static bool join_again(uint32_t flags)
{
	struct record_session *s = session.shared;
	int place = take_place(s, (uint32_t)sys_getpid());
	struct record_process *p;

	if (place < 0)
		return false;
	p = map_place(place);
	if (!p) {
		atomic_store(&s->places[place], 0);
		return false;
	}
	session.process = p;
	describe(p, flags);
	raise_event();
	return true;
}

void session_fork_child(void)
{
	if (!session.shared)
		return;
	/* The parent's place must not be written by the child. */
	sys_munmap(session.process, sizeof(struct record_place));
	if (join_again(RECORD_PROCESS_FORKED))
		return;
	sys_munmap(session.shared, sizeof(*session.shared));
	session.shared = NULL;
	session.process = &session.nobody.process;
	join_or_say(RECORD_PROCESS_FORKED);
}

struct record_finding *session_new_finding(void)
{
	struct record_process *p = session.process;
	uint32_t i = atomic_fetch_add(&p->nfindings, 1);

	if (i >= RECORD_FINDINGS) {
		atomic_store(&p->nfindings, RECORD_FINDINGS);
		atomic_fetch_add(&p->stats.dropped_findings, 1);
		return NULL;
	}
	atomic_store(&p->findings[i].state, RECORD_WRITING);
	return &p->findings[i];
}

static bool belay_lives(void)
{
	return os_kill(session.shared->belay_pid, 0) != -ESRCH;
}

/* Waits while *word is value, and somebody is there who may change it. */
static void wait_for_belay(_Atomic uint32_t *word, uint32_t value)
{
	const struct timespec step = {.tv_nsec = WAIT_STEP_MS * 1000000L};

	for (int i = 0; i < WAIT_STEPS && belay_lives(); i++) {
		if (atomic_load(word) != value)
			return;
		os_futex_wait(word, value, &step);
	}
}

void session_ask_hold(void)
{
	if (!session.shared)
		return;
	atomic_store(&live()->hold, RECORD_HOLD_ASKED);
	raise_event();
	wait_for_belay(&live()->hold, RECORD_HOLD_ASKED);
}

void session_publish(struct record_finding *f)
{
	atomic_store_explicit(&f->state, RECORD_COMPLETE, memory_order_release);
	if (!session.shared)
		return;
	raise_event();
	wait_for_belay(&f->state, RECORD_COMPLETE);
}
