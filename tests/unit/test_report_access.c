/* SPDX-License-Identifier: MIT */
#include "report/access.h"

#include <string.h>

#include "test.h"

enum { RAX = 0, RCX = 2, RSI = 4, RDI = 5, RSP = 7, R12 = 12, RIP = 16 };

static struct access decode(const char *code, size_t n, uint64_t address,
			    enum record_access said, int reg, uint64_t value)
{
	struct record_finding f = {.address = address,
				   .access = said,
				   .nregs = RECORD_REGS,
				   .ncode = (uint32_t)n};

	memcpy(f.code, code, n);
	f.regs[RIP] = 0x401000;
	f.regs[reg] = value;
	return access_decode(&f);
}

#define DECODE(code, address, said, reg, value) \
	decode(code, sizeof(code) - 1, address, said, reg, value)

static void plain_loads_and_stores_have_their_size(void)
{
	struct access a;

	/* mov rax, [rax] */
	a = DECODE("\x48\x8b\x00", 0x7000, RECORD_READ, RAX, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 8);
	/* mov byte [rax+0x10], 1 */
	a = DECODE("\xc6\x40\x10\x01", 0x7010, RECORD_WRITE, RAX, 0x7000);
	CHECK(a.type == RECORD_WRITE && a.size == 1);
	/* movzx eax, word [r12] */
	a = DECODE("\x41\x0f\xb7\x04\x24", 0x7000, RECORD_READ, R12, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 2);
	/* movups xmm0, [rdi] */
	a = DECODE("\x0f\x10\x07", 0x7000, RECORD_READ, RDI, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 16);
	/* vmovdqu ymm1, [rsi], with the fault in its second half */
	a = DECODE("\xc5\xfe\x6f\x0e", 0x7010, RECORD_READ, RSI, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 32);
	/* mov eax, [rip+0x10] */
	a = DECODE("\x8b\x05\x10\x00\x00\x00", 0x401016, RECORD_READ, RAX, 0);
	CHECK(a.type == RECORD_READ && a.size == 4);
}

static void the_instruction_tells_what_the_processor_did_not(void)
{
	struct access a;

	a = DECODE("\x48\x8b\x00", 0x7000, RECORD_ACCESS_UNKNOWN, RAX, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 8);
	a = DECODE("\x48\x89\x00", 0x7000, RECORD_ACCESS_UNKNOWN, RAX, 0x7000);
	CHECK(a.type == RECORD_WRITE && a.size == 8);
}

static void string_instructions_are_taken_at_the_right_end(void)
{
	struct access a;

	/* rep movsb: the source is at rsi, the destination at rdi. */
	a = DECODE("\xf3\xa4", 0x7000, RECORD_READ, RSI, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 1);
	a = DECODE("\xf3\x48\xa5", 0x7000, RECORD_WRITE, RDI, 0x7000);
	CHECK(a.type == RECORD_WRITE && a.size == 8);
	/* rep stosd */
	a = DECODE("\xf3\xab", 0x7000, RECORD_ACCESS_UNKNOWN, RDI, 0x7000);
	CHECK(a.type == RECORD_WRITE && a.size == 4);
}

static void the_stack_is_an_operand_that_is_not_written_down(void)
{
	struct access a;

	/* push rax; ret; call rax */
	a = DECODE("\x50", 0x6ff8, RECORD_WRITE, RSP, 0x7000);
	CHECK(a.type == RECORD_WRITE && a.size == 8);
	a = DECODE("\xc3", 0x7000, RECORD_ACCESS_UNKNOWN, RSP, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 8);
	a = DECODE("\xff\xd0", 0x6ff8, RECORD_ACCESS_UNKNOWN, RSP, 0x7000);
	CHECK(a.type == RECORD_WRITE && a.size == 8);
}

static void what_cannot_be_known_stays_unknown(void)
{
	struct access a;

	/* The operand is elsewhere. */
	a = DECODE("\x48\x8b\x00", 0x9000, RECORD_READ, RAX, 0x7000);
	CHECK(a.type == RECORD_READ && a.size == 0);
	/* mov rax, fs:[0]: the base of the segment is not recorded. */
	a = DECODE("\x64\x48\x8b\x04\x25\x00\x00\x00\x00", 0, RECORD_READ, RAX,
		   0);
	CHECK(a.size == 0);
	/* No instruction at all. */
	a = DECODE("\x06\x06\x06", 0x7000, RECORD_ACCESS_UNKNOWN, RAX, 0x7000);
	CHECK(a.type == RECORD_ACCESS_UNKNOWN && a.size == 0);
	/* Cut in the middle. */
	a = DECODE("\x48\x8b", 0x7000, RECORD_WRITE, RAX, 0x7000);
	CHECK(a.type == RECORD_WRITE && a.size == 0);
}

static void forged_counts_are_not_believed(void)
{
	struct record_finding f = {.access = 77,
				   .ncode = UINT32_MAX,
				   .nregs = RECORD_REGS,
				   .address = 0x7000};
	struct access a;

	memcpy(f.code, "\x48\x8b\x00", 3);
	f.regs[RAX] = 0x7000;
	a = access_decode(&f);
	CHECK(a.type == RECORD_READ && a.size == 8);
	f.nregs = UINT32_MAX;
	a = access_decode(&f);
	CHECK(a.type == RECORD_ACCESS_UNKNOWN && a.size == 0);
}

int main(void)
{
	RUN(plain_loads_and_stores_have_their_size);
	RUN(the_instruction_tells_what_the_processor_did_not);
	RUN(string_instructions_are_taken_at_the_right_end);
	RUN(the_stack_is_an_operand_that_is_not_written_down);
	RUN(what_cannot_be_known_stays_unknown);
	RUN(forged_counts_are_not_believed);
	return test_summary();
}
