/* SPDX-License-Identifier: MIT */
/*
 * The linker writes a record that starts with a magic text, on a boundary
 * of 16, in a section of its own or (with sections merged or gone) anywhere
 * in loaded data:
 *
 *	0	"\xff Go buildinf:"
 *	14	size of a pointer
 *	15	flags: 2 when the texts follow in place (Go 1.18 and later)
 *	16	else: address of a Go string, which is address and length
 *	32	in place: length as a varint, then the text
 */
#include "symbol/go_version.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "symbol/elf_file.h"

static const char magic[] = "\xff Go buildinf:";

enum { MAGIC_LEN = sizeof(magic) - 1, HEADER = 32, MAX_VERSION = 256 };

static const char *checked(const struct elf_file *f, const uint8_t *p,
			   uint64_t len)
{
	if (len == 0 || len > MAX_VERSION)
		return NULL;
	for (uint64_t i = 0; i < len; i++)
		if (p[i] < ' ' || p[i] > '~')
			return NULL;
	return arena_strndup(f->arena, (const char *)p, len);
}

static const char *version_in_place(const struct elf_file *f, const uint8_t *p,
				    size_t len)
{
	size_t n;

	/* A version is shorter than 128 or 16384 bytes: two digits do. */
	if (len < HEADER + 2)
		return NULL;
	n = p[HEADER];
	p += HEADER + 1;
	len -= HEADER + 1;
	if (n & 0x80) {
		n = (n & 0x7f) | (size_t)*p++ << 7;
		len--;
	}
	return n <= len ? checked(f, p, n) : NULL;
}

static const char *version_by_address(const struct elf_file *f, uint64_t vaddr)
{
	uint64_t string, text, n;
	const uint8_t *p;
	size_t len;

	if (!elf_word_at(f, vaddr + 16, &string) ||
	    !elf_word_at(f, string, &text) || !elf_word_at(f, string + 8, &n))
		return NULL;
	p = elf_bytes_at(f, text, &len);
	return p && n <= len ? checked(f, p, n) : NULL;
}

static const char *version_at(const struct elf_file *f, uint64_t vaddr)
{
	const uint8_t *p;
	size_t len;

	p = elf_bytes_at(f, vaddr, &len);
	if (!p || len < HEADER || memcmp(p, magic, MAGIC_LEN) != 0)
		return NULL;
	if (p[15] & 2)
		return version_in_place(f, p, len);
	if (p[14] == 8)
		return version_by_address(f, vaddr);
	return NULL;
}

static const char *search(const struct elf_file *f, const struct elf_segment *s)
{
	const uint8_t *start, *p, *end;
	const char *version;

	if (s->filesz == 0)
		return NULL;
	start = f->data + s->off;
	end = start + s->filesz;
	for (p = start; (p = memmem(p, (size_t)(end - p), magic, MAGIC_LEN));
	     p++) {
		version = version_at(f, s->vaddr + (uint64_t)(p - start));
		if (version)
			return version;
	}
	return NULL;
}

const char *go_version_read(const struct elf_file *f)
{
	const struct elf_section *s = elf_section_named(f, ".go.buildinfo");
	const char *version = s ? version_at(f, s->addr) : NULL;

	for (size_t i = 0; i < f->nsegments && !version; i++)
		if (!f->segments[i].executable)
			version = search(f, &f->segments[i]);
	return version;
}

int go_version_minor(const char *version)
{
	const char *p = version ? strstr(version, "go1.") : NULL;
	long minor = p ? strtol(p + 4, NULL, 10) : 0;

	return minor > 0 && minor < 1000 ? (int)minor : 0;
}
