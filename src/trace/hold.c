/* SPDX-License-Identifier: MIT */
/*
 * A thread of its own does all that ptrace wants of the one thread that
 * traces: it takes requests from a queue of one, and between them answers
 * the stops of those who are held, at once, whatever the rest of belay is
 * busy with.  Both wake it: requests through an eventfd, stops through
 * SIGCHLD and a signalfd.
 */
#include "trace/hold.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ptrace.h>
#include <sys/signalfd.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/vec.h"
#include "trace/stop_tracee.h"

enum {
	LEAVE_MS = 1000, /* for a process to stop, so that it can be left */
	ALONE_MS = 500,	 /* for its other threads to be gone */
	STEP_US = 200,
};

enum held_state { HELD_RUNNING, HELD_ENDING, HELD_TOLD };

struct held {
	pid_t pid;
	enum held_state state;
	int status;
	struct memory_thread thread;
};

enum request_kind {
	REQUEST_NONE,
	REQUEST_TAKE,
	REQUEST_LEAVE,
	REQUEST_RELEASE,
	REQUEST_STOP,
};

struct hold {
	pthread_t thread;
	void (*wake)(void *);
	void *arg;
	int signals, requests; /* descriptors */
	pthread_mutex_t lock;  /* guards the rest */
	pthread_cond_t done;
	enum request_kind request;
	pid_t pid;
	int result;
	struct VEC(struct held) held;
};

static struct held *find(struct hold *h, pid_t pid)
{
	for (size_t i = 0; i < h->held.len; i++) {
		if (h->held.at[i].pid == pid)
			return &h->held.at[i];
	}
	return NULL;
}

static void forget(struct hold *h, struct held *p)
{
	*p = vec_pop(&h->held);
}

static void step(void)
{
	const struct timespec t = {.tv_nsec = STEP_US * 1000L};

	nanosleep(&t, NULL);
}

/* What follows runs on the thread that traces, with the lock taken. */

static long event_of(int status)
{
	return status >> 16;
}

static bool is_end(int status)
{
	return WIFSTOPPED(status) && event_of(status) == PTRACE_EVENT_EXIT;
}

static bool is_job_control(int status)
{
	switch (WSTOPSIG(status)) {
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
		return event_of(status) == PTRACE_EVENT_STOP;
	default:
		return false;
	}
}

/* The signal that a stop is about, and that must not be lost; or 0. */
static int signal_of(int status)
{
	return event_of(status) == 0 ? WSTOPSIG(status) : 0;
}

/* No thread but the first is left, so that nothing changes any more. */
static bool is_alone(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%ld/task", (long)pid);
	for (long us = 0; us < ALONE_MS * 1000L; us += STEP_US) {
		DIR *d = opendir(path);
		struct dirent *e;
		size_t n = 0;

		while (d && (e = readdir(d)) != NULL)
			n += e->d_name[0] != '.';
		if (d)
			closedir(d);
		if (n <= 1)
			return d != NULL;
		step();
	}
	return false;
}

static void read_thread(pid_t pid, struct memory_thread *ret)
{
#if defined(__x86_64__)
	struct user_regs_struct r;
	struct iovec v = {&r, sizeof(r)};
#endif

	*ret = (struct memory_thread){.tid = pid};
#if defined(__x86_64__)
	if (ptrace(PTRACE_GETREGSET, pid, (void *)NT_PRSTATUS, &v) != 0)
		return;
	const uint64_t regs[RECORD_REGS] = {
		r.rax, r.rbx, r.rcx, r.rdx, r.rsi, r.rdi, r.rbp, r.rsp, r.r8,
		r.r9,  r.r10, r.r11, r.r12, r.r13, r.r14, r.r15, r.rip,
	};
	memcpy(ret->regs, regs, sizeof(regs));
	ret->fs_base = r.fs_base;
	ret->state = MEMORY_THREAD_STOPPED;
#endif
}

