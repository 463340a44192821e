/* SPDX-License-Identifier: MIT */
/*
 * The tables of a runtime are made here, by hand, in this process, which
 * reads itself.  That the real ones look like these is held at compile time
 * by the runtime, and by tests/held.
 */
#include "report/heap.h"

#include <stdlib.h>
#include <unistd.h>

#include "record/record.h"
#include "test.h"
#include "trace/memory.h"

enum { SLOTS = 64, SLOT = 48, PAGES = 32, WORDS = 64 };

/* What a process with one span and some pages has. */
static struct {
	struct record_heap head;
	struct heap_ranges own, more;
	struct heap_span span;
	uint64_t table[4];
	uint64_t used, ready;
	uint32_t info[SLOTS];
	struct heap_slot slots[SLOTS];
	struct heap_page_block blocks[PAGES];
	uint64_t stacks[WORDS];
	uint64_t nstacks;
	uint32_t tids[4];
} p;

static struct memory *memory;

static uint32_t slot(enum block_state state, uint32_t size)
{
	return (uint32_t)state << SLOT_STATE_SHIFT | size;
}

static uint64_t at(const void *address)
{
	return (uintptr_t)address;
}

static void make_stack(uint32_t number, uint64_t pc)
{
	struct heap_stack *s = (void *)&p.stacks[number];

	*s = (struct heap_stack){.seal = HEAP_SEAL ^ number, .n = 2};
	p.stacks[number + 2] = pc;
	p.stacks[number + 3] = pc + 1;
}

static void make(void)
{
	const uint64_t packed = UINT64_C(0x700000000000);
	const uint64_t paged = UINT64_C(0x500000000000);
	const char *why;

	memset(&p, 0, sizeof(p));
	p.head = (struct record_heap){
		.magic = RECORD_HEAP_MAGIC,
		.span_base = packed,
		.span_size = 1 << 20,
		.span_table = at(p.table),
		.span_used = at(&p.used),
		.page_base = paged,
		.npages = 1024,
		.page_blocks = at(p.blocks),
		.page_ready = at(&p.ready),
		.stacks = at(p.stacks),
		.stacks_used = at(&p.nstacks),
		.tids = at(p.tids),
		.ntids = 4,
		.ranges = {at(&p.own), at(&p.more)},
	};
	p.span = (struct heap_span){
		.base = packed,
		.info = at(p.info),
		.slots = at(p.slots),
		.slot_size = SLOT,
		.bytes = HEAP_UNIT,
		.nslots = SLOTS,
	};
	p.table[0] = at(&p.span);
	p.used = HEAP_UNIT;
	p.ready = sizeof(p.blocks);
	p.nstacks = WORDS;
	p.tids[2] = 4711;
	p.own.n = 2;
	p.own.v[0].start = 0x9000;
	p.own.v[0].size = 0x1000;
	p.own.v[1].start = 0x1000;
	p.own.v[1].size = 0x2000;
	p.more.n = 1;
	p.more.v[0].start = 0x3000;
	p.more.v[0].size = 0x1000;
	make_stack(8, 0x1234);
	p.info[3] = slot(BLOCK_LIVE, 40);
	p.slots[3] = (struct heap_slot){.alloc_stack = 8, .alloc_thread = 2};
	p.info[5] = slot(BLOCK_HELD, 33);
	p.slots[5] = (struct heap_slot){.alloc_stack = 8,
					.free_stack = 8 | STACK_LIKELY,
					.alloc_thread = 2,
					.free_thread = 2};
	p.info[6] = slot(BLOCK_FREE, 1);
	/* Two pages of which the block is the end. */
	p.blocks[4] = (struct heap_page_block){
		.address = paged + 4 * HEAP_PAGE + 100,
		.size = 8000,
		.npages = 2,
		.state = BLOCK_DEAD,
		.free = {.goroutine = 7, .stack = 8, .tid = 12},
	};
	if (!memory)
		memory = memory_of_process(getpid(), &why);
	memory_refresh(memory);
}

static struct heap *open_heap(void)
{
	return memory ? heap_open(memory, at(&p.head)) : NULL;
}

static void live_and_freed_slots_are_told_apart(void)
{
	struct heap_block b;
	struct heap *h;

	make();
	h = open_heap();
	CHECK(h);
	CHECK(heap_find(h, p.span.base + 3 * SLOT, &b));
	CHECK(b.state == BLOCK_LIVE && !heap_block_is_freed(&b));
	CHECK(b.address == p.span.base + 3 * SLOT && b.size == 40);
	CHECK(b.alloc.tid == 4711 && b.free.tid == 0);
	CHECK(heap_find(h, p.span.base + 5 * SLOT + 47, &b));
	CHECK(b.state == BLOCK_HELD && heap_block_is_freed(&b));
	CHECK(b.size == 33 && b.limit == SLOT && b.free.tid == 4711);
	CHECK(!heap_find(h, p.span.base, &b)); /* never used */
	heap_close(h);
}

