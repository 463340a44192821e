/* SPDX-License-Identifier: MIT */
/*
 * The "program" is this test: it opens the session by its path, as the
 * runtime does, and writes what it likes.
 */
#include "trace/recorder.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "record/record.h"
#include "test.h"

struct program {
	int fd;
	struct record_session *session;
	struct record_process *first; /* place 0 */
};

static struct recorder *rec;
static struct program program;
static struct record_process copy;

static struct record_process *map_place(size_t i)
{
	return mmap(NULL, sizeof(struct record_process), PROT_READ | PROT_WRITE,
		    MAP_SHARED, program.fd,
		    (off_t)(RECORD_FIRST + i * RECORD_STRIDE));
}

static bool start(void)
{
	rec = recorder_create();
	if (!rec)
		return false;
	program.fd = open(recorder_path(rec), O_RDWR | O_CLOEXEC);
	if (program.fd < 0)
		return false;
	program.session =
		mmap(NULL, sizeof(*program.session), PROT_READ | PROT_WRITE,
		     MAP_SHARED, program.fd, 0);
	program.first = map_place(0);
	return program.session != MAP_FAILED && program.first != MAP_FAILED;
}

static void stop(void)
{
	munmap(program.first, sizeof(*program.first));
	munmap(program.session, sizeof(*program.session));
	close(program.fd);
	recorder_destroy(rec);
}

/* What the runtime does when a process starts. */
static void take_place(size_t i, uint32_t pid)
{
	struct record_process *p = map_place(i);

	atomic_store(&program.session->places[i], pid);
	p->pid = pid;
	atomic_store(&p->state, RECORD_COMPLETE);
	munmap(p, sizeof(*p));
}

static void add_finding(void)
{
	uint32_t n = atomic_fetch_add(&program.first->nfindings, 1);

	atomic_store(&program.first->findings[n].state, RECORD_COMPLETE);
}

static void new_session_says_what_it_is(void)
{
	struct stat st;

	CHECK(start());
	CHECK(program.session->magic == RECORD_MAGIC);
	CHECK(program.session->version == RECORD_VERSION);
	CHECK(program.session->first == RECORD_FIRST);
	CHECK(program.session->nprocesses == RECORD_PROCESSES);
	CHECK(program.session->process_size == sizeof(struct record_process));
	CHECK(program.session->belay_pid == (uint32_t)getpid());
	CHECK(fstat(program.fd, &st) == 0);
	CHECK((uint64_t)st.st_size == RECORD_FILE_SIZE);
	CHECK(st.st_blocks * 512 < 1 << 20); /* sparse */
	CHECK(recorder_places(rec) == 0);
	stop();
}

static void place_is_read_once_it_is_complete(void)
{
	CHECK(start());
	CHECK(!recorder_read(rec, 0, &copy));
	atomic_store(&program.session->places[0], 77);
	CHECK(recorder_places(rec) == 1);
	CHECK(!recorder_read(rec, 0, &copy));
	CHECK(recorder_pid(rec, 0) == 0);
	take_place(0, 77);
	CHECK(recorder_read(rec, 0, &copy));
	CHECK(copy.pid == 77);
	CHECK(recorder_pid(rec, 0) == 77);
	CHECK(!recorder_read(rec, RECORD_PROCESSES, &copy));
	CHECK(!recorder_read(rec, SIZE_MAX, &copy));
	stop();
}

static void places_are_counted_and_never_fewer(void)
{
	CHECK(start());
	for (uint32_t i = 0; i < 3; i++)
		take_place(i, 100 + i);
	CHECK(recorder_places(rec) == 3);
	recorder_free(rec, 1);
	CHECK(recorder_places(rec) == 3);
	CHECK(recorder_pid(rec, 1) == 0);
	CHECK(recorder_pid(rec, 2) == 102);
	stop();
}

static void finding_is_news_until_it_was_seen(void)
{
	CHECK(start());
	take_place(0, 77);
	CHECK(!recorder_has_news(rec, 0));
	add_finding();
	CHECK(recorder_has_news(rec, 0));
	recorder_mark_seen(rec, 0, NULL);
	CHECK(!recorder_has_news(rec, 0));
	CHECK(atomic_load(&program.first->findings[0].state) == RECORD_SEEN);
	add_finding();
	CHECK(recorder_has_news(rec, 0));
	stop();
}