/*
 * A process at its end waits for the other thread of belay, unless there is
 * nothing to look at: the kernel kills to have its memory back, or it is the
 * first thread alone that ends.
 */
static void at_end(struct hold *h, struct held *p)
{
	unsigned long status = 0;

	ptrace(PTRACE_GETEVENTMSG, p->pid, NULL, &status);
	p->status = (int)status;
	if ((WIFSIGNALED(p->status) && WTERMSIG(p->status) == SIGKILL) ||
	    !is_alone(p->pid)) {
		ptrace(PTRACE_DETACH, p->pid, NULL, NULL);
		forget(h, p);
		return;
	}
	read_thread(p->pid, &p->thread);
	p->state = HELD_ENDING;
	h->wake(h->arg);
}

/* False when p is no more. */
static bool answer(struct hold *h, struct held *p, int status)
{
	pid_t pid = p->pid;

	if (!WIFSTOPPED(status)) {
		forget(h, p);
		return false;
	}
	if (is_end(status)) {
		at_end(h, p);
		return find(h, pid) == p;
	}
	if (is_job_control(status))
		ptrace(PTRACE_LISTEN, pid, NULL, NULL);
	else
		ptrace(PTRACE_CONT, pid, NULL, (void *)(long)signal_of(status));
	return true;
}

/*
 * A stop of pid, taken.  The end of a process is left where it is when it is
 * belay's own child: that one is waited for elsewhere.
 */
static bool take_stop(pid_t pid, int *ret)
{
	siginfo_t info = {.si_pid = 0};

	if (waitid(P_PID, (id_t)pid, &info,
		   WEXITED | WSTOPPED | WNOHANG | WNOWAIT | __WALL) != 0) {
		*ret = 0; /* no such process any more: as if it had exited */
		return true;
	}
	if (info.si_pid == 0)
		return false;
	if (info.si_code != CLD_TRAPPED && info.si_code != CLD_STOPPED) {
		*ret = 0;
		if (tracee_parent(pid) == getpid())
			return true;
	}
	return waitpid(pid, ret, WNOHANG | __WALL) == pid;
}

static void answer_all(struct hold *h)
{
	for (size_t i = h->held.len; i > 0; i--) {
		struct held *p = &h->held.at[i - 1];
		int status;

		while (p->state == HELD_RUNNING && take_stop(p->pid, &status)) {
			if (!answer(h, p, status))
				break;
		}
	}
}

static int take(struct hold *h, pid_t pid)
{
	if (find(h, pid))
		return 0; /* another program by now, but still held */
	if (ptrace(PTRACE_SEIZE, pid, NULL, (void *)PTRACE_O_TRACEEXIT) != 0)
		return -errno;
	vec_push(&h->held, (struct held){.pid = pid});
	return 0;
}

static int leave(struct hold *h, pid_t pid)
{
	struct held *p = find(h, pid);
	int status;

	if (!p || p->state != HELD_RUNNING ||
	    ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) != 0)
		return -ESRCH;
	for (long us = 0; us < LEAVE_MS * 1000L; us += STEP_US) {
		if (!take_stop(pid, &status)) {
			step();
			continue;
		}
		if (!WIFSTOPPED(status) || is_end(status)) {
			answer(h, p, status);
			return -ESRCH;
		}
		ptrace(PTRACE_DETACH, pid, NULL,
		       (void *)(long)signal_of(status));
		forget(h, p);
		return 0;
	}
	return -ETIMEDOUT;
}

static int release(struct hold *h, pid_t pid)
{
	struct held *p = find(h, pid);

	if (!p || p->state == HELD_RUNNING)
		return -ESRCH;
	ptrace(PTRACE_DETACH, pid, NULL, NULL);
	forget(h, p);
	return 0;
}

