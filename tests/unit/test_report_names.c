/* SPDX-License-Identifier: MIT */
/*
 * From a record to names with real symbols: the test is the program that it
 * reports on.
 */
#include <link.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "finding/finding.h"
#include "record/record.h"
#include "report/report.h"
#include "test.h"

static struct record_process process;

/* A line whose address is known; the call makes it a return address. */
static __attribute__((noinline)) uint64_t here(void)
{
	return (uintptr_t)__builtin_return_address(0);
}

static __attribute__((noinline)) uint64_t reader(int *ret_line)
{
	volatile uint64_t pc;

	*ret_line = __LINE__ + 1;
	pc = here();
	return pc;
}

/* The first object is the program itself. */
static int take_program(struct dl_phdr_info *info, size_t size, void *data)
{
	struct record_module *m = data;

	(void)size;
	m->bias = info->dlpi_addr;
	m->start = UINT64_MAX;
	for (int i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *ph = &info->dlpi_phdr[i];
		uint64_t at = m->bias + ph->p_vaddr;

		if (ph->p_type != PT_LOAD)
			continue;
		if (at < m->start)
			m->start = at;
		if (at + ph->p_memsz > m->end)
			m->end = at + ph->p_memsz;
	}
	return 1;
}

static void fill(int *ret_line)
{
	struct record_module *m = &process.modules[0];
	struct record_finding *f = &process.findings[0];
	ssize_t n;

	memset(&process, 0, sizeof(process));
	dl_iterate_phdr(take_program, m);
	n = readlink("/proc/self/exe", m->path, sizeof(m->path) - 1);
	if (n < 0)
		abort();
	atomic_store(&process.nmodules, 1);
	process.pid = (uint32_t)getpid();
	memcpy(process.program, m->path, sizeof(m->path));

	f->kind = RECORD_DOUBLE_FREE;
	f->block.address = f->address = 0x1000;
	f->block.size = 8;
	f->stack.tid = process.pid;
	f->stack.nframes = 1;
	f->stack.pc[0] = reader(ret_line);
	atomic_store(&f->state, RECORD_COMPLETE);
	atomic_store(&process.nfindings, 1);
	atomic_store(&process.state, RECORD_COMPLETE);
}

static void check_names(int line, bool held)
{
	struct reporter *r = reporter_create(NULL);
	const struct finding_report *report;
	const struct finding *f;

	CHECK(r);
	if (held) {
		reporter_hold(r, &process);
		/* As if the file were gone when the report is made. */
		memset(process.program, 0, sizeof(process.program));
	}
	reporter_add(r, &process, NULL);
	report = reporter_report(r);
	CHECK(report->nfindings == 1);
	f = &report->findings[0];
	CHECK_STR(f->function, "reader");
	CHECK(f->line == line);
	CHECK(f->file && strstr(f->file, "test_report_names.c"));
	CHECK(f->run->stack.frames[0].language);
	CHECK_STR(f->run->stack.frames[0].language, "c");
	reporter_destroy(r);
}

static void a_program_is_named_by_its_path(void)
{
	int line;

	fill(&line);
	check_names(line, false);
}

static void a_living_program_is_named_while_it_is_held(void)
{
	int line;

	fill(&line);
	check_names(line, true);
}

static void a_deleted_program_is_named_while_it_is_held(void)
{
	int line;

	fill(&line);
	strncpy(process.modules[0].path, "/gone/program (deleted)",
		sizeof(process.modules[0].path) - 1);
	strncpy(process.program, "/gone/program", sizeof(process.program) - 1);
	check_names(line, true);
}

int main(void)
{
	RUN(a_program_is_named_by_its_path);
	RUN(a_living_program_is_named_while_it_is_held);
	RUN(a_deleted_program_is_named_while_it_is_held);
	return test_summary();
}