static void finding_that_came_after_the_copy_is_still_news(void)
{
	CHECK(start());
	take_place(0, 77);
	add_finding();
	CHECK(recorder_read(rec, 0, &copy));
	add_finding();
	recorder_mark_seen(rec, 0, &copy);
	CHECK(atomic_load(&program.first->findings[0].state) == RECORD_SEEN);
	CHECK(recorder_has_news(rec, 0));
	recorder_mark_seen(rec, 0, NULL);
	CHECK(!recorder_has_news(rec, 0));
	stop();
}

static void unfinished_finding_is_left_alone(void)
{
	CHECK(start());
	take_place(0, 77);
	atomic_store(&program.first->nfindings, 1);
	atomic_store(&program.first->findings[0].state, RECORD_WRITING);
	CHECK(!recorder_has_news(rec, 0));
	recorder_mark_seen(rec, 0, NULL);
	CHECK(atomic_load(&program.first->findings[0].state) == RECORD_WRITING);
	stop();
}

static void place_that_is_given_back_reads_as_new(void)
{
	struct stat before, after;

	CHECK(start());
	take_place(0, 77);
	memset(program.first->program, 'x', sizeof(program.first->program));
	add_finding();
	CHECK(recorder_read(rec, 0, &copy));
	CHECK(fstat(program.fd, &before) == 0);
	recorder_free(rec, 0);
	CHECK(fstat(program.fd, &after) == 0);
	CHECK(after.st_blocks < before.st_blocks);
	CHECK(after.st_size == before.st_size);
	CHECK(!recorder_read(rec, 0, &copy));
	CHECK(!recorder_has_news(rec, 0));
	recorder_free(rec, 0); /* nobody has it: nothing happens */
	take_place(0, 78);
	CHECK(recorder_read(rec, 0, &copy));
	CHECK(copy.pid == 78 && copy.nfindings == 0 && copy.program[0] == '\0');
	stop();
}

/* None of these may be believed, and none may be waited for. */
static void scribbled_numbers_are_not_believed(void)
{
	CHECK(start());
	take_place(0, 77);
	atomic_store(&program.first->nfindings, UINT32_MAX);
	atomic_store(&program.first->nmodules, UINT32_MAX);
	for (size_t i = 0; i < RECORD_FINDINGS; i++)
		atomic_store(&program.first->findings[i].state, UINT32_MAX);
	CHECK(!recorder_has_news(rec, 0));
	recorder_mark_seen(rec, 0, NULL);
	CHECK(recorder_read(rec, 0, &copy));
	CHECK(copy.nfindings == UINT32_MAX); /* the reader checks it again */

	program.session->nprocesses = UINT32_MAX;
	program.session->first = 1;
	for (size_t i = 0; i < RECORD_PROCESSES; i++)
		atomic_store(&program.session->places[i], UINT32_MAX);
	CHECK(recorder_places(rec) == RECORD_PROCESSES);
	CHECK(!recorder_read(rec, RECORD_PROCESSES - 1, &copy));
	CHECK(!recorder_read(rec, RECORD_PROCESSES, &copy));
	stop();
}

/* The state may go back while belay looks: that is no news, and no crash. */
static void place_that_is_withdrawn_is_not_read(void)
{
	CHECK(start());
	take_place(0, 77);
	CHECK(recorder_read(rec, 0, &copy));
	atomic_store(&program.first->state, RECORD_WRITING);
	CHECK(!recorder_read(rec, 0, &copy));
	CHECK(!recorder_has_news(rec, 0));
	recorder_mark_seen(rec, 0, NULL);
	recorder_free(rec, 0);
	CHECK(atomic_load(&program.session->places[0]) == 77);
	stop();
}

/* Were it shorter, looking at a place would end belay by SIGBUS. */
static void program_cannot_cut_the_session(void)
{
	CHECK(start());
	take_place(0, 77);
	CHECK(ftruncate(program.fd, 0) < 0);
	CHECK(ftruncate(program.fd, (off_t)RECORD_FILE_SIZE * 2) < 0);
	CHECK(recorder_read(rec, 0, &copy));
	stop();
}

