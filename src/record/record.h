/* SPDX-License-Identifier: MIT */
/*
 * record.h - what the watched process and belay share
 *
 * A session is one memory file made by `belay run`.  It starts with a
 * struct record_session, followed by an array of struct record_process at
 * fixed places.  A watched process takes a free place when it starts (or
 * when it is born by fork) and maps that place alone:
 *
 *	+---------+-----------+-----------+-----------+--
 *	| session | process 0 | process 1 | process 2 | ...
 *	+---------+-----------+-----------+-----------+--
 *
 * The file is sparse: a place costs the pages that were written.  The same
 * bytes, cut after the last place in use, are the format of a recording on
 * disk, so the reader takes both (see doc/record-format.md).
 *
 * Everything here is valid at every instant, so that a process killed by
 * SIGKILL loses nothing: a writer fills a finding first and sets its state
 * last, with release order; a reader looks at the state first.  The reader
 * trusts no number in here: the watched program can scribble on it.
 *
 * Memory of the program is never shared through this file, only facts
 * about it.  Stacks are return addresses; names are found outside.
 */
#ifndef RECORD_RECORD_H
#define RECORD_RECORD_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RECORD_VERSION = 1,
	RECORD_PROCESSES = 8192, /* places in a session */
	RECORD_FINDINGS = 64,	 /* kept for one process */
	RECORD_MODULES = 384,	 /* kept for one process */
	RECORD_FRAMES = 128,	 /* kept for one stack */
	RECORD_REGS = 17, /* rax rbx rcx rdx rsi rdi rbp rsp r8..r15 rip */
};

/* "belay" and a format number, as the first eight bytes of the file. */
#define RECORD_MAGIC UINT64_C(0x013179616c656200)

/* Why a stack ends where it does; a set of these. */
enum record_stack_flags {
	RECORD_STACK_CUT = 1 << 0,   /* more frames than RECORD_FRAMES */
	RECORD_STACK_LOST = 1 << 1,  /* no unwind information, or bad memory */
	RECORD_STACK_EXACT = 1 << 2, /* pc[0] is an instruction, not a return
				      * address */
	/*
	 * Only pc[0] and the height of the stack are certain: the rest is of
	 * an earlier call from the same place, which allocates or frees too
	 * often to be followed each time.
	 */
	RECORD_STACK_LIKELY = 1 << 3,
	/* Frames of C are missing between the last one and Go's. */
	RECORD_STACK_GAP = 1 << 4,
};

/*
 * A stack of one moment, innermost first.  Every pc but an exact first one
 * is a return address: the call is the instruction before it.  tid 0 means
 * that the event did not happen or is not known; nframes 0 with a tid, that
 * no stack was taken.  goroutine 0 means "not a goroutine".
 */
struct record_stack {
	uint64_t goroutine;
	uint32_t tid;
	uint16_t flags;
	uint16_t nframes;
	uint64_t pc[RECORD_FRAMES];
};

/* A block of the allocator as it was when the finding was made. */
struct record_block {
	uint64_t address; /* what malloc returned; 0: no block is known */
	uint64_t size;	  /* bytes asked for */
	struct record_stack alloc;
	struct record_stack free; /* tid 0 while the block is live */
};

/* KIND(CODE, enum, name, level): see kinds.def. */
enum record_kind {
	RECORD_KIND_NONE,
#define KIND(code, constant, name, level, summary) RECORD_##constant,
#include "record/kinds.def"
#undef KIND
	RECORD_NKINDS
};

enum record_access { RECORD_ACCESS_UNKNOWN, RECORD_READ, RECORD_WRITE };

/* The life of one place in a table of this file. */
enum record_state {
	RECORD_EMPTY,
	RECORD_WRITING,	 /* taken by a writer; not to be read yet */
	RECORD_COMPLETE, /* all fields valid and final */
	RECORD_SEEN, /* belay has opened its modules; the writer may go on */
};

struct record_finding {
	/* enum record_state; the writer waits on it as a futex for SEEN. */
	_Atomic uint32_t state;
	uint32_t kind;	  /* enum record_kind */
	uint64_t address; /* that was touched, or given to free */
	uint32_t access;  /* enum record_access */
	int32_t signal;	  /* BR109: the signal; else 0 */
	/*
	 * For a fault: the registers, the first bytes at the instruction (for
	 * the size of the access) and the word at the top of the stack, which
	 * is the return address when a Go function without a frame faulted.
	 */
	uint64_t regs[RECORD_REGS];
	uint8_t code[16];
	uint64_t top_word;
	uint32_t nregs;	 /* 0 where there was no fault, else RECORD_REGS */
	uint32_t ncode;	 /* valid bytes of code[] */
	char thread[16]; /* the thread's name, NUL-padded */
	/*
	 * Of the access, or of the bad free.  tid 0 for what was found late
	 * (write-after-free): nobody knows then who wrote.
	 */
	struct record_stack stack;
	struct record_block block;
};

