/* SPDX-License-Identifier: MIT */
/*
 * The kernel has one word for all of this: no.  Which of the rules it was is
 * found out in the order in which the kernel applies them (__ptrace_may_
 * access() in kernel/ptrace.c, then the security modules).
 */
#include "trace/stop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "trace/memory_source.h"
#include "trace/stop_tracee.h"

enum { CAN_TRACE = 19 /* CAP_SYS_PTRACE */, FILE_MAX_SIZE = 1 << 16 };

/* What /proc/PID/status says behind "\nName:"; base is that of strtoull(). */
static unsigned long long status_number(const struct buf *status,
					const char *name, int base)
{
	const char *at = strstr(buf_text(status), name);

	return at ? strtoull(at + strlen(name), NULL, base) : 0;
}

static void read_status(struct buf *b, const char *who)
{
	char path[64];

	buf_init(b, FILE_MAX_SIZE);
	snprintf(path, sizeof(path), "/proc/%s/status", who);
	buf_read_file(b, path);
}

static bool may_trace(const struct buf *self)
{
	return status_number(self, "\nCapEff:\t", 16) >> CAN_TRACE & 1;
}

static int yama_scope(void)
{
	struct buf b;
	int scope = 0;

	buf_init(&b, FILE_MAX_SIZE);
	if (buf_read_file(&b, "/proc/sys/kernel/yama/ptrace_scope") == 0)
		scope = (int)strtol(buf_text(&b), NULL, 10);
	buf_finish(&b);
	return scope;
}

static const char *why_yama(pid_t pid, int scope)
{
	if (scope >= 3)
		return memory_why("process %d: the kernel lets nobody look "
				  "into another process "
				  "(kernel.yama.ptrace_scope is %d, which only "
				  "a restart of the machine takes back)",
				  (int)pid, scope);
	return memory_why("process %d: the kernel lets only %s look into "
			  "another process (kernel.yama.ptrace_scope is %d): "
			  "run belay as root, or set it to 0 with sysctl",
			  (int)pid, scope == 2 ? "root" : "its parents", scope);
}

/* With everything in order by the other rules, it is one of a module's. */
static const char *why_other(pid_t pid, const struct buf *self)
{
	if (status_number(self, "\nSeccomp:\t", 10) != 0)
		return memory_why("process %d: a seccomp filter around belay "
				  "forbids it, as containers have (allow "
				  "ptrace and process_vm_readv in it)",
				  (int)pid);
	if (geteuid() == 0 && !may_trace(self))
		return memory_why("process %d: root of this container may not "
				  "(it lacks CAP_SYS_PTRACE: docker run "
				  "--cap-add SYS_PTRACE)",
				  (int)pid);
	if (geteuid() != 0)
		return memory_why("process %d protects itself (it is set-uid, "
				  "or has asked for that): run belay as root",
				  (int)pid);
	return memory_why("process %d: the kernel forbids it (a security "
			  "module as SELinux or "
			  "AppArmor, or another user namespace, is in the way)",
			  (int)pid);
}

static const char *why_refused(pid_t pid, const struct buf *status,
			       const struct buf *self)
{
	pid_t tracer = tracee_tracer(pid);
	unsigned uid = (unsigned)status_number(status, "\nUid:\t", 10);
	int scope = yama_scope();

	tracer = tracer > 0 ? tracee_process(tracer) : 0;
	if (tracer == getpid())
		return memory_why("process %d is held by this belay already",
				  (int)pid);
	if (tracer > 0)
		return memory_why("process %d is traced by process %d, a "
				  "debugger or the like: end that first",
				  (int)pid, (int)tracer);
	if (!may_trace(self) && geteuid() != 0 && uid != geteuid())
		return memory_why("process %d belongs to another user: run "
				  "belay as that user or as root",
				  (int)pid);
	if (scope >= 3 || (scope > 0 && !may_trace(self)))
		return why_yama(pid, scope);
	return why_other(pid, self);
}

const char *stop_why(pid_t pid, int err)
{
	char state = tracee_proc_state(pid, pid), who[16];
	struct buf status, self;
	const char *why;

	if (state == '\0' && err != EPERM && err != EACCES)
		return memory_why("there is no process %d", (int)pid);
	if (tracee_is_kernel(pid))
		return memory_why("process %d is a part of the kernel and has "
				  "no memory of its own",
				  (int)pid);
	if (state == 'Z' || state == 'X' || err == ESRCH)
		return memory_why("process %d has ended", (int)pid);
	if (err != EPERM && err != EACCES)
		return memory_why("process %d: %s", (int)pid, strerror(err));
	snprintf(who, sizeof(who), "%d", (int)pid);
	read_status(&status, who);
	read_status(&self, "self");
	why = why_refused(pid, &status, &self);
	buf_finish(&status);
	buf_finish(&self);
	return why;
}
