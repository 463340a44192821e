/* SPDX-License-Identifier: MIT */
/*
 * Instrumented code calls a function that starts the sanitizer.  Its name is
 * among those that the dynamic linker needs, wherever the function itself is:
 * imported from a library (gcc) or exported for libraries (clang).
 */
#include "trace/sanitizer.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MAX_SEGMENTS = 64, MAX_DYNAMIC = 256 };

/* Programs with tens of thousands of names are left to find out. */
#define MAX_NAMES ((size_t)16 << 20)

static const struct {
	const char *function;
	const char *option;
} sanitizers[] = {
	{"__asan_init", "-fsanitize=address"},
	{"__hwasan_init", "-fsanitize=hwaddress"},
	{"__msan_init", "-fsanitize=memory"},
	{"__tsan_init", "-fsanitize=thread"},
};

struct segments {
	Elf64_Phdr v[MAX_SEGMENTS];
	size_t n;
};

static bool read_at(int fd, void *to, size_t size, uint64_t offset)
{
	return pread(fd, to, size, (off_t)offset) == (ssize_t)size;
}

static const Elf64_Phdr *find_dynamic(const struct segments *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->v[i].p_type == PT_DYNAMIC)
			return &s->v[i];
	}
	return NULL;
}

/* Where in the file an address comes from; 0 for nowhere. */
static uint64_t offset_of(const struct segments *s, uint64_t address)
{
	for (size_t i = 0; i < s->n; i++) {
		const Elf64_Phdr *p = &s->v[i];

		if (p->p_type == PT_LOAD && address - p->p_vaddr < p->p_filesz)
			return p->p_offset + (address - p->p_vaddr);
	}
	return 0;
}

/* The dynamic linker's strings, each ended; NULL when there are none. */
static char *read_names(int fd, const Elf64_Ehdr *h, size_t *size)
{
	struct segments s = {.n = h->e_phnum};
	uint64_t strings = 0, nbytes = 0;
	const Elf64_Phdr *p;
	Elf64_Dyn dyn;
	char *names;

	if (s.n > MAX_SEGMENTS ||
	    !read_at(fd, s.v, s.n * sizeof(s.v[0]), h->e_phoff))
		return NULL;
	p = find_dynamic(&s);
	for (size_t i = 0; p && i < MAX_DYNAMIC; i++) {
		if (!read_at(fd, &dyn, sizeof(dyn),
			     p->p_offset + i * sizeof(dyn)) ||
		    dyn.d_tag == DT_NULL)
			break;
		if (dyn.d_tag == DT_STRTAB)
			strings = offset_of(&s, dyn.d_un.d_ptr);
		else if (dyn.d_tag == DT_STRSZ)
			nbytes = dyn.d_un.d_val;
	}
	if (strings == 0 || nbytes == 0 || nbytes > MAX_NAMES)
		return NULL;
	names = malloc(nbytes);
	if (names && !read_at(fd, names, nbytes, strings)) {
		free(names);
		return NULL;
	}
	if (names)
		names[nbytes - 1] = '\0';
	*size = nbytes;
	return names;
}

static bool has_name(const char *names, size_t size, const char *name)
{
	const char *end = names + size;

	for (const char *p = names; p < end; p += strlen(p) + 1) {
		if (strcmp(p, name) == 0)
			return true;
	}
	return false;
}

const char *sanitizer_of(int fd, const Elf64_Ehdr *header)
{
	const char *option = NULL;
	size_t size = 0;
	char *names = read_names(fd, header, &size);

	for (size_t i = 0;
	     names && !option && i < sizeof(sanitizers) / sizeof(sanitizers[0]);
	     i++) {
		if (has_name(names, size, sanitizers[i].function))
			option = sanitizers[i].option;
	}
	free(names);
	return option;
}
