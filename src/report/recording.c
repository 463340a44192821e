/* SPDX-License-Identifier: MIT */
/*
 * Reading the bytes of a session.
 *
 * A recording may be cut anywhere: the disk was full, the copy broke off.
 * What is whole is still good, down to the single finding, because nothing
 * in the format points forward.  So a place counts as soon as everything
 * ahead of its findings is there, and a finding counts when all of it is;
 * what is missing reads as zero, which is "empty".
 *
 * A living session is a sparse file of gigabytes.  Looking at a page of it
 * would make the kernel find memory for it, so the tables of a place are
 * copied only as far as its counts go.
 */
#include "report/report.h"

#include <string.h>

#include "record/record.h"

/*
 * The format of a recording is the layout of these structs; the figures
 * are those of doc/record-format.md.  A change to one of them needs a new
 * RECORD_VERSION.
 */
#define AT(type, field, offset)                                  \
	_Static_assert(offsetof(struct type, field) == (offset), \
		       #type "." #field)
#define SIZE(type, size) _Static_assert(sizeof(struct type) == (size), #type)

SIZE(record_session, 32832);
AT(record_session, magic, 0);
AT(record_session, version, 8);
AT(record_session, process_size, 12);
AT(record_session, first, 16);
AT(record_session, nprocesses, 20);
AT(record_session, belay_pid, 24);
AT(record_session, events, 28);
AT(record_session, version_text, 32);
AT(record_session, places, 64);
_Static_assert(RECORD_FIRST == 36864, "RECORD_FIRST");
_Static_assert(RECORD_STRIDE == 323584, "RECORD_STRIDE");

SIZE(record_process, 321920);
AT(record_process, state, 0);
AT(record_process, nfindings, 4);
AT(record_process, nmodules, 8);
AT(record_process, pid, 12);
AT(record_process, parent, 16);
AT(record_process, flags, 20);
AT(record_process, started, 24);
AT(record_process, program, 32);
AT(record_process, go_version, 288);
AT(record_process, stats, 320);
AT(record_process, modules, 384);
AT(record_process, findings, 107904);

SIZE(record_stats, 64);
AT(record_stats, allocations, 0);
AT(record_stats, guarded, 8);
AT(record_stats, sampled, 16);
AT(record_stats, quarantine_bytes, 24);
AT(record_stats, sweeps, 32);
AT(record_stats, retired_bytes, 40);
AT(record_stats, dropped_findings, 48);
AT(record_stats, dropped_modules, 56);

SIZE(record_module, 280);
AT(record_module, start, 0);
AT(record_module, end, 8);
AT(record_module, bias, 16);
AT(record_module, build_id_len, 24);
AT(record_module, build_id, 28);
AT(record_module, path, 48);

SIZE(record_finding, 3344);
AT(record_finding, state, 0);
AT(record_finding, kind, 4);
AT(record_finding, address, 8);
AT(record_finding, access, 16);
AT(record_finding, signal, 20);
AT(record_finding, regs, 24);
AT(record_finding, code, 160);
AT(record_finding, top_word, 176);
AT(record_finding, nregs, 184);
AT(record_finding, ncode, 188);
AT(record_finding, thread, 192);
AT(record_finding, stack, 208);
AT(record_finding, block, 1248);

SIZE(record_block, 2096);
AT(record_block, address, 0);
AT(record_block, size, 8);
AT(record_block, alloc, 16);
AT(record_block, free, 1056);

SIZE(record_stack, 1040);
AT(record_stack, goroutine, 0);
AT(record_stack, tid, 8);
AT(record_stack, flags, 12);
AT(record_stack, nframes, 14);
AT(record_stack, pc, 16);

/* The head of the file without the table of who has which place. */
#define HEADER_SIZE offsetof(struct record_session, places)

/* Of a place: what must be there for it to count. */
#define HEAD_SIZE offsetof(struct record_process, findings)

static size_t place_offset(size_t i)
{
	return (size_t)RECORD_FIRST + i * (size_t)RECORD_STRIDE;
}

const char *report_check(const void *data, size_t size, size_t *ret_n,
			 int *ret_cut)
{
	struct record_session head;
	size_t n, whole;

	if (size < HEADER_SIZE)
		return "too short to be a recording";
	memcpy(&head, data, HEADER_SIZE);
	if (head.magic != RECORD_MAGIC)
		return "not a recording of belay";
	if (head.version != RECORD_VERSION)
		return "a recording of another version of belay";
	if (head.process_size != sizeof(struct record_process) ||
	    head.first != RECORD_FIRST || head.nprocesses > RECORD_PROCESSES)
		return "a damaged recording";

	n = head.nprocesses;
	whole = 0;
	while (whole < n && place_offset(whole) + HEAD_SIZE <= size)
		whole++;
	*ret_n = whole;
	*ret_cut = n > 0 &&
		   place_offset(n - 1) + sizeof(struct record_process) > size;
	return NULL;
}

static uint32_t clamp(uint32_t n, uint32_t max)
{
	return n < max ? n : max;
}

/*
 * The state is read first and the rest after it, so that a finding that a
 * living process completes in between is taken whole or not at all.
 */
static void copy_finding(const unsigned char *from, struct record_finding *ret)
{
	uint32_t state;

	memcpy(&state, from + offsetof(struct record_finding, state),
	       sizeof(state));
	if (state != RECORD_COMPLETE && state != RECORD_SEEN) {
		atomic_init(&ret->state, state);
		return;
	}
	atomic_thread_fence(memory_order_acquire);
	memcpy(ret, from, sizeof(*ret));
	atomic_init(&ret->state, state);
}

void report_process(const void *data, size_t size, size_t i,
		    struct record_process *ret)
{
	const unsigned char *place =
		(const unsigned char *)data + place_offset(i);
	size_t have = size - place_offset(i);
	uint32_t nfindings, nmodules;
	uint32_t state;

	memset(ret, 0, sizeof(*ret));
	memcpy(&state, place, sizeof(state));
	if (state != RECORD_COMPLETE)
		return;
	atomic_thread_fence(memory_order_acquire);
	memcpy(ret, place, offsetof(struct record_process, modules));

	nfindings = clamp(atomic_load(&ret->nfindings), RECORD_FINDINGS);
	nmodules = clamp(atomic_load(&ret->nmodules), RECORD_MODULES);
	for (uint32_t k = 0; k < nfindings; k++) {
		size_t at = HEAD_SIZE + k * sizeof(ret->findings[0]);

		if (at + sizeof(ret->findings[0]) > have)
			break;
		copy_finding(place + at, &ret->findings[k]);
	}
	memcpy(ret->modules, place + offsetof(struct record_process, modules),
	       nmodules * sizeof(ret->modules[0]));
}