/*
 * One loaded object.  pc belongs to it when start <= pc < end; the address
 * in its ELF file's terms is pc - bias.
 */
struct record_module {
	uint64_t start, end;
	uint64_t bias;
	uint32_t build_id_len; /* 0 where there is none */
	uint8_t build_id[20];
	char path[232]; /* as /proc/PID/maps says it, NUL-terminated, cut */
};

/* Counters, each only ever growing but for quarantine_bytes. */
struct record_stats {
	_Atomic uint64_t allocations;
	_Atomic uint64_t guarded; /* given a guarded place of their own */
	_Atomic uint64_t sampled; /* whose stacks were taken */
	_Atomic uint64_t quarantine_bytes;
	_Atomic uint64_t sweeps;
	_Atomic uint64_t retired_bytes;	   /* never to be handed out again */
	_Atomic uint64_t dropped_findings; /* no room in findings[] */
	_Atomic uint64_t dropped_modules;  /* no room in modules[] */
};

struct record_process {
	_Atomic uint32_t state;	    /* EMPTY, WRITING, COMPLETE (= in use) */
	_Atomic uint32_t nfindings; /* places taken; each has its own state */
	_Atomic uint32_t nmodules;
	uint32_t pid, parent;
	uint32_t flags;	     /* enum record_process_flags */
	uint64_t started;    /* CLOCK_MONOTONIC, ns */
	char program[256];   /* /proc/self/exe, NUL-terminated, cut */
	char go_version[32]; /* "go1.26.8", or empty */
	struct record_stats stats;
	struct record_module modules[RECORD_MODULES];
	struct record_finding findings[RECORD_FINDINGS];
};

enum record_process_flags {
	RECORD_PROCESS_FORKED = 1 << 0,	  /* born by fork, not by exec */
	RECORD_PROCESS_NO_GUARD = 1 << 1, /* MADV_GUARD_INSTALL is missing */
	RECORD_PROCESS_SMALL = 1 << 2,	  /* the heap is cut by RLIMIT_AS */
};

struct record_session {
	uint64_t magic; /* RECORD_MAGIC */
	uint32_t version;
	uint32_t process_size; /* sizeof(struct record_process) */
	uint32_t first;	       /* offset of process 0 */
	uint32_t nprocesses;
	uint32_t belay_pid; /* who answers; 0 in a recording */
	/* A futex: raised on each finding, start and fork. */
	_Atomic uint32_t events;
	char version_text[32]; /* of belay, for people */
	/*
	 * Who has place i: 0 for nobody, else a pid.  A process takes a place
	 * by compare-and-swap; belay gives back those of processes that ended
	 * with nothing to tell, once it has noted that they were there.
	 */
	_Atomic uint32_t places[RECORD_PROCESSES];
};

/* Offset of process i in the file; a multiple of the page size. */
#define RECORD_PAGE 4096u
#define RECORD_FIRST                                                       \
	((sizeof(struct record_session) + RECORD_PAGE - 1) / RECORD_PAGE * \
	 (uint64_t)RECORD_PAGE)
#define RECORD_STRIDE                                                      \
	((sizeof(struct record_process) + RECORD_PAGE - 1) / RECORD_PAGE * \
	 (uint64_t)RECORD_PAGE)
/*
 * Behind a process in its place, in what is left of the last page: of use
 * only while it lives, and never on disk.
 */
struct record_live {
	_Atomic uint32_t hold; /* enum record_hold; the process waits on it */
	uint32_t unused;
	uint64_t heap; /* address of its struct record_heap; 0: none */
};

enum record_hold {
	RECORD_HOLD_NO,
	RECORD_HOLD_ASKED,  /* stop me when I end, I wait for your answer */
	RECORD_HOLD_CALLED, /* belay does */
	RECORD_HOLD_FREE,   /* or cannot */
};

struct record_place {
	struct record_process process;
	struct record_live live;
};

_Static_assert(sizeof(struct record_place) <= RECORD_STRIDE,
	       "the place is larger than its pages");

#define RECORD_FILE_SIZE (RECORD_FIRST + RECORD_PROCESSES * RECORD_STRIDE)

#endif
