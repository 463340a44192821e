/* SPDX-License-Identifier: MIT */
/*
 * finding.h - where both pipelines meet
 *
 * The analyzer proves a finding from source; the runtime observes one in a
 * process.  From here on nobody cares which: every output format reads
 * these structs and nothing else.
 *
 * Ownership: a report owns its arena, and every string and array in it
 * lives there.  One thread at a time.
 */
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum level { LEVEL_NOTE, LEVEL_WARNING, LEVEL_ERROR };

/* "note", "warning", "error". */
const char *level_name(enum level level);

/* One named frame of a stack; inlined calls are frames of their own. */
struct finding_frame {
	const char *function; /* NULL: unknown */
	const char *file;     /* NULL: unknown */
	int line, column;     /* 0: unknown */
	const char *module;   /* base name of the object file, NULL: none */
	uint64_t offset;      /* of pc in the module, in its own terms */
	uint64_t pc;
	const char *language; /* "c", "c++", "go", or NULL: unknown */
	bool inlined;
};

struct finding_stack {
	bool taken; /* false: no such event, or no stack was taken */
	uint32_t tid;
	uint64_t goroutine; /* 0: none */
	const struct finding_frame *frames;
	size_t nframes;
	bool cut;    /* too deep to be kept whole */
	bool lost;   /* ended where nothing says how to go on */
	bool likely; /* of an earlier call from the same place */
	bool gap;    /* frames of C are missing before Go's */
};

struct finding_block {
	uint64_t address, size;
	struct finding_stack alloc, free;
};

/* Who still points to freed memory. */
struct finding_holder {
	const char *kind; /* "go-map", "c-global", ... */
	bool certain;
	const char *name, *key, *type, *path; /* NULL: unknown */
	const char *where; /* "offset 8 of a C block of 64 bytes", or NULL */
	uint64_t address;
};

/*
 * What only the runtime knows.  For an access the finding's message is
 * what, a space and where; otherwise both are NULL.
 */
struct finding_run {
	uint32_t pid;
	const char *access; /* "read", "write", or NULL: not known, or none */
	int access_size;    /* 0: unknown */
	const char *what;   /* "read of 8 bytes" */
	const char *where;  /* "at offset 0 of a 24-byte block" */
	const char *event;  /* what stack shows: "read", "freed again" */
	uint64_t address;
	int64_t offset; /* of address from the block's start */
	uint32_t tid;
	uint64_t goroutine;
	const char *thread; /* its name, or NULL */
	struct finding_stack stack;
	const struct finding_block *block; /* NULL: no block is known */
	const struct finding_holder *holders;
	size_t nholders;
	/* Blocks that are told of together, block being the first of them; 0
	 * where it is not about blocks that somebody holds or lost. */
	uint64_t nblocks, nbytes;
};

/* One step of a path through the source. */
struct finding_step {
	const char *role; /* "alloc", "store", "free", ... */
	const char *file;
	int line, column;
	const char *function;
	const char *message;
};

struct finding {
	const char *code; /* "BR101" */
	const char *rule; /* "use-after-free": a rule's slug or a kind */
	enum level level;
	const char *message;
	const char *file; /* NULL: unknown */
	int line, column, end_line, end_column;
	const char *function;
	const char *fingerprint; /* NULL: none */
	const char *fix;	 /* NULL: none */
	bool asked;		 /* for its rule: it is shown at any level */
	const struct finding_step *trace;
	size_t ntrace;
	const struct finding_run *run; /* NULL: found in the source */
};

/* A process of a run. */
struct finding_process {
	uint32_t pid, parent;
	const char *program;
	bool exited; /* the next two are known */
	int status;  /* exit status, when signal is 0 */
	int signal;
};

struct finding_run_stats {
	uint64_t allocations, guarded, sampled, quarantine_bytes, sweeps;
	uint64_t retired_bytes;
};

/* What kept a part of the source from being analysed. */
struct finding_diagnostic {
	const char *file; /* NULL: of no file */
	int line, column; /* 0: unknown */
	const char *message;
};

/* One stage of `belay check`: seconds of all threads together. */
struct finding_stage {
	const char *name;
	double cpu;
};

/* What `belay check` did, beside its findings. */
struct finding_check {
	uint64_t packages, files, lines; /* the named ones */
	uint64_t suppressed;
	double seconds;
	const struct finding_diagnostic *diagnostics; /* by file and line */
	size_t ndiagnostics;
	/* --stats; nstages 0 without it. */
	const struct finding_stage *stages;
	size_t nstages;
	uint64_t all_packages, all_files, all_lines, all_bytes;
	uint64_t memory; /* peak resident bytes */
	unsigned jobs;
};

/* Everything that one command has to say. */
struct finding_report {
	struct arena *arena;
	const struct finding_check *check; /* NULL: of a run */
	struct finding *findings;	   /* in the order they happened */
	size_t nfindings;
	struct finding_process *processes; /* in the order they started */
	size_t nprocesses;
	struct finding_run_stats stats; /* summed over processes */
	uint64_t dropped;		/* findings there was no room for */
};

/* How many findings have just this level. */
size_t finding_count(const struct finding_report *report, enum level level);

/*
 * False for code that the user did not write: the C library and its
 * loader, Belay's runtime, Go's runtime and what cgo generates.
 */
bool frame_is_user(const struct finding_frame *frame);

/* True for a package of Go's standard library. */
bool frame_is_go_std(const struct finding_frame *frame);

/*
 * The frame to show for a stack: the innermost one that is the user's and
 * has a line, or the next best.  NULL when nothing in it has a name.
 */
const struct finding_frame *stack_blame(const struct finding_stack *stack);

#endif
