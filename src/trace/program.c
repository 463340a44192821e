/* SPDX-License-Identifier: MIT */
#include "trace/program.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "trace/sanitizer.h"

/* The kernel follows so many interpreters (BINPRM_MAX_RECURSION is 4). */
enum { INTERPRETERS = 5, HEADER = 256, MAX_SEGMENTS = 1024 };

#if defined(__x86_64__)
enum { MACHINE = EM_X86_64 };
#elif defined(__aarch64__)
enum { MACHINE = EM_AARCH64 };
#endif

static const struct {
	unsigned machine;
	const char *name;
} machines[] = {
	{EM_386, "i386"},    {EM_X86_64, "x86-64"},
	{EM_ARM, "arm"},     {EM_AARCH64, "aarch64"},
	{EM_RISCV, "riscv"}, {EM_PPC64, "ppc64"},
	{EM_S390, "s390"},   {258 /* EM_LOONGARCH */, "loongarch"},
};

__attribute__((format(printf, 2, 3))) static bool refuse(struct program *p,
							 const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(p->why, sizeof(p->why), fmt, ap);
	va_end(ap);
	return false;
}

static const char *machine_name(unsigned machine)
{
	for (size_t i = 0; i < sizeof(machines) / sizeof(machines[0]); i++) {
		if (machines[i].machine == machine)
			return machines[i].name;
	}
	return "another machine";
}

/* A dynamic linker is what loads the runtime; without one there is none. */
static bool check_dynamic(struct program *p, const char *path, int fd,
			  const Elf64_Ehdr *h)
{
	for (unsigned i = 0; i < h->e_phnum && i < MAX_SEGMENTS; i++) {
		Elf64_Phdr ph;
		off_t at = (off_t)(h->e_phoff + i * sizeof(ph));

		if (pread(fd, &ph, sizeof(ph), at) != sizeof(ph))
			return refuse(p, "%s: the ELF file is cut short", path);
		if (ph.p_type == PT_INTERP)
			return true;
	}
	return refuse(p,
		      "%s: a static binary cannot be watched (link it "
		      "dynamically; a Go program without cgo has no C heap)",
		      path);
}

static bool check_elf(struct program *p, const char *path, int fd,
		      const unsigned char *head, size_t n)
{
	const char *option;
	Elf64_Ehdr h;

	if (n < sizeof(h))
		return refuse(p, "%s: the ELF file is cut short", path);
	memcpy(&h, head, sizeof(h));
	if (h.e_machine != MACHINE || h.e_ident[EI_CLASS] != ELFCLASS64)
		return refuse(p, "%s: is built for %s%s, and this belay for %s",
			      path, machine_name(h.e_machine),
			      h.e_machine == MACHINE ? " with short pointers"
						     : "",
			      machine_name(MACHINE));
	if (h.e_phentsize != sizeof(Elf64_Phdr))
		return refuse(p, "%s: the ELF file is broken", path);
	option = sanitizer_of(fd, &h);
	if (option)
		return refuse(p,
			      "%s: is built with %s, which brings an allocator "
			      "of its own (build it without)",
			      path, option);
	return check_dynamic(p, path, fd, &h);
}

/*
 * The interpreter that "#! /path argument" names; false for none, and where
 * the kernel cannot know whether it has read the whole path either.
 */
static bool read_interpreter(const unsigned char *head, size_t n, char *ret,
			     size_t size)
{
	const char *s = (const char *)head + 2;
	const char *end = memchr(head, '\n', n);
	size_t len;

	if (!end)
		end = (const char *)head + n;
	while (s < end && (*s == ' ' || *s == '\t'))
		s++;
	for (len = 0; s + len < end && s[len] != ' ' && s[len] != '\t';)
		len++;
	if (len == 0 || len >= size || s + len == (const char *)head + HEADER)
		return false;
	memcpy(ret, s, len);
	ret[len] = '\0';
	return true;
}

static bool check_mode(struct program *p, const char *path, int fd)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return refuse(p, "%s: %s", path, strerror(errno));
	if (S_ISDIR(st.st_mode))
		return refuse(p, "%s: is a folder", path);
	if (!S_ISREG(st.st_mode))
		return refuse(p, "%s: is not a file", path);
	if (faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) != 0)
		return refuse(p, "%s: cannot be run: %s", path,
			      strerror(errno));
	/* For these the dynamic linker ignores LD_PRELOAD. */
	if (st.st_mode & (S_ISUID | S_ISGID))
		return refuse(p,
			      "%s: a set-uid or set-gid program cannot be "
			      "watched (run a copy without the bit)",
			      path);
	if (fgetxattr(fd, "security.capability", NULL, 0) > 0)
		return refuse(p,
			      "%s: a program with file capabilities cannot be "
			      "watched (run a copy without them)",
			      path);
	return true;
}

static bool check(struct program *p, const char *path, int depth)
{
	unsigned char head[HEADER];
	char next[HEADER];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	bool good = false;
	ssize_t n;

	if (fd < 0)
		return refuse(p, "%s: %s", path, strerror(errno));
	if (!check_mode(p, path, fd))
		goto out;
	n = pread(fd, head, sizeof(head), 0);
	if (n >= SELFMAG && memcmp(head, ELFMAG, SELFMAG) == 0)
		good = check_elf(p, path, fd, head, (size_t)n);
	else if (n < 2 || memcmp(head, "#!", 2) != 0 ||
		 !read_interpreter(head, (size_t)n, next, sizeof(next)))
		refuse(p, "%s: is neither an ELF file nor a script with '#!'",
		       path);
	else if (depth == 0)
		refuse(p, "%s: too many interpreters", path);
	else
		good = check(p, next, depth - 1);
out:
	close(fd);
	return good;
}

/* execvp()'s search, but for a file that can be told of afterwards. */
static bool search(const char *name, char *ret, size_t size)
{
	const char *list = getenv("PATH");
	bool found = false;

	if (!list)
		list = "/usr/local/bin:/usr/bin:/bin";
	for (const char *next; list && !found; list = next) {
		const char *colon = strchr(list, ':');
		int len = colon ? (int)(colon - list) : (int)strlen(list);
		struct stat st;
		int n;

		next = colon ? colon + 1 : NULL;
		/* An empty element is the current folder. */
		n = snprintf(ret, size, "%.*s/%s", len > 0 ? len : 1,
			     len > 0 ? list : ".", name);
		found = n > 0 && (size_t)n < size && stat(ret, &st) == 0 &&
			S_ISREG(st.st_mode) && access(ret, X_OK) == 0;
	}
	return found;
}

bool program_find(const char *name, struct program *ret)
{
	if (name[0] == '\0')
		return refuse(ret, "'': no such program");
	if (strlen(name) >= sizeof(ret->path))
		return refuse(ret, "%.64s...: %s", name,
			      strerror(ENAMETOOLONG));
	if (strchr(name, '/'))
		memcpy(ret->path, name, strlen(name) + 1);
	else if (!search(name, ret->path, sizeof(ret->path)))
		return refuse(ret, "%s: no such program in PATH", name);
	return check(ret, ret->path, INTERPRETERS);
}
