/* SPDX-License-Identifier: MIT */
/*
 * A file can be gone before its process is: `go run` deletes the binary it
 * made, a package upgrade replaces a library.  While the process is held,
 * the kernel still has the mapped file, under one of
 *
 *	/proc/PID/root/PATH		not deleted, in the process's own root
 *	/proc/PID/exe			the program itself, deleted or not
 *	/proc/PID/map_files/A-B		any mapping; needs privileges
 *
 * and an open file stays readable for as long as we like.  What was held
 * is kept by process and path.  After the process has ended only the path
 * is left, and the build-id to tell whether the file is still the same.
 */
#include "report/modules.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "record/record.h"
#include "symbol/symbol.h"

/* More files than this are not opened: the tables may be forged. */
enum { MAX_OPENED = 2048 };

/* As the kernel marks a deleted file in /proc/PID/maps. */
#define DELETED " (deleted)"

struct opened {
	struct opened *next;
	uint32_t pid;			    /* 0: opened by its path alone */
	const struct record_module *module; /* a copy of our own */
	struct symbol_module *symbols;
};

struct module_set {
	struct arena *arena;
	struct symbols *symbols;
	struct opened *opened;
	size_t nopened;
};

struct module_set *module_set_create(struct arena *arena,
				     struct symbols *symbols)
{
	struct module_set *set = ARENA_NEW(arena, struct module_set);

	set->arena = arena;
	set->symbols = symbols;
	return set;
}

static size_t build_id_len(const struct record_module *m)
{
	return m->build_id_len <= sizeof(m->build_id) ? m->build_id_len : 0;
}

static size_t path_len(const struct record_module *m)
{
	size_t n = strnlen(m->path, sizeof(m->path));
	size_t d = strlen(DELETED);

	if (n > d && memcmp(m->path + n - d, DELETED, d) == 0)
		n -= d;
	return n;
}

static bool is_deleted(const struct record_module *m)
{
	return path_len(m) != strnlen(m->path, sizeof(m->path));
}

const struct record_module *module_at(const struct record_process *p,
				      uint64_t pc)
{
	uint32_t n = atomic_load(&p->nmodules);

	if (n > RECORD_MODULES)
		n = RECORD_MODULES;
	for (uint32_t i = 0; i < n; i++) {
		const struct record_module *m = &p->modules[i];

		if (m->start <= pc && pc < m->end)
			return m;
	}
	return NULL;
}

static bool same_file(const struct record_module *a,
		      const struct record_module *b)
{
	size_t n = build_id_len(a);

	return strncmp(a->path, b->path, sizeof(a->path)) == 0 &&
	       build_id_len(b) == n && memcmp(a->build_id, b->build_id, n) == 0;
}

static struct opened *find(const struct module_set *set, uint32_t pid,
			   const struct record_module *m)
{
	for (struct opened *o = set->opened; o; o = o->next) {
		if (o->pid == pid && same_file(o->module, m))
			return o;
	}
	return NULL;
}

static struct opened *open_file(struct module_set *set, uint32_t pid,
				const struct record_module *m,
				const char *open_path)
{
	struct record_module *copy;
	struct opened *o;
	const char *path;

	if (set->nopened == MAX_OPENED)
		return NULL;
	set->nopened++;
	copy = ARENA_NEW(set->arena, struct record_module);
	*copy = *m;
	path = arena_strndup(set->arena, m->path, path_len(m));

	o = ARENA_NEW(set->arena, struct opened);
	o->pid = pid;
	o->module = copy;
	o->symbols = symbols_open(set->symbols, path, open_path, m->build_id,
				  build_id_len(m));
	o->next = set->opened;
	set->opened = o;
	return o;
}

/* A forged path must not make us wait on a pipe or read a device. */
static bool is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool is_absent(const char *path)
{
	struct stat st;

	return stat(path, &st) != 0;
}

/* The end of the mapping that starts where the module does; 0: none. */
static uint64_t mapping_end(uint32_t pid, uint64_t start)
{
	uint64_t end = 0;
	char line[512];
	char *dash;
	FILE *f;

	snprintf(line, sizeof(line), "/proc/%" PRIu32 "/maps", pid);
	f = fopen(line, "re");
	if (!f)
		return 0;
	while (end == 0 && fgets(line, sizeof(line), f)) {
		if (strtoull(line, &dash, 16) == start && *dash == '-')
			end = strtoull(dash + 1, NULL, 16);
	}
	fclose(f);
	return end;
}

/* Where the file of m can be read now, or NULL. */
static const char *living_path(struct module_set *set,
			       const struct record_process *p,
			       const struct record_module *m)
{
	const char *path;

	if (!is_deleted(m)) {
		path = arena_printf(set->arena, "/proc/%" PRIu32 "/root%.*s",
				    p->pid, (int)path_len(m), m->path);
		if (is_file(path))
			return path;
	}
	if (path_len(m) == strnlen(p->program, sizeof(p->program)) &&
	    memcmp(m->path, p->program, path_len(m)) == 0) {
		path = arena_printf(set->arena, "/proc/%" PRIu32 "/exe",
				    p->pid);
		if (is_file(path))
			return path;
	}
	path = arena_printf(set->arena,
			    "/proc/%" PRIu32 "/map_files/%" PRIx64 "-%" PRIx64,
			    p->pid, m->start, mapping_end(p->pid, m->start));
	return is_file(path) ? path : NULL;
}

void module_hold(struct module_set *set, const struct record_process *p,
		 const struct record_module *m)
{
	const char *path;

	if (m->path[0] != '/' || find(set, p->pid, m))
		return;
	path = living_path(set, p, m);
	if (path)
		open_file(set, p->pid, m, path);
}

struct symbol_module *module_symbols(struct module_set *set,
				     const struct record_process *p,
				     const struct record_module *m)
{
	struct opened *o;
	const char *path;

	if (m->path[0] != '/')
		return NULL;
	o = find(set, p->pid, m);
	if (!o)
		o = find(set, 0, m);
	if (!o) {
		path = arena_strndup(set->arena, m->path, path_len(m));
		if (is_file(path) || is_absent(path))
			o = open_file(set, 0, m, NULL);
	}
	return o ? o->symbols : NULL;
}

const char *module_name(struct module_set *set, const struct record_module *m)
{
	size_t n = path_len(m);
	size_t at = n;

	while (at > 0 && m->path[at - 1] != '/')
		at--;
	return at < n ? arena_strndup(set->arena, m->path + at, n - at) : NULL;
}
