/* SPDX-License-Identifier: MIT */
/*
 * Three sources, each better than the next where it has an answer:
 *
 *	pclntab	   Go text, with inlined calls and lines, never missing
 *	DWARF	   everything else that was compiled with -g
 *	ELF tables function names, exported ones at least
 *
 * Everything of a module is read when an address in it is first asked for,
 * and every answer is kept: reports name the same few places many times.
 */
#include "symbol/symbol.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "symbol/debug_file.h"
#include "symbol/demangle.h"
#include "symbol/dwarf.h"
#include "symbol/elf_file.h"
#include "symbol/elf_symbols.h"
#include "symbol/go_version.h"
#include "symbol/pclntab.h"

enum { MAX_FRAMES = 64 };

struct answer {
	uint64_t vaddr;
	struct symbol_frame *frames; /* NULL: the place is free */
	size_t nframes;
};

struct symbol_module {
	struct symbol_module *next;
	struct symbols *owner;
	const char *path, *open_path;
	const uint8_t *build_id; /* as asked for, or NULL */
	size_t build_id_len;
	const char *error;
	struct elf_file file;
	bool loaded;	       /* what follows has been read */
	struct elf_file debug; /* all zero when there is none apart */
	struct dwarf_names *dwarf;
	struct pclntab *go;
	const char *go_version;
	struct elf_symbols symbols;
	struct answer *answers; /* hashed; ncap is a power of two */
	size_t nanswers, ncap;
};

struct symbols {
	struct arena *arena;
	const char **dirs; /* NULL-terminated */
	struct symbol_module *modules;
};

struct symbols *symbols_create(const char *const *debug_dirs)
{
	struct arena *a = arena_create(0);
	struct symbols *s = ARENA_NEW(a, struct symbols);
	size_t n = 0;

	s->arena = a;
	while (debug_dirs && debug_dirs[n])
		n++;
	s->dirs = ARENA_ARRAY(a, n + 1, const char *);
	for (size_t i = 0; i < n; i++)
		s->dirs[i] = arena_strdup(a, debug_dirs[i]);
	return s;
}

void symbols_destroy(struct symbols *s)
{
	if (!s)
		return;
	for (struct symbol_module *m = s->modules; m; m = m->next) {
		dwarf_names_close(m->dwarf);
		elf_symbols_finish(&m->symbols);
		elf_file_finish(&m->debug);
		elf_file_finish(&m->file);
		free(m->answers);
	}
	arena_destroy(s->arena);
}

static bool same_id(const uint8_t *a, size_t na, const uint8_t *b, size_t nb)
{
	return na == nb && (na == 0 || memcmp(a, b, na) == 0);
}

static bool is_wanted(const struct symbol_module *m, const char *path,
		      const char *open_path, const uint8_t *id, size_t len)
{
	return strcmp(m->path, path) == 0 &&
	       strcmp(m->open_path, open_path) == 0 &&
	       same_id(m->build_id, m->build_id_len, id, len);
}

static void open_files(struct symbol_module *m)
{
	struct arena *a = m->owner->arena;
	struct debug_search q = {.arena = a,
				 .path = m->path,
				 .open_path = m->open_path,
				 .dirs = m->owner->dirs,
				 .build_id = m->build_id,
				 .build_id_len = m->build_id_len};

	m->error = elf_file_open(&m->file, a, m->open_path);
	if (!m->error && m->build_id &&
	    !same_id(m->build_id, m->build_id_len, m->file.build_id,
		     m->file.build_id_len)) {
		m->error = "another build of it is there now";
		elf_file_finish(&m->file);
	}
	if (m->error && debug_file_find(&q, &m->file, &m->open_path))
		m->error = NULL;
}

struct symbol_module *symbols_open(struct symbols *s, const char *path,
				   const char *open_path,
				   const uint8_t *build_id, size_t build_id_len)
{
	struct symbol_module *m;
	uint8_t *id = NULL;

	if (!open_path)
		open_path = path;
	if (!build_id)
		build_id_len = 0;
	for (m = s->modules; m; m = m->next)
		if (is_wanted(m, path, open_path, build_id, build_id_len))
			return m;
	m = ARENA_NEW(s->arena, struct symbol_module);
	m->owner = s;
	m->path = arena_strdup(s->arena, path);
	m->open_path = arena_strdup(s->arena, open_path);
	if (build_id_len > 0) {
		id = arena_array(s->arena, build_id_len, 1);
		memcpy(id, build_id, build_id_len);
	}
	m->build_id = id;
	m->build_id_len = build_id_len;
	m->next = s->modules;
	s->modules = m;
	open_files(m);
	return m;
}

const char *symbol_module_error(const struct symbol_module *m)
{
	return m->error;
}

