/* SPDX-License-Identifier: MIT */
#include "trace/stop_tracee.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "trace/memory.h"

enum { TRIES = 3 };

/* ---- /proc: the kernel writes these numbers.  NOLINTBEGIN(cert-err34-c) */

/* The start of a file of one thread, NUL-terminated; its length. */
static size_t read_proc(pid_t pid, pid_t tid, const char *name, char *to,
			size_t size)
{
	char path[96];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", (int)pid, (int)tid,
		 name);
	to[0] = '\0';
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, to, size - 1);
	close(fd);
	if (n < 0)
		n = 0;
	to[n] = '\0';
	return (size_t)n;
}

/* What follows the name, which may hold anything. */
static const char *stat_of(pid_t pid, pid_t tid, char *text, size_t size)
{
	char *at;

	read_proc(pid, tid, "stat", text, size);
	at = strrchr(text, ')');
	return at && at[1] == ' ' ? at + 2 : NULL;
}

char tracee_proc_state(pid_t pid, pid_t tid)
{
	char text[1024];
	const char *at = stat_of(pid, tid, text, sizeof(text));

	if (!at)
		return '\0';
	return at[0];
}

bool tracee_is_kernel(pid_t pid)
{
	const unsigned kthread = 0x200000; /* PF_KTHREAD of linux/sched.h */
	char text[1024];
	const char *at = stat_of(pid, pid, text, sizeof(text));
	unsigned flags = 0;

	return at && sscanf(at, "%*s %*s %*s %*s %*s %*s %u", &flags) == 1 &&
	       (flags & kthread);
}

static pid_t status_pid(pid_t tid, const char *name)
{
	char text[4096];
	const char *at;

	read_proc(tid, tid, "status", text, sizeof(text));
	at = strstr(text, name);
	return at ? (pid_t)strtol(at + strlen(name), NULL, 10) : 0;
}

pid_t tracee_process(pid_t tid)
{
	pid_t pid = status_pid(tid, "\nTgid:");

	return pid > 0 ? pid : tid;
}

pid_t tracee_tracer(pid_t tid)
{
	return status_pid(tid, "\nTracerPid:");
}

pid_t tracee_parent(pid_t pid)
{
	return status_pid(pid, "\nPPid:");
}

int tracee_count(pid_t pid)
{
	char text[1024];
	const char *at = stat_of(pid, pid, text, sizeof(text));
	int n = 0;

	/* state ppid pgrp session tty tpgid flags and ten more before it */
	if (!at || sscanf(at,
			  "%*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
			  "%*s %*s %*s %*s %*s %d",
			  &n) != 1)
		return 0;
	return n;
}

int tracee_list(pid_t pid, void (*each)(void *arg, pid_t tid), void *arg)
{
	char path[64];
	struct dirent *e;
	DIR *dir;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	if (!dir)
		return -errno;
	while ((e = readdir(dir))) {
		long tid = strtol(e->d_name, NULL, 10);

		if (tid <= 0)
			continue;
		each(arg, (pid_t)tid);
		n++;
	}
	closedir(dir);
	return n;
}

/* ---- one thread */

/*
 * A dead thread is refused as a forbidden one is.  When it looks alive
 * afterwards, another one may have got its number, by an exec, in between.
 */
static int seize(pid_t pid, pid_t tid)
{
	const void *options = (void *)(uintptr_t)PTRACE_O_TRACEEXEC;
	int err = 0;

	for (int i = 0; i < TRIES; i++) {
		char state;

		if (ptrace(PTRACE_SEIZE, tid, NULL, options) == 0)
			return 0;
		err = errno;
		state = tracee_proc_state(pid, tid);
		if (state == 'X' || state == '\0')
			return -EAGAIN;
		if (state == 'Z')
			return -ESRCH;
	}
	return -err;
}

int tracee_seize(pid_t pid, pid_t tid, struct tracee *ret)
{
	struct tracee t = {.pid = pid, .tid = tid};
	char name[32];
	int err = seize(pid, tid);

	if (err != 0)
		return err;
	if (read_proc(pid, tid, "comm", name, sizeof(name)) > 0)
		snprintf(t.name, sizeof(t.name), "%.*s",
			 (int)strcspn(name, "\n"), name);
	*ret = t;
	return 0;
}

void tracee_interrupt(struct tracee *t)
{
	t->interrupted = true;
	/* Fails for one that is dead, which tracee_poll() will tell. */
	ptrace(PTRACE_INTERRUPT, t->tid, NULL, NULL);
}

enum { EVENTS = __WALL | __WNOTHREAD | WNOHANG };

/*
 * The state stays there to be asked again, and that of the first thread for
 * the parent of the process, which may be us.  Other dead threads must be
 * taken note of: an exec waits until somebody has.
 */
void tracee_poll(struct tracee *t)
{
	siginfo_t info = {0};

	if (t->state == TRACEE_GONE)
		return;
	if (waitid(P_PID, (id_t)t->tid, &info,
		   EVENTS | WSTOPPED | WEXITED | WNOWAIT) != 0) {
		t->state = TRACEE_GONE;
		return;
	}
	if (info.si_pid == 0)
		return;
	if (info.si_code != CLD_TRAPPED) {
		t->state = TRACEE_GONE;
		if (t->tid != t->pid)
			waitid(P_PID, (id_t)t->tid, &info, EVENTS | WEXITED);
		return;
	}
	switch (info.si_status >> 8) {
	case PTRACE_EVENT_EXEC:
		t->state = TRACEE_EXECED;
		break;
	case 0: /* it was about to get this signal */
		t->signal = info.si_status & 0x7f;
		t->state = TRACEE_STOPPED;
		break;
	default:
		t->state = TRACEE_STOPPED;
		break;
	}
}