static void slots_of_a_guarded_span_are_dead(void)
{
	struct heap_block b;
	struct heap *h;

	make();
	p.span.dead = 1;
	memory_refresh(memory);
	h = open_heap();
	CHECK(h);
	CHECK(heap_find(h, p.span.base + 6 * SLOT, &b));
	CHECK(b.state == BLOCK_DEAD);
	heap_close(h);
}

static void block_with_pages_is_found_from_each_of_its_addresses(void)
{
	const uint64_t page = HEAP_PAGE;
	struct heap_block b;
	struct heap *h;

	make();
	h = open_heap();
	CHECK(h);
	CHECK(heap_find(h, p.blocks[4].address, &b) && b.size == 8000);
	CHECK(heap_find(h, p.blocks[4].address + 7999, &b));
	CHECK(b.free.goroutine == 7 && b.free.tid == 12);
	/* Before it in its page, the guard behind it, and a page of nobody. */
	CHECK(!heap_find(h, p.head.page_base + 4 * page, &b));
	CHECK(!heap_find(h, p.head.page_base + 6 * page, &b));
	CHECK(!heap_find(h, p.head.page_base + 2 * page, &b));
	heap_close(h);
}

struct seen {
	uint64_t last;
	int n, freed;
	bool sorted;
};

static bool see(void *arg, const struct heap_block *b)
{
	struct seen *s = arg;

	s->sorted &= b->address > s->last;
	s->last = b->address;
	s->n++;
	s->freed += heap_block_is_freed(b);
	return s->n < 100;
}

static void all_blocks_come_in_the_order_of_addresses(void)
{
	struct seen s = {.sorted = true};
	struct heap *h;

	make();
	h = open_heap();
	CHECK(h);
	heap_each(h, see, &s);
	CHECK(s.n == 4 && s.freed == 3 && s.sorted);
	heap_close(h);
}

static void own_memory_is_sorted_and_merged(void)
{
	const struct heap_range *r;
	struct heap *h;
	size_t n;

	make();
	h = open_heap();
	CHECK(h);
	r = heap_own(h, &n);
	CHECK(n == 2);
	CHECK(r[0].start == 0x1000 && r[0].end == 0x4000);
	CHECK(r[1].start == 0x9000 && r[1].end == 0xa000);
	heap_close(h);
}

static void stacks_are_read_by_number(void)
{
	struct heap_event e = {.stack = 8 | STACK_LIKELY, .tid = 5};
	static struct record_stack s;
	struct heap *h;

	make();
	h = open_heap();
	CHECK(h);
	heap_stack(h, &e, &s);
	CHECK(s.nframes == 2 && s.pc[0] == 0x1234 && s.tid == 5);
	CHECK(s.flags & RECORD_STACK_LIKELY);
	e.stack = 9; /* the middle of one */
	heap_stack(h, &e, &s);
	CHECK(s.nframes == 0);
	e.stack = 1 << 30;
	heap_stack(h, &e, &s);
	CHECK(s.nframes == 0);
	heap_close(h);
}

static void what_is_not_a_heap_is_refused(void)
{
	make();
	CHECK(!heap_open(memory, 0));
	CHECK(!heap_open(memory, 8));
	p.head.magic++;
	memory_refresh(memory);
	CHECK(!open_heap());
	make();
	p.head.span_size = UINT64_MAX;
	memory_refresh(memory);
	CHECK(!open_heap());
}

/* Each word of the tables is set to what it should never be. */
static void scribbled_tables_are_survived(void)
{
	static const uint64_t bad[] = {0, 1, UINT64_MAX, UINT64_C(1) << 63,
				       UINT64_C(0x500000004000)};
	const size_t n = sizeof(p) / sizeof(uint64_t);

	for (size_t i = 1; i < n; i += i < 100 ? 1 : 7) {
		struct seen s = {.sorted = true};
		struct heap_block b;
		struct heap *h;

		make();
		((uint64_t *)&p)[i] = bad[i % 5];
		memory_refresh(memory);
		h = open_heap();
		if (!h)
			continue;
		heap_each(h, see, &s);
		CHECK(s.n <= 100);
		if (heap_find(h, p.blocks[4].address + 5, &b))
			CHECK(b.size <= b.limit);
		if (heap_find(h, p.head.span_base + 5 * SLOT, &b))
			CHECK(b.size <= b.limit);
		heap_close(h);
	}
}

int main(void)
{
	RUN(live_and_freed_slots_are_told_apart);
	RUN(slots_of_a_guarded_span_are_dead);
	RUN(block_with_pages_is_found_from_each_of_its_addresses);
	RUN(all_blocks_come_in_the_order_of_addresses);
	RUN(own_memory_is_sorted_and_merged);
	RUN(stacks_are_read_by_number);
	RUN(what_is_not_a_heap_is_refused);
	RUN(scribbled_tables_are_survived);
	memory_close(memory);
	return test_summary();
}
