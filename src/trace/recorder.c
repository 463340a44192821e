/* SPDX-License-Identifier: MIT */
#include "trace/recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "record/record.h"

struct recorder {
	int fd;
	char path[64];
	struct record_session *session; /* mapped */
	/* Mapped when first needed, for as long as the recorder lives. */
	struct record_place *places[RECORD_PROCESSES];
	size_t nplaces;
};

static int make_file(void)
{
	int fd = memfd_create("belay-session", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	/* A program that could cut it could end belay by SIGBUS. */
	if (fd >= 0 &&
	    (ftruncate(fd, (off_t)RECORD_FILE_SIZE) != 0 ||
	     fcntl(fd, F_ADD_SEALS,
		   F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)) {
		int err = errno;

		close(fd);
		errno = err;
		fd = -1;
	}
	return fd;
}

struct recorder *recorder_create(void)
{
	struct recorder *r = calloc(1, sizeof(*r));
	int err;

	if (!r)
		return NULL;
	r->fd = make_file();
	if (r->fd < 0)
		goto fail_file;
	r->session = mmap(NULL, sizeof(*r->session), PROT_READ | PROT_WRITE,
			  MAP_SHARED, r->fd, 0);
	if (r->session == MAP_FAILED)
		goto fail_map;
	snprintf(r->path, sizeof(r->path), "/proc/%ld/fd/%d", (long)getpid(),
		 r->fd);
	*r->session = (struct record_session){
		.magic = RECORD_MAGIC,
		.version = RECORD_VERSION,
		.process_size = sizeof(struct record_process),
		.first = (uint32_t)RECORD_FIRST,
		.nprocesses = RECORD_PROCESSES,
		.belay_pid = (uint32_t)getpid(),
		.version_text = BELAY_VERSION,
	};
	return r;

fail_map:
	err = errno;
	close(r->fd);
	errno = err;
fail_file:
	err = errno;
	free(r);
	errno = err;
	return NULL;
}

void recorder_destroy(struct recorder *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < RECORD_PROCESSES; i++) {
		if (r->places[i])
			munmap(r->places[i], sizeof(*r->places[i]));
	}
	munmap(r->session, sizeof(*r->session));
	close(r->fd);
	free(r);
}

const char *recorder_path(const struct recorder *r)
{
	return r->path;
}

uint32_t recorder_events(const struct recorder *r)
{
	return atomic_load(&r->session->events);
}

static void futex_wake(_Atomic uint32_t *word)
{
	syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
}

void recorder_wait(struct recorder *r, uint32_t seen, int timeout_ms)
{
	struct timespec t = {timeout_ms / 1000, timeout_ms % 1000 * 1000000L};

	syscall(SYS_futex, &r->session->events, FUTEX_WAIT, seen, &t, NULL, 0);
}

void recorder_raise(struct recorder *r)
{
	atomic_fetch_add(&r->session->events, 1);
	futex_wake(&r->session->events);
}

size_t recorder_places(struct recorder *r)
{
	/* Places are taken from the lowest free one up. */
	while (r->nplaces < RECORD_PROCESSES &&
	       atomic_load(&r->session->places[r->nplaces]) != 0)
		r->nplaces++;
	return r->nplaces;
}

static uint64_t offset_of(size_t i)
{
	return RECORD_FIRST + i * RECORD_STRIDE;
}

/* The place, mapped; NULL when nobody has it or it cannot be mapped. */
static struct record_process *place(struct recorder *r, size_t i)
{
	void *p;

	if (i >= RECORD_PROCESSES || atomic_load(&r->session->places[i]) == 0)
		return NULL;
	if (!r->places[i]) {
		p = mmap(NULL, sizeof(*r->places[i]), PROT_READ | PROT_WRITE,
			 MAP_SHARED, r->fd, (off_t)offset_of(i));
		if (p == MAP_FAILED)
			return NULL;
		r->places[i] = p;
	}
	if (atomic_load_explicit(&r->places[i]->process.state,
				 memory_order_acquire) != RECORD_COMPLETE)
		return NULL;
	return &r->places[i]->process;
}

uint32_t recorder_pid(struct recorder *r, size_t i)
{
	return place(r, i) ? atomic_load(&r->session->places[i]) : 0;
}

bool recorder_read(struct recorder *r, size_t i, struct record_process *ret)
{
	const struct record_process *p = place(r, i);

	if (p)
		memcpy(ret, p, sizeof(*ret));
	return p != NULL;
}

/* What the program can scribble on is not a number to trust. */
static uint32_t nfindings(const struct record_process *p)
{
	uint32_t n = atomic_load(&p->nfindings);

	return n < RECORD_FINDINGS ? n : RECORD_FINDINGS;
}

bool recorder_has_news(struct recorder *r, size_t i)
{
	const struct record_process *p = place(r, i);

	for (uint32_t f = 0; p && f < nfindings(p); f++) {
		if (atomic_load_explicit(&p->findings[f].state,
					 memory_order_acquire) ==
		    RECORD_COMPLETE)
			return true;
	}
	return false;
}

void recorder_mark_seen(struct recorder *r, size_t i,
			const struct record_process *copy)
{
	struct record_process *p = place(r, i);

	for (uint32_t f = 0; p && f < nfindings(p); f++) {
		uint32_t complete = RECORD_COMPLETE;

		/* One that came after the copy has modules nobody opened. */
		if (copy && copy->findings[f].state != RECORD_COMPLETE)
			continue;
		if (atomic_compare_exchange_strong(&p->findings[f].state,
						   &complete, RECORD_SEEN))
			futex_wake(&p->findings[f].state);
	}
}

bool recorder_asks_hold(struct recorder *r, size_t i, uint32_t *ret_pid)
{
	if (!place(r, i) ||
	    atomic_load(&r->places[i]->live.hold) != RECORD_HOLD_ASKED)
		return false;
	*ret_pid = atomic_load(&r->session->places[i]);
	return true;
}

void recorder_answer_hold(struct recorder *r, size_t i, bool held)
{
	uint32_t asked = RECORD_HOLD_ASKED;

	if (!place(r, i))
		return;
	if (atomic_compare_exchange_strong(&r->places[i]->live.hold, &asked,
					   held ? RECORD_HOLD_CALLED
						: RECORD_HOLD_FREE))
		futex_wake(&r->places[i]->live.hold);
}

uint64_t recorder_heap(struct recorder *r, size_t i)
{
	return place(r, i) ? r->places[i]->live.heap : 0;
}

bool recorder_is_watched(struct recorder *r, uint32_t pid)
{
	char path[64], line[PATH_MAX + 128], end[64];
	bool found = false;
	struct stat st;
	FILE *f;

	if (fstat(r->fd, &st) != 0)
		return false;
	snprintf(path, sizeof(path), "/proc/%" PRIu32 "/maps", pid);
	snprintf(end, sizeof(end), " %" PRIu64 " ", (uint64_t)st.st_ino);
	f = fopen(path, "re");
	while (f && !found && fgets(line, sizeof(line), f))
		found = strstr(line, "/memfd:belay-session") &&
			strstr(line, end);
	if (f)
		fclose(f);
	return found;
}

void recorder_free(struct recorder *r, size_t i)
{
	if (!place(r, i))
		return;
	munmap(r->places[i], sizeof(*r->places[i]));
	r->places[i] = NULL;
	fallocate(r->fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
		  (off_t)offset_of(i), (off_t)RECORD_STRIDE);
	atomic_store(&r->session->places[i], 0);
}

int recorder_save(struct recorder *r, int fd)
{
	size_t n = recorder_places(r);
	struct record_session *head = calloc(1, RECORD_FIRST);
	char *copy = calloc(1, RECORD_STRIDE);
	int err = -ENOMEM;

	if (!head || !copy)
		goto out;
	memcpy(head, r->session, sizeof(*head));
	head->belay_pid = 0;
	head->nprocesses = (uint32_t)n;
	err = buf_write_all(fd, head, RECORD_FIRST);
	for (size_t i = 0; i < n && err == 0; i++) {
		memset(copy, 0, RECORD_STRIDE);
		recorder_read(r, i, (struct record_process *)copy);
		err = buf_write_all(fd, copy, RECORD_STRIDE);
	}
out:
	free(copy);
	free(head);
	return err;
}