void tracee_look(struct tracee *t)
{
	char state = tracee_proc_state(t->pid, t->tid);

	/* The first thread can be long dead, and is told of last. */
	if (state == 'Z' || state == 'X' || state == '\0')
		t->state = TRACEE_GONE;
	else if (state == 'D')
		t->state = TRACEE_IN_KERNEL;
}

void tracee_release(struct tracee *t)
{
	/* What cannot be let go now is, when the tracing thread ends. */
	if (t->state != TRACEE_GONE)
		ptrace(PTRACE_DETACH, t->tid, NULL,
		       (void *)(uintptr_t)t->signal);
}

/*
 * Asked for ends alone, waitid() still takes stops, which are the tracing
 * thread's: so it is asked what there is before.
 */
static void reap_one(void *arg, pid_t tid)
{
	siginfo_t info = {0};
	const pid_t *pid = arg;

	if (tid != *pid &&
	    waitid(P_PID, (id_t)tid, &info,
		   __WALL | WNOHANG | WEXITED | WNOWAIT) == 0 &&
	    info.si_pid != 0 && info.si_code != CLD_TRAPPED)
		waitid(P_PID, (id_t)tid, &info, __WALL | WNOHANG | WEXITED);
}

void tracee_reap(pid_t pid)
{
	tracee_list(pid, reap_one, &pid);
}

/* ---- registers, in the order of record.h */

#if defined(__x86_64__)

static void take_registers(const struct tracee *t, struct memory_thread *ret)
{
	struct user_regs_struct r;
	struct iovec v = {&r, sizeof(r)};

	if (ptrace(PTRACE_GETREGSET, t->tid, (void *)NT_PRSTATUS, &v) != 0 ||
	    v.iov_len != sizeof(r))
		return;
	memcpy(ret->regs,
	       (uint64_t[RECORD_REGS]){r.rax, r.rbx, r.rcx, r.rdx, r.rsi, r.rdi,
				       r.rbp, r.rsp, r.r8, r.r9, r.r10, r.r11,
				       r.r12, r.r13, r.r14, r.r15, r.rip},
	       sizeof(ret->regs));
	ret->fs_base = r.fs_base;
	ret->state = MEMORY_THREAD_STOPPED;
}

/* "NR arg0 ... arg5 sp pc", or "-1 sp pc" outside of a system call. */
static void take_arguments(const struct tracee *t, struct memory_thread *ret)
{
	static const int places[] = {5, 4, 3, 10, 8, 9, 7, 16};
	uint64_t v[8] = {0};
	char text[256];

	ret->state = MEMORY_THREAD_IN_KERNEL;
	read_proc(t->pid, t->tid, "syscall", text, sizeof(text));
	if (sscanf(text,
		   "%*d %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64
		   " %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNx64,
		   &v[0], &v[1], &v[2], &v[3], &v[4], &v[5], &v[6],
		   &v[7]) == 8) {
		for (size_t i = 0; i < 8; i++)
			ret->regs[places[i]] = v[i];
	} else if (sscanf(text, "-1 %" SCNx64 " %" SCNx64, &v[6], &v[7]) == 2) {
		ret->regs[places[6]] = v[6];
		ret->regs[places[7]] = v[7];
	}
}

#elif defined(__aarch64__)

/* x0 to x5 and so on; x29, sp and pc where rbp, rsp and rip would be. */
static void take_registers(const struct tracee *t, struct memory_thread *ret)
{
	struct user_regs_struct r;
	struct iovec v = {&r, sizeof(r)};
	uint64_t tls;

	if (ptrace(PTRACE_GETREGSET, t->tid, (void *)NT_PRSTATUS, &v) != 0 ||
	    v.iov_len != sizeof(r))
		return;
	for (size_t i = 0; i < RECORD_REGS; i++)
		ret->regs[i] = r.regs[i];
	ret->regs[6] = r.regs[29];
	ret->regs[7] = r.sp;
	ret->regs[16] = r.pc;
	v = (struct iovec){&tls, sizeof(tls)};
	if (ptrace(PTRACE_GETREGSET, t->tid, (void *)NT_ARM_TLS, &v) == 0)
		ret->fs_base = tls;
	ret->state = MEMORY_THREAD_STOPPED;
}

static void take_arguments(const struct tracee *t, struct memory_thread *ret)
{
	uint64_t sp, pc;
	char text[256];

	ret->state = MEMORY_THREAD_IN_KERNEL;
	read_proc(t->pid, t->tid, "syscall", text, sizeof(text));
	if (sscanf(text, "%*d %*x %*x %*x %*x %*x %*x %" SCNx64 " %" SCNx64,
		   &sp, &pc) == 2) {
		ret->regs[7] = sp;
		ret->regs[16] = pc;
	}
}

#endif

void tracee_read(const struct tracee *t, struct memory_thread *ret)
{
	*ret = (struct memory_thread){.tid = t->tid};
	memcpy(ret->name, t->name, sizeof(ret->name));
	if (t->state == TRACEE_STOPPED)
		take_registers(t, ret);
	else if (t->state == TRACEE_IN_KERNEL)
		take_arguments(t, ret);
}
/* NOLINTEND(cert-err34-c) */
