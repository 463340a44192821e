/* SPDX-License-Identifier: MIT */
#include "symbol/debug_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "symbol/elf_file.h"

static const char system_dir[] = "/usr/lib/debug";

/* What a search carries along. */
struct hunt {
	const struct debug_search *q;
	struct elf_file *ret;
	const char **ret_path;
	const char *root; /* of the module's file system, "" for ours */
	const char *dir;  /* of the module, "" for / */
	const char *base; /* its name in there */
	const char *link; /* the name its debug file should have */
	bool has_crc;
	uint32_t crc;
	char *id; /* the build-id in hexadecimal, or NULL */
};

bool debug_file_has_names(const struct elf_file *f)
{
	return elf_section_named(f, ".debug_info") ||
	       elf_section_named(f, ".zdebug_info");
}

/* The checksum that .gnu_debuglink uses, which is zlib's too. */
static uint32_t crc32_of(const uint8_t *p, size_t n)
{
	uint32_t table[256], crc = UINT32_MAX;

	for (uint32_t i = 0; i < 256; i++) {
		uint32_t c = i;

		for (int k = 0; k < 8; k++)
			c = c & 1 ? 0xedb88320u ^ (c >> 1) : c >> 1;
		table[i] = c;
	}
	for (size_t i = 0; i < n; i++)
		crc = table[(crc ^ p[i]) & 0xff] ^ (crc >> 8);
	return ~crc;
}

static bool belongs(const struct hunt *h, const struct elf_file *f,
		    bool by_user)
{
	const struct debug_search *q = h->q;

	if (q->file && !debug_file_has_names(f) &&
	    !elf_section_named(f, ".symtab"))
		return false;
	if (q->build_id && f->build_id)
		return q->build_id_len == f->build_id_len &&
		       memcmp(q->build_id, f->build_id, f->build_id_len) == 0;
	if (q->build_id && !q->file)
		return false;
	if (h->has_crc)
		return crc32_of(f->data, f->size) == h->crc;
	return by_user && !q->build_id && !f->build_id;
}

static bool try_file(const struct hunt *h, const char *path, bool by_user)
{
	if (elf_file_open(h->ret, h->q->arena, path) != NULL)
		return false;
	if (belongs(h, h->ret, by_user)) {
		*h->ret_path = path;
		return true;
	}
	elf_file_finish(h->ret);
	return false;
}

/* dir/.build-id/ab/cdef<suffix>; dir may also be the .build-id folder. */
static bool try_id(const struct hunt *h, const char *dir, const char *suffix,
		   bool by_user)
{
	struct arena *a = h->q->arena;
	const char *id = h->id;

	if (!id)
		return false;
	if (try_file(h,
		     arena_printf(a, "%s/.build-id/%.2s/%s%s", dir, id, id + 2,
				  suffix),
		     by_user))
		return true;
	if (!by_user)
		return false;
	return try_file(
		       h,
		       arena_printf(a, "%s/%.2s/%s%s", dir, id, id + 2, suffix),
		       true) ||
	       try_file(h, arena_printf(a, "%s/%s%s", dir, id, suffix), true);
}

static bool try_user_dir(const struct hunt *h, const char *dir)
{
	struct arena *a = h->q->arena;

	if (!h->q->file && try_id(h, dir, "", true))
		return true;
	return try_id(h, dir, ".debug", true) ||
	       try_file(h, arena_printf(a, "%s%s/%s", dir, h->dir, h->link),
			true) ||
	       try_file(h, arena_printf(a, "%s/%s", dir, h->link), true) ||
	       try_file(h, arena_printf(a, "%s%s/%s", dir, h->dir, h->base),
			true) ||
	       try_file(h, arena_printf(a, "%s/%s", dir, h->base), true);
}

static bool try_root(const struct hunt *h, const char *root)
{
	struct arena *a = h->q->arena;

	return try_id(h, arena_printf(a, "%s%s", root, system_dir), ".debug",
		      false) ||
	       try_file(h, arena_printf(a, "%s%s/%s", root, h->dir, h->link),
			false) ||
	       try_file(
		       h,
		       arena_printf(a, "%s%s/.debug/%s", root, h->dir, h->link),
		       false) ||
	       try_file(h,
			arena_printf(a, "%s%s%s/%s", root, system_dir, h->dir,
				     h->link),
			false);
}

static void read_link(struct hunt *h)
{
	const struct elf_file *f = h->q->file;
	const struct elf_section *s;
	const uint8_t *p;
	size_t len, n;

	s = f ? elf_section_named(f, ".gnu_debuglink") : NULL;
	p = s ? elf_section_data(f, s, &len) : NULL;
	if (!p)
		return;
	/* A name, zeros up to a multiple of 4, the checksum. */
	n = strnlen((const char *)p, len);
	if (n == 0 || len < 4 || (n + 4) / 4 * 4 > len - 4 || memchr(p, '/', n))
		return;
	h->link = arena_strndup(h->q->arena, (const char *)p, n);
	h->crc = elf_u32(p + (n + 4) / 4 * 4);
	h->has_crc = true;
}

static void split_path(struct hunt *h)
{
	const char *path = h->q->path, *open_path = h->q->open_path;
	size_t n = strlen(path), m = strlen(open_path);
	const char *slash = strrchr(path, '/');
	struct arena *a = h->q->arena;

	h->root = "";
	if (path[0] == '/' && m > n && strcmp(open_path + m - n, path) == 0)
		h->root = arena_strndup(a, open_path, m - n);
	h->dir = slash ? arena_strndup(a, path, (size_t)(slash - path)) : ".";
	h->base = slash ? slash + 1 : path;
	h->link = arena_printf(a, "%s.debug", h->base);
}

static void format_id(struct hunt *h)
{
	const struct debug_search *q = h->q;

	if (!q->build_id || q->build_id_len < 2 || q->build_id_len > 64)
		return;
	h->id = arena_array(q->arena, q->build_id_len + 1, 2);
	for (size_t i = 0; i < q->build_id_len; i++) {
		h->id[2 * i] = "0123456789abcdef"[q->build_id[i] >> 4];
		h->id[2 * i + 1] = "0123456789abcdef"[q->build_id[i] & 15];
	}
}

bool debug_file_find(const struct debug_search *q, struct elf_file *ret,
		     const char **ret_path)
{
	struct hunt h = {.q = q, .ret = ret, .ret_path = ret_path};

	split_path(&h);
	read_link(&h);
	format_id(&h);
	for (size_t i = 0; q->dirs && q->dirs[i]; i++)
		if (try_user_dir(&h, q->dirs[i]))
			return true;
	if (h.root[0] != '\0' && try_root(&h, h.root))
		return true;
	return try_root(&h, "");
}
