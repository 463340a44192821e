/* SPDX-License-Identifier: MIT */
#include "cli/doctor.h"

#include <capstone/capstone.h>
#include <elfutils/libdwfl.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "base/buf.h"
#include "trace/preload_path.h"

/* Since Linux 6.13; older headers do not have it. */
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif

static void set(struct doctor_result *r, enum doctor_state state,
		const char *fmt, ...) __attribute__((format(printf, 3, 4)));

static void set(struct doctor_result *r, enum doctor_state state,
		const char *fmt, ...)
{
	va_list ap;

	r->state = state;
	r->remedy[0] = '\0';
	va_start(ap, fmt);
	vsnprintf(r->text, sizeof(r->text), fmt, ap);
	va_end(ap);
}

static void remedy(struct doctor_result *r, const char *text)
{
	snprintf(r->remedy, sizeof(r->remedy), "%s", text);
}

/* The first number in a file of one line; -1 when there is none. */
static long read_number(const char *path)
{
	struct buf b;
	char *end;
	long v = -1;

	buf_init(&b, 4096);
	if (buf_read_file(&b, path) == 0) {
		v = strtol(buf_text(&b), &end, 10);
		if (end == buf_text(&b))
			v = -1;
	}
	buf_finish(&b);
	return v;
}

void doctor_kernel(struct doctor_result *ret)
{
	struct utsname u;

	uname(&u);
	if (strcmp(u.sysname, "Linux") == 0 && strcmp(u.machine, "x86_64") == 0)
		set(ret, DOCTOR_OK, "%s %s, %s", u.sysname, u.release,
		    u.machine);
	else {
		set(ret, DOCTOR_MISSING, "%s %s on %s is not supported",
		    u.sysname, u.release, u.machine);
		remedy(ret, "'belay run' needs Linux on x86-64");
	}
}

void doctor_guard_pages(struct doctor_result *ret)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *p = mmap(NULL, page, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int err;

	if (p == MAP_FAILED) {
		set(ret, DOCTOR_MISSING, "mmap: %s", strerror(errno));
		return;
	}
	err = madvise(p, page, MADV_GUARD_INSTALL) < 0 ? errno : 0;
	munmap(p, page);
	if (err == 0) {
		set(ret, DOCTOR_OK, "MADV_GUARD_INSTALL works");
		return;
	}
	set(ret, DOCTOR_WARN, "MADV_GUARD_INSTALL: %s", strerror(err));
	remedy(ret, "fewer freed blocks can be guarded at a time;\n"
		    "Linux 6.13 or newer has it");
}

void doctor_shared_memory(struct doctor_result *ret)
{
	int fd = memfd_create("belay-doctor", MFD_CLOEXEC);
	void *p = MAP_FAILED;

	if (fd >= 0 && ftruncate(fd, 4096) == 0)
		p = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p != MAP_FAILED) {
		set(ret, DOCTOR_OK, "memfd_create works");
		munmap(p, 4096);
	} else {
		set(ret, DOCTOR_MISSING, "memfd_create: %s", strerror(errno));
		remedy(ret, "a container or seccomp filter may forbid it");
	}
	if (fd >= 0)
		close(fd);
}

void doctor_address_space(struct doctor_result *ret)
{
	struct rlimit lim;

	if (getrlimit(RLIMIT_AS, &lim) < 0 || lim.rlim_cur == RLIM_INFINITY) {
		set(ret, DOCTOR_OK, "not limited");
		return;
	}
	set(ret, DOCTOR_WARN, "limited to %llu MB",
	    (unsigned long long)lim.rlim_cur >> 20);
	remedy(ret, "the heap of the program is cut to fit;\n"
		    "'ulimit -v unlimited' lifts the limit");
}

void doctor_memory_maps(struct doctor_result *ret)
{
	long n = read_number("/proc/sys/vm/max_map_count");

	if (n >= 65530) {
		set(ret, DOCTOR_OK, "vm.max_map_count is %ld", n);
		return;
	}
	if (n < 0)
		set(ret, DOCTOR_WARN, "vm.max_map_count is not readable");
	else
		set(ret, DOCTOR_WARN, "vm.max_map_count is only %ld", n);
	remedy(ret, "sysctl vm.max_map_count=65530 is the kernel's default");
}

void doctor_ptrace(struct doctor_result *ret)
{
	long scope = read_number("/proc/sys/kernel/yama/ptrace_scope");

	if (scope <= 1) /* 1: a parent may, and belay is one */
		set(ret, DOCTOR_OK, "allowed for programs that belay starts");
	else if (scope == 2 && geteuid() == 0)
		set(ret, DOCTOR_OK, "allowed for root");
	else {
		set(ret, DOCTOR_WARN,
		    "forbidden (kernel.yama.ptrace_scope %ld)", scope);
		remedy(ret, "names may be missing in reports;\n"
			    "sysctl kernel.yama.ptrace_scope=1 allows it");
	}
}

void doctor_runtime(struct doctor_result *ret)
{
	struct preload_path p;
	struct buf looked;
	int err;

	buf_init(&looked, sizeof(ret->remedy) / 2);
	err = preload_path_find(&p, &looked);
	if (err == 0) {
		set(ret, DOCTOR_OK, "%s", p.path);
	} else if (err == -ENOENT) {
		set(ret, DOCTOR_MISSING, "libbelay_preload.so is not found");
		snprintf(ret->remedy, sizeof(ret->remedy),
			 "set BELAY_LIBDIR to its folder; not found in\n%s",
			 buf_text(&looked));
	} else {
		set(ret, DOCTOR_MISSING, "no link to '%s': %s", p.path,
		    strerror(-err));
		remedy(ret, "its path holds a space or a colon, so it needs a\n"
			    "link in a temporary folder: see TMPDIR");
	}
	preload_path_finish(&p);
	buf_finish(&looked);
}

void doctor_debug_information(struct doctor_result *ret)
{
	set(ret, DOCTOR_OK, "libdw %s", dwfl_version(NULL));
}

void doctor_disassembler(struct doctor_result *ret)
{
	int major, minor;

	cs_version(&major, &minor);
	if (cs_support(CS_ARCH_X86))
		set(ret, DOCTOR_OK, "capstone %d.%d", major, minor);
	else {
		set(ret, DOCTOR_WARN, "capstone %d.%d without x86", major,
		    minor);
		remedy(ret, "reports do not say how many bytes were touched");
	}
}

void doctor_go(struct doctor_result *ret)
{
	FILE *p = popen("go version 2>/dev/null", "re");
	char line[256] = "";

	if (p) {
		if (!fgets(line, sizeof(line), p))
			line[0] = '\0';
		pclose(p);
	}
	line[strcspn(line, "\n")] = '\0';
	if (strncmp(line, "go version ", 11) == 0)
		set(ret, DOCTOR_OK, "%s", line + 11);
	else
		/* Watching a Go program does not need the toolchain. */
		set(ret, DOCTOR_OK, "no toolchain here, and none is needed");
}
