/* SPDX-License-Identifier: MIT */
/*
 * sys.h - the kernel without libc
 *
 * Each function is one system call and returns what the kernel returns: a
 * result, or an error number negated.  errno is not touched, no lock is
 * taken, nothing can be interposed, and no cancellation point is passed, so
 * they may be called from inside malloc and from any signal handler.
 */
#ifndef UNWIND_SYS_H
#define UNWIND_SYS_H

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

/* An error is one of the last 4095 values of the address space. */
static inline bool sys_failed(long r)
{
	return (unsigned long)r > -4096UL;
}

#if defined(__x86_64__)

static inline long sys_call6(long nr, long a, long b, long c, long d, long e,
			     long f)
{
	register long r10 __asm__("r10") = d;
	register long r8 __asm__("r8") = e;
	register long r9 __asm__("r9") = f;
	long r;

	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "0"(nr), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
			   "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}

#elif defined(__aarch64__)

static inline long sys_call6(long nr, long a, long b, long c, long d, long e,
			     long f)
{
	register long x8 __asm__("x8") = nr;
	register long x0 __asm__("x0") = a;
	register long x1 __asm__("x1") = b;
	register long x2 __asm__("x2") = c;
	register long x3 __asm__("x3") = d;
	register long x4 __asm__("x4") = e;
	register long x5 __asm__("x5") = f;

	__asm__ volatile("svc 0"
			 : "+r"(x0)
			 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
			 : "memory");
	return x0;
}

#else
#error "system calls are not written for this machine"
#endif

static inline long sys_call3(long nr, long a, long b, long c)
{
	return sys_call6(nr, a, b, c, 0, 0, 0);
}

/* NULL when the kernel refuses. */
static inline void *sys_mmap(void *addr, size_t len, int prot, int flags,
			     int fd, off_t offset)
{
	long r = sys_call6(SYS_mmap, (long)addr, (long)len, prot, flags, fd,
			   offset);

	return sys_failed(r) ? NULL : (void *)r;
}

/* Private anonymous memory, zero, touched when it is used. */
static inline void *sys_pages(size_t len)
{
	return sys_mmap(NULL, len, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static inline long sys_munmap(void *addr, size_t len)
{
	return sys_call3(SYS_munmap, (long)addr, (long)len, 0);
}

static inline long sys_mprotect(void *addr, size_t len, int prot)
{
	return sys_call3(SYS_mprotect, (long)addr, (long)len, prot);
}

static inline long sys_madvise(void *addr, size_t len, int advice)
{
	return sys_call3(SYS_madvise, (long)addr, (long)len, advice);
}

static inline long sys_open(const char *path, int flags)
{
	return sys_call6(SYS_openat, AT_FDCWD, (long)path, flags | O_CLOEXEC, 0,
			 0, 0);
}

static inline long sys_close(int fd)
{
	return sys_call3(SYS_close, fd, 0, 0);
}

static inline long sys_read(int fd, void *buf, size_t len)
{
	return sys_call3(SYS_read, fd, (long)buf, (long)len);
}

static inline long sys_pread(int fd, void *buf, size_t len, off_t offset)
{
	return sys_call6(SYS_pread64, fd, (long)buf, (long)len, offset, 0, 0);
}

static inline long sys_write(int fd, const void *buf, size_t len)
{
	return sys_call3(SYS_write, fd, (long)buf, (long)len);
}

static inline long sys_futex(_Atomic uint32_t *word, int op, uint32_t value,
			     const struct timespec *timeout)
{
	return sys_call6(SYS_futex, (long)word, op, value, (long)timeout, 0, 0);
}

static inline long sys_getpid(void)
{
	return sys_call3(SYS_getpid, 0, 0, 0);
}

static inline long sys_gettid(void)
{
	return sys_call3(SYS_gettid, 0, 0, 0);
}

/* set and old are the kernel's sigset, 64 bits. */
static inline long sys_sigprocmask(int how, const uint64_t *set, uint64_t *old)
{
	return sys_call6(SYS_rt_sigprocmask, how, (long)set, (long)old,
			 sizeof(*set), 0, 0);
}

static inline uint64_t sys_nanoseconds(clockid_t clock)
{
	struct timespec t = {0, 0};

	sys_call3(SYS_clock_gettime, clock, (long)&t, 0);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/*
 * Whether the eight bytes at an aligned address can be read at this moment.
 * The kernel copies the set before it looks at how, which is no valid one:
 * EFAULT means that the bytes are not there, anything else that they are.
 * This works for every kind of mapping, guard pages within one too, and it
 * is a call that programs which filter their system calls have to allow.
 */
static inline bool sys_readable(uintptr_t address)
{
	return sys_sigprocmask(~0, (const uint64_t *)address, NULL) != -14;
}

#endif
