/* SPDX-License-Identifier: MIT */
#include "natives.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Arguments, environment, system calls and time. */

static struct go_slice string_list(char **at, int64_t n)
{
	struct go_slice s = {NULL, n, n};
	struct go_string *to = mem_alloc((size_t)n * sizeof(*to) + 8);

	for (int64_t i = 0; i < n; i++)
		to[i] = string_from(at[i]);
	s.p = (char *)to;
	return s;
}

SIMPLE(native_args, *(struct go_slice *)r = string_list(vm.argv, vm.argc))

enum native_end native_envs(struct g *g, uint64_t *a, uint64_t *r)
{
	int64_t n = 0;

	(void)g;
	(void)a;
	while (environ[n])
		n++;
	*(struct go_slice *)r = string_list(environ, n);
	return NATIVE_DONE;
}

enum native_end native_exit(struct g *g, uint64_t *a, uint64_t *r)
{
	(void)g;
	(void)r;
	_exit((int)a[0]);
}

SIMPLE(native_page_size, r[0] = 4096)

/* func Syscall6(num, a1 ... a6 uintptr) (r1, r2, errno uintptr) */
enum native_end native_syscall(struct g *g, uint64_t *a, uint64_t *r)
{
	long n;

	(void)g;
	n = syscall((long)a[0], a[1], a[2], a[3], a[4], a[5], a[6]);
	r[0] = (uint64_t)n;
	r[1] = 0;
	r[2] = n == -1 ? (uint64_t)errno : 0;
	return NATIVE_DONE;
}

/* func fcntl(fd, cmd, arg int32) (int32, int32) */
enum native_end native_fcntl(struct g *g, uint64_t *a, uint64_t *r)
{
	int n = fcntl((int)a[0], (int)a[1], (long)(int32_t)a[2]);

	(void)g;
	*(int32_t *)r = n;
	*(int32_t *)(r + 1) = n == -1 ? errno : 0;
	return NATIVE_DONE;
}

/* func runtime_pollOpen(fd uintptr) (uintptr, int): no file is pollable. */
SIMPLE(native_poll_open, r[0] = 0; r[1] = EPERM)

/* (sec int64, nsec int32, mono int64) */
enum native_end native_now(struct g *g, uint64_t *a, uint64_t *r)
{
	int64_t wall = clock_wall();

	(void)g;
	(void)a;
	r[0] = (uint64_t)(wall / 1000000000);
	r[1] = (uint64_t)(wall % 1000000000);
	r[2] = (uint64_t)clock_mono();
	return NATIVE_DONE;
}

enum native_end native_sleep(struct g *g, uint64_t *a, uint64_t *r)
{
	int64_t n = (int64_t)a[0];

	(void)r;
	if (n <= 0)
		return native_gosched(g, a, r);
	sched_sleep(g, clock_mono() + n);
	return NATIVE_PARKED;
}
