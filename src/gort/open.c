/* SPDX-License-Identifier: MIT */
#include "gort/gort.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "gort/debug.h"
#include "gort/internal.h"
#include "symbol/pclntab.h"
#include "symbol/symbol.h"
#include "trace/memory.h"

enum { MAX_WHY = 512, MAX_INLINED = 32 };

static _Thread_local char why[MAX_WHY];

bool gort_word(struct gort *g, uint64_t base, enum layout_field f,
	       uint64_t *ret)
{
	uint64_t at = gort_field(g, base, f);

	return at != 0 && memory_word(g->memory, at, ret);
}

#define READ_PART(bits)                                                       \
	bool gort_u##bits(struct gort *g, uint64_t base, enum layout_field f, \
			  uint##bits##_t *ret)                                \
	{                                                                     \
		uint64_t w;                                                   \
                                                                              \
		if (!gort_word(g, base, f, &w))                               \
			return false;                                         \
		*ret = (uint##bits##_t)w;                                     \
		return true;                                                  \
	}

READ_PART(32)
READ_PART(16)
READ_PART(8)

/* The offsets, and what is to be said about them. */
static bool choose_layout(struct gort *g, const char **ret_why)
{
	const struct module_file *f = &g->file;
	const char *what = NULL;

	if (f->minor != 0 && f->minor < LAYOUT_OLDEST) {
		snprintf(why, sizeof(why),
			 "'%s' was built with %s; Belay knows go1.%d and later",
			 f->path, f->version, LAYOUT_OLDEST);
		*ret_why = why;
		return false;
	}
	g->info.version = f->version;
	g->info.minor = f->minor ? f->minor : LAYOUT_NEWEST;
	layout_of_release(g->info.minor, &g->layout);
	if (g->debug)
		(void)layout_of_debug(&g->layout, g->debug, g->arena, &what);
	if (what)
		g->info.note = arena_printf(g->arena,
					    "%s: %s, by its debug information",
					    f->version, what);
	else if (f->minor == 0 || f->minor > LAYOUT_NEWEST)
		g->info.note = arena_printf(
			g->arena, "%s is newer than Belay and read as go1.%d",
			f->version, LAYOUT_NEWEST);
	return true;
}

static bool read_modules(struct gort *g, const char **ret_why)
{
	uint64_t at = 0;

	if (!module_data_find(&g->file, g->memory, &at)) {
		*ret_why = "Go's description of the program was not found";
		return false;
	}
	while (at != 0 && g->nmodules < GORT_MODULES &&
	       module_data_read(g->memory, &g->layout, at,
				&g->modules[g->nmodules])) {
		at = g->modules[g->nmodules].next;
		g->nmodules++;
	}
	if (g->nmodules == 0) {
		*ret_why = "Go's description of the program makes no sense";
		return false;
	}
	g->info.text = g->modules[0].text.start;
	g->info.etext = g->modules[0].text.end;
	return true;
}

static bool swiss_maps(const struct gort *g)
{
	return g->info.minor >= 24 && !strstr(g->info.version, "noswissmap");
}

/* A line for a release that is not known and has moved things around. */
static const char *refusal(const struct gort *g, const char *reason)
{
	if (g->file.minor != 0 && g->file.minor <= LAYOUT_NEWEST)
		return reason;
	snprintf(why, sizeof(why),
		 "%s is newer than Belay (go1.%d), and cannot be read as that: "
		 "%s",
		 g->info.version, LAYOUT_NEWEST, reason);
	return why;
}

static int debug_fd(const struct module_file *f)
{
	return f->debug.data ? f->debug.fd : f->file.fd;
}

static struct gort *open_it(struct memory *m, const char *const *debug_dirs,
			    bool names, const char **ret_why)
{
	struct arena *a = arena_create(0);
	struct gort *g = ARENA_NEW(a, struct gort);

	g->arena = a;
	g->scratch = arena_create(0);
	g->memory = m;
	if (!module_file_find(&g->file, a, m, debug_dirs, ret_why))
		goto fail;
	if (g->file.file.machine != 62 /* x86-64 */) {
		*ret_why = "it is built for another machine than x86-64";
		goto fail;
	}
	if (names)
		g->debug = debug_open(a, debug_fd(&g->file));
	if (!choose_layout(g, ret_why))
		goto fail;
	if (!read_modules(g, ret_why) || !gort_find_runtime(g, ret_why)) {
		*ret_why = refusal(g, *ret_why);
		goto fail;
	}
	g->info.path = g->file.path;
	g->info.bias = g->file.bias;
	g->info.dwarf = g->debug != NULL;
	g->info.swiss = swiss_maps(g);
	return g;

fail:
	gort_close(g);
	return NULL;
}

struct gort *gort_open(struct memory *m, const char *const *debug_dirs,
		       const char **ret_why)
{
	return open_it(m, debug_dirs, true, ret_why);
}

struct gort *gort_open_nameless(struct memory *m, const char **ret_why)
{
	return open_it(m, NULL, false, ret_why);
}

void gort_close(struct gort *g)
{
	if (!g)
		return;
	debug_close(g->debug);
	module_file_finish(&g->file);
	arena_destroy(g->scratch);
	arena_destroy(g->arena);
}

void gort_refresh(struct gort *g)
{
	arena_reset(g->scratch);
	g->arenas = g->spans = (struct ptrmap){.slots = NULL};
	g->last_page = g->heap_end = g->dead_object = 0;
	g->goroutines = NULL;
	g->ngoroutines = 0;
}

const struct gort_info *gort_info(const struct gort *g)
{
	return &g->info;
}

struct memory *gort_memory(const struct gort *g)
{
	return g->memory;
}

const struct module_data *gort_module_of_type(const struct gort *g,
					      uint64_t addr)
{
	for (size_t i = 0; i < g->nmodules; i++)
		if (addr - g->modules[i].types.start <
		    g->modules[i].types.end - g->modules[i].types.start)
			return &g->modules[i];
	return NULL;
}

const char *gort_function(struct gort *g, uint64_t pc)
{
	struct symbol_frame frames[MAX_INLINED];
	size_t n;

	if (!g->file.functions || pc < g->file.start || pc >= g->file.end)
		return NULL;
	n = pclntab_lookup(g->file.functions, pc - g->file.bias, frames,
			   MAX_INLINED);
	return n > 0 ? frames[n - 1].function : NULL;
}