static long ms_since(const struct timespec *start_time)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - start_time->tv_sec) * 1000 +
	       (now.tv_nsec - start_time->tv_nsec) / 1000000;
}

static void *raise_later(void *arg)
{
	usleep(20000);
	recorder_raise(arg);
	return NULL;
}

static void wait_ends_at_an_event_or_in_time(void)
{
	struct timespec from;
	uint32_t seen;
	pthread_t t;

	CHECK(start());
	seen = recorder_events(rec);
	clock_gettime(CLOCK_MONOTONIC, &from);
	recorder_wait(rec, seen, 30);
	CHECK(ms_since(&from) >= 25);

	recorder_raise(rec);
	CHECK(recorder_events(rec) == seen + 1);
	clock_gettime(CLOCK_MONOTONIC, &from);
	recorder_wait(rec, seen, 60000); /* it was before: no sleep */
	CHECK(pthread_create(&t, NULL, raise_later, rec) == 0);
	recorder_wait(rec, seen + 1, 60000);
	CHECK(pthread_join(t, NULL) == 0);
	CHECK(ms_since(&from) < 30000);
	stop();
}

/* How large a file is after what was recorded was saved in it; < 0: not. */
static off_t saved_size(int *ret_fd)
{
	int fd = memfd_create("saved", MFD_CLOEXEC);
	struct stat st;

	*ret_fd = fd;
	if (fd < 0 || recorder_save(rec, fd) != 0 || fstat(fd, &st) != 0)
		return -1;
	return st.st_size;
}

static void recording_is_cut_behind_the_last_place(void)
{
	struct record_session head;
	int fd;

	CHECK(start());
	CHECK(saved_size(&fd) == (off_t)RECORD_FIRST);
	close(fd);
	take_place(0, 77);
	take_place(1, 78);
	take_place(2, 79);
	CHECK(recorder_places(rec) == 3);
	recorder_free(rec, 1);
	CHECK(saved_size(&fd) == (off_t)(RECORD_FIRST + 3 * RECORD_STRIDE));
	CHECK(pread(fd, &head, sizeof(head), 0) == sizeof(head));
	CHECK(head.magic == RECORD_MAGIC);
	CHECK(head.nprocesses == 3);
	CHECK(head.belay_pid == 0);
	CHECK(pread(fd, &copy, sizeof(copy),
		    (off_t)(RECORD_FIRST + RECORD_STRIDE)) == sizeof(copy));
	CHECK(copy.state == RECORD_EMPTY && copy.pid == 0);
	CHECK(pread(fd, &copy, sizeof(copy),
		    (off_t)(RECORD_FIRST + 2 * RECORD_STRIDE)) == sizeof(copy));
	CHECK(copy.state == RECORD_COMPLETE && copy.pid == 79);
	close(fd);
	stop();
}

static void recording_that_does_not_fit_is_an_error(void)
{
	int fd = open("/dev/full", O_WRONLY | O_CLOEXEC);

	CHECK(fd >= 0);
	CHECK(start());
	CHECK(recorder_save(rec, fd) < 0);
	CHECK(recorder_save(rec, -1) < 0);
	close(fd);
	stop();
}

int main(void)
{
	RUN(new_session_says_what_it_is);
	RUN(place_is_read_once_it_is_complete);
	RUN(places_are_counted_and_never_fewer);
	RUN(finding_is_news_until_it_was_seen);
	RUN(finding_that_came_after_the_copy_is_still_news);
	RUN(unfinished_finding_is_left_alone);
	RUN(place_that_is_given_back_reads_as_new);
	RUN(scribbled_numbers_are_not_believed);
	RUN(place_that_is_withdrawn_is_not_read);
	RUN(program_cannot_cut_the_session);
	RUN(wait_ends_at_an_event_or_in_time);
	RUN(recording_is_cut_behind_the_last_place);
	RUN(recording_that_does_not_fit_is_an_error);
	return test_summary();
}
