/* SPDX-License-Identifier: MIT */
/*
 * os.h - system calls that only the runtime makes
 *
 * Like unwind/sys.h: the kernel's own results, errno untouched.
 */
#ifndef PRELOAD_OS_H
#define PRELOAD_OS_H

#include <linux/futex.h>
#include <sys/resource.h>

#include "unwind/sys.h"

static inline void os_pause(void)
{
#if defined(__x86_64__)
	__asm__ volatile("pause");
#else
	__asm__ volatile("yield");
#endif
}

/* Not private: the word may lie in memory shared with belay. */
static inline long os_futex_wait(_Atomic uint32_t *word, uint32_t value,
				 const struct timespec *timeout)
{
	return sys_futex(word, FUTEX_WAIT, value, timeout);
}

static inline long os_futex_wake(_Atomic uint32_t *word)
{
	return sys_futex(word, FUTEX_WAKE, INT32_MAX, NULL);
}

static inline long os_getppid(void)
{
	return sys_call3(SYS_getppid, 0, 0, 0);
}

static inline long os_kill(long pid, int signal)
{
	return sys_call3(SYS_kill, pid, signal, 0);
}

static inline long os_tgkill(long pid, long tid, int signal)
{
	return sys_call3(SYS_tgkill, pid, tid, signal);
}

static inline long os_readlink(const char *path, char *to, size_t size)
{
	return sys_call6(SYS_readlinkat, AT_FDCWD, (long)path, (long)to,
			 (long)size, 0, 0);
}

/*
 * Shared memory at "from" once more, "size" bytes of it: a mapping of a file
 * may so become longer than it was.  NULL when the kernel refuses.
 */
static inline void *os_map_again(void *from, size_t size)
{
	long r = sys_call6(SYS_mremap, (long)from, 0, (long)size,
			   1 /* MREMAP_MAYMOVE */, 0, 0);

	return sys_failed(r) ? NULL : (void *)r;
}

static inline long os_getrlimit(int what, struct rlimit *ret)
{
	return sys_call6(SYS_prlimit64, 0, what, 0, (long)ret, 0, 0);
}

static inline long os_thread_name(char name[16])
{
	return sys_call6(SYS_prctl, 16 /* PR_GET_NAME */, (long)name, 0, 0, 0,
			 0);
}

_Noreturn static inline void os_exit(int status)
{
	for (;;)
		sys_call3(SYS_exit_group, status, 0, 0);
}

#endif
