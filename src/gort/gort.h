/* SPDX-License-Identifier: MIT */
/*
 * gort.h - the Go runtime of another process, seen from outside
 *
 * Comes in: a process that stands still, or a core (trace/memory.h).  Goes
 * out: which Go it is, its spans and objects, its goroutines and globals;
 * types and maps have headers of their own (gort/type.h, gort/map.h).
 *
 * What the runtime keeps where differs from release to release.  A table
 * (versions.def) has it for those that are known; where the program has
 * debug information, that is asked first.  A release that is newer than the
 * table is read as the newest one, if what is found then makes sense.
 *
 *	struct gort *g = gort_open(m, NULL, &why);
 *	vars = gort_variables(g, &n);
 *	for (i = 0; i < n; i++)
 *		if (vars[i].type->kind == GO_MAP && memory_word(m, ...))
 *			gort_map_each(g, vars[i].type, header, each, arg);
 *	gort_close(g);
 *
 * Nothing that is read is believed: the program may have scribbled on its
 * own memory, and a core may be forged.  What makes no sense is as if it
 * were not there; every list and every depth has a ceiling.
 *
 * Ownership: everything that is returned, texts included, lives until
 * gort_close(); the memory must live as long.  Threads: one at a time.
 */
#ifndef GORT_GORT_H
#define GORT_GORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct go_type;
struct gort;
struct memory;

/*
 * Finds the Go program or shared object in m.  debug_dirs: NULL-terminated
 * list of folders with files that have what was stripped (--symbols), or
 * NULL.  NULL when there is no Go in it, or none that can be read: then
 * ret_why says so, in a text that is not freed.
 */
struct gort *gort_open(struct memory *m, const char *const *debug_dirs,
		       const char **ret_why);
void gort_close(struct gort *g); /* NULL is fine */

/*
 * The same without debug information, which takes a tenth of a second to
 * read: spans, objects and sections are there, types and names are not.
 */
struct gort *gort_open_nameless(struct memory *m, const char **ret_why);

/*
 * Opening reads files, debug information most of all, and of memory only
 * what never changes; so it may be done before the process is stopped.
 * This forgets what was read of the rest: spans, goroutines.  To be called
 * after memory_refresh().
 */
void gort_refresh(struct gort *g);

struct gort_info {
	const char *version; /* "go1.26.8" */
	int minor;	     /* 26 */
	const char *path;    /* of the module, in its process */
	uint64_t bias;	     /* address in memory minus that in the file */
	uint64_t text, etext;
	bool symbols; /* found by the symbol table; else by search */
	bool dwarf;   /* variables and types have names */
	bool swiss;   /* how its maps are made */
	/*
	 * What a reader should know: that the release is newer than the
	 * table, or that debug information and table differ.  NULL: nothing.
	 */
	const char *note;
};

const struct gort_info *gort_info(const struct gort *g);
struct memory *gort_memory(const struct gort *g);

/* ---- memory that the runtime manages */

enum gort_span_state { GORT_SPAN_DEAD, GORT_SPAN_HEAP, GORT_SPAN_MANUAL };

/* A run of pages that is cut into elements of one size. */
struct gort_span {
	uint64_t address; /* of the runtime's record of it */
	uint64_t start, end;
	uint64_t elemsize;
	uint64_t nelems;
	uint64_t free_index; /* elements from here on: see alloc_bits */
	uint64_t alloc_bits; /* the address of a bit for each */
	uint64_t mark_bits;
	uint64_t large_type; /* of the only element; 0 */
	enum gort_span_state state;
	uint8_t class;
	bool noscan;	    /* no element has pointers for the collector */
	bool swept;	    /* else alloc_bits are of the last cycle */
	bool headers;	    /* elements start with a word: their type */
	bool bitmap_at_end; /* pointer bits of all elements end the span */
	bool inline_marks;  /* mark bits in the span, at its very end */
};

/* The span that addr lies in, with any state but dead; NULL. */
const struct gort_span *gort_span(struct gort *g, uint64_t addr);

/* All spans that are in use, in the order of addresses. */
void gort_spans_each(struct gort *g,
		     bool (*each)(void *arg, const struct gort_span *s),
		     void *arg);

struct gort_object {
	const struct gort_span *span;
	uint64_t base; /* behind the type word, where there is one */
	uint64_t size; /* from base to the end of the element */
	uint64_t type; /* the type word: a descriptor's address, or 0 */
	bool allocated;
	bool noscan;
};

/* The object that addr lies in, false when it is no heap object. */
bool gort_object(struct gort *g, uint64_t addr, struct gort_object *ret);

/*
 * Which words of an object the collector takes for pointers: bit i of ret
 * is for the word at o->base + 8 * (first + i).  How many bits were set or
 * cleared, n at most; 0 when nothing says it (then each word may be one).
 */
size_t gort_pointer_bits(struct gort *g, const struct gort_object *o,
			 uint64_t first, size_t n, uint8_t *ret);

/* ---- goroutines */

enum gort_status {
	GORT_IDLE,
	GORT_RUNNABLE,
	GORT_RUNNING,
	GORT_SYSCALL, /* C that was called from Go included */
	GORT_WAITING,
	GORT_DEAD = 6,
	GORT_COPYSTACK = 8,
	GORT_PREEMPTED = 9,
	GORT_LEAKED = 10,     /* waits, and nothing can wake it: 1.26 */
	GORT_DEAD_EXTRA = 11, /* kept for threads of C: 1.26 */
};

struct gort_goroutine {
	uint64_t address; /* of its g */
	uint64_t goid;
	enum gort_status status;
	uint64_t stack_lo, stack_hi;
	/*
	 * Of the innermost frame on that stack.  Where the thread is in C or
	 * on the runtime's stack now, those that it left the goroutine with;
	 * in a signal handler, those that were interrupted.
	 */
	uint64_t sp, pc, bp;
	bool exact;	/* false: sp is a guess, and is the lowest it may be */
	uint32_t tid;	/* of the thread that runs it, or 0 */
	bool on_thread; /* its registers are the thread's (or interrupted) */
	uint64_t start_pc;
	const char *start; /* the function it began with, or NULL */
};

/* Without the dead ones, by goid. */
const struct gort_goroutine *gort_goroutines(struct gort *g, size_t *ret_n);

/* ---- globals */

enum gort_data { GORT_DATA, GORT_BSS, GORT_NOPTRDATA, GORT_NOPTRBSS };

struct gort_section {
	enum gort_data kind;
	uint64_t start, end;
	uint64_t mask;	/* the address of a bit for each word, */
	uint64_t nbits; /* for this many; behind them are no pointers */
};

/* Those of all Go modules. */
const struct gort_section *gort_sections(struct gort *g, size_t *ret_n);

/* As gort_pointer_bits(), for words from addr on in a section. */
size_t gort_section_bits(struct gort *g, const struct gort_section *s,
			 uint64_t addr, size_t n, uint8_t *ret);

struct gort_variable {
	const char *name; /* "main.pools", with the package's whole path */
	uint64_t address;
	const struct go_type *type; /* never NULL */
};

/* Those of Go that debug information knows, by address; none without. */
const struct gort_variable *gort_variables(struct gort *g, size_t *ret_n);

/* The one that addr lies in, or NULL. */
const struct gort_variable *gort_variable_at(struct gort *g, uint64_t addr);

/* The Go function at an address of code, "main.(*pool).get", or NULL. */
const char *gort_function(struct gort *g, uint64_t pc);

#endif