static void load(struct symbol_module *m)
{
	struct debug_search q = {.arena = m->owner->arena,
				 .path = m->path,
				 .open_path = m->open_path,
				 .dirs = m->owner->dirs,
				 .file = &m->file,
				 .build_id = m->file.build_id,
				 .build_id_len = m->file.build_id_len};
	const struct elf_file *names = &m->file;
	const char *path;

	if (m->loaded)
		return;
	m->loaded = true;
	if (m->error)
		return;
	m->go_version = go_version_read(&m->file);
	m->go = pclntab_find(&m->file, go_version_minor(m->go_version));
	if (!debug_file_has_names(&m->file) &&
	    debug_file_find(&q, &m->debug, &path)) {
		elf_symbols_add(&m->symbols, &m->debug);
		names = &m->debug;
	}
	elf_symbols_add(&m->symbols, &m->file);
	elf_symbols_sort(&m->symbols);
	m->dwarf = dwarf_names_open(m->owner->arena, names->fd);
}

static void name_by_elf(struct symbol_module *m, uint64_t vaddr,
			struct symbol_frame *frame)
{
	const char *name = elf_symbols_find(&m->symbols, vaddr);

	if (!name)
		return;
	frame->function = demangle(m->owner->arena, name);
	if (frame->language != SYMBOL_UNKNOWN)
		return;
	if (demangle_is_cxx(name))
		frame->language = SYMBOL_CXX;
	else if (frame->function == name)
		frame->language = SYMBOL_C;
}

/*
 * The C library defines malloc as an alias of __libc_malloc, which is what
 * its debug information knows.  Where an exported name without underscores
 * belongs to the same code, that is what the programmer called.
 */
static void prefer_plain_name(struct symbol_module *m, uint64_t vaddr,
			      struct symbol_frame *frame)
{
	const char *name;

	if (frame->language != SYMBOL_C || !frame->function ||
	    frame->function[0] != '_')
		return;
	name = elf_symbols_find(&m->symbols, vaddr);
	if (name && name[0] != '_' && !strpbrk(name, ".@"))
		frame->function = name;
}

static size_t ask(struct symbol_module *m, uint64_t vaddr,
		  struct symbol_frame out[MAX_FRAMES])
{
	const char *go_name = NULL;
	size_t n = 0;

	if (m->go)
		n = pclntab_lookup(m->go, vaddr, out, MAX_FRAMES);
	if (n > 0 && out[0].line > 0)
		return n;
	/* Go's own linker gives C code a name and nothing else. */
	if (n > 0)
		go_name = out[n - 1].function;
	n = m->dwarf ? dwarf_names_lookup(m->dwarf, vaddr, out, MAX_FRAMES) : 0;
	if (n == 0) {
		out[0] = (struct symbol_frame){.function = go_name};
		if (go_name)
			out[0].language =
				strchr(go_name, '.') ? SYMBOL_GO : SYMBOL_C;
		n = 1;
	}
	if (!out[n - 1].function)
		name_by_elf(m, vaddr, &out[n - 1]);
	else
		prefer_plain_name(m, vaddr, &out[n - 1]);
	return n;
}

/* The place of vaddr among the answers, or the free one where it belongs. */
static struct answer *place_of(struct answer *v, size_t cap, uint64_t vaddr)
{
	size_t i = (size_t)((vaddr * UINT64_C(0x9e3779b97f4a7c15)) >> 32);

	for (i &= cap - 1; v[i].frames && v[i].vaddr != vaddr;)
		i = (i + 1) & (cap - 1);
	return &v[i];
}

static bool make_room(struct symbol_module *m)
{
	size_t cap = m->ncap ? m->ncap * 2 : 64;
	struct answer *v;

	if (m->nanswers < m->ncap / 2)
		return true;
	v = calloc(cap, sizeof(*v));
	if (!v)
		return m->nanswers + 1 < m->ncap;
	for (size_t i = 0; i < m->ncap; i++)
		if (m->answers[i].frames)
			*place_of(v, cap, m->answers[i].vaddr) = m->answers[i];
	free(m->answers);
	m->answers = v;
	m->ncap = cap;
	return true;
}

size_t symbol_lookup(struct symbol_module *m, uint64_t vaddr,
		     struct symbol_frame *out, size_t max)
{
	struct symbol_frame frames[MAX_FRAMES];
	struct answer *place = NULL;
	size_t n;

	if (make_room(m))
		place = place_of(m->answers, m->ncap, vaddr);
	if (place && place->frames) {
		n = place->nframes < max ? place->nframes : max;
		memcpy(out, place->frames, n * sizeof(*out));
		return n;
	}
	load(m);
	n = ask(m, vaddr, frames);
	if (place) {
		place->vaddr = vaddr;
		place->nframes = n;
		place->frames =
			ARENA_ARRAY(m->owner->arena, n, struct symbol_frame);
		memcpy(place->frames, frames, n * sizeof(*frames));
		m->nanswers++;
	}
	if (n > max)
		n = max;
	memcpy(out, frames, n * sizeof(*out));
	return n;
}

bool symbol_go_frameless(struct symbol_module *m, uint64_t vaddr)
{
	load(m);
	return m->go && pclntab_frame_size(m->go, vaddr) == 0;
}

const char *symbol_go_version(struct symbol_module *m)
{
	load(m);
	return m->go_version;
}