/* False: it was the last one. */
static bool serve(struct hold *h)
{
	enum request_kind request = h->request;

	switch (request) {
	case REQUEST_TAKE:
		h->result = take(h, h->pid);
		break;
	case REQUEST_LEAVE:
		h->result = leave(h, h->pid);
		break;
	case REQUEST_RELEASE:
		h->result = release(h, h->pid);
		break;
	case REQUEST_STOP:
		h->result = 0;
		break;
	case REQUEST_NONE:
		return true;
	}
	h->request = REQUEST_NONE;
	pthread_cond_signal(&h->done);
	return request != REQUEST_STOP;
}

static void drain(int fd)
{
	char bytes[1024];

	while (read(fd, bytes, sizeof(bytes)) > 0)
		;
}

static void *run(void *arg)
{
	struct hold *h = arg;
	struct pollfd fds[] = {{.fd = h->signals, .events = POLLIN},
			       {.fd = h->requests, .events = POLLIN}};
	bool more = true;

	while (more) {
		poll(fds, 2, -1);
		drain(h->signals);
		drain(h->requests);
		pthread_mutex_lock(&h->lock);
		answer_all(h);
		more = serve(h);
		/* What a request took may have stopped in the meantime. */
		answer_all(h);
		pthread_mutex_unlock(&h->lock);
	}
	return NULL;
}

/* What follows runs on the caller's thread. */

static int ask(struct hold *h, enum request_kind request, pid_t pid)
{
	const uint64_t one = 1;
	int result = -EIO;

	pthread_mutex_lock(&h->lock);
	h->request = request;
	h->pid = pid;
	if (write(h->requests, &one, sizeof(one)) == sizeof(one)) {
		while (h->request != REQUEST_NONE)
			pthread_cond_wait(&h->done, &h->lock);
		result = h->result;
	}
	pthread_mutex_unlock(&h->lock);
	return result;
}

struct hold *hold_create(void (*wake)(void *), void *arg)
{
	struct hold *h = calloc(1, sizeof(*h));
	sigset_t child;
	int err;

	if (!h)
		return NULL;
	sigemptyset(&child);
	sigaddset(&child, SIGCHLD);
	h->wake = wake;
	h->arg = arg;
	h->signals = signalfd(-1, &child, SFD_NONBLOCK | SFD_CLOEXEC);
	h->requests = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	pthread_mutex_init(&h->lock, NULL);
	pthread_cond_init(&h->done, NULL);
	err = h->signals < 0 || h->requests < 0
		      ? errno
		      : pthread_create(&h->thread, NULL, run, h);
	if (err == 0)
		return h;
	if (h->signals >= 0)
		close(h->signals);
	if (h->requests >= 0)
		close(h->requests);
	free(h);
	errno = err;
	return NULL;
}

void hold_destroy(struct hold *h)
{
	if (!h)
		return;
	/* The kernel lets go of all that a thread traces when it ends. */
	ask(h, REQUEST_STOP, 0);
	pthread_join(h->thread, NULL);
	close(h->signals);
	close(h->requests);
	pthread_mutex_destroy(&h->lock);
	pthread_cond_destroy(&h->done);
	vec_finish(&h->held);
	free(h);
}

int hold_take(struct hold *h, pid_t pid)
{
	return ask(h, REQUEST_TAKE, pid);
}

bool hold_leave(struct hold *h, pid_t pid)
{
	return ask(h, REQUEST_LEAVE, pid) == 0;
}

bool hold_next(struct hold *h, struct hold_end *ret)
{
	bool found = false;

	pthread_mutex_lock(&h->lock);
	for (size_t i = 0; i < h->held.len && !found; i++) {
		struct held *p = &h->held.at[i];

		if (p->state != HELD_ENDING)
			continue;
		p->state = HELD_TOLD;
		*ret = (struct hold_end){p->pid, p->status, p->thread};
		found = true;
	}
	pthread_mutex_unlock(&h->lock);
	return found;
}

void hold_release(struct hold *h, pid_t pid)
{
	ask(h, REQUEST_RELEASE, pid);
}
