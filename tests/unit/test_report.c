/* SPDX-License-Identifier: MIT */
#include "report/report.h"

#include "fake_symbol.h"
#include "finding/finding.h"
#include "report_process.h"
#include "test.h"

#define GO(path, from, to, name, file, line)                                   \
	{                                                                      \
		path, from, to, {name, file, line, 0, SYMBOL_GO, false}, false \
	}

static const struct fake_name names[] = {
	GO(APP, 0x100, 0x180, "main.total", "/src/app/main.go", 17),
	GO(APP, 0x200, 0x205, "main.main", "/src/app/main.go", 42),
	GO(APP, 0x205, 0x280, "main.main", "/src/app/main.go", 43),
	GO(APP, 0x300, 0x380, "runtime.main", "/go/src/runtime/proc.go", 285),
	GO(APP, 0x400, 0x480, "main._Cfunc_malloc", "_cgo_gotypes.go", 60),
	GO(APP, 0x500, 0x580, "main._Cfunc_free", "_cgo_gotypes.go", 70),
	{APP,
	 0x600,
	 0x680,
	 {"get", "/src/app/get.h", 3, 7, SYMBOL_C, true},
	 false},
	{APP,
	 0x600,
	 0x680,
	 {"sum", "/src/app/sum.c", 9, 5, SYMBOL_C, false},
	 false},
	{APP,
	 0x700,
	 0x780,
	 {"main.leaf", "/src/app/leaf.go", 5, 0, SYMBOL_GO, false},
	 true},
	{LIBC,
	 0x100,
	 0x180,
	 {"memcpy", "string/memcpy.S", 80, 0, SYMBOL_UNKNOWN, false},
	 false},
	{RUNTIME,
	 0x100,
	 0x180,
	 {"free", "hooks.c", 20, 0, SYMBOL_C, false},
	 false},
};

static struct record_process process;

static struct reporter *start(void)
{
	fake_names = names;
	fake_nnames = sizeof(names) / sizeof(names[0]);
	return reporter_create(NULL);
}

/* The only finding that p gives. */
static const struct finding *only(struct reporter *r,
				  const struct record_process *p)
{
	const struct finding_report *report;

	reporter_add(r, p, NULL);
	report = reporter_report(r);
	return report->nfindings == 1 ? &report->findings[0] : NULL;
}

static void a_use_after_free_gets_its_names(void)
{
	struct reporter *r = start();
	const struct finding *f;
	const struct finding_run *run;

	set_process(&process);
	f = only(r, &process);
	CHECK(f);
	CHECK_STR(f->code, "BR101");
	CHECK_STR(f->rule, "use-after-free");
	CHECK(f->level == LEVEL_ERROR);
	CHECK_STR(f->message, "read of 8 bytes at offset 16 of a 24-byte "
			      "block that was freed by goroutine 1");
	CHECK_STR(f->file, "/src/app/main.go");
	CHECK(f->line == 17);
	CHECK_STR(f->function, "main.total");

	run = f->run;
	CHECK(run->pid == 123 && run->tid == 124 && run->goroutine == 7);
	CHECK_STR(run->access, "read");
	CHECK(run->access_size == 8 && run->offset == 16);
	CHECK_STR(run->thread, "app");
	CHECK(run->stack.nframes == 3);
	CHECK_STR(run->stack.frames[2].function, "runtime.main");
	CHECK_STR(run->stack.frames[0].module, "app");
	CHECK_STR(run->stack.frames[0].language, "go");
	CHECK(run->stack.frames[0].offset == 0x100);
	CHECK(run->block->size == 24);
	CHECK(run->block->free.tid == 123 && run->block->free.goroutine == 1);
	CHECK_STR(run->block->free.frames[0].function, "main._Cfunc_free");
	reporter_destroy(r);
}

static void a_process_without_findings_is_listed(void)
{
	struct finding_process how = {.pid = 9,
				      .parent = 8,
				      .exited = true,
				      .status = 3,
				      .program = "./app"};
	struct reporter *r = start();
	const struct finding_report *report;

	set_process(&process);
	atomic_store(&process.nfindings, 0);
	reporter_add(r, &process, NULL);
	reporter_add_process(r, &how);
	report = reporter_report(r);
	CHECK(report->nprocesses == 2 && report->nfindings == 0);
	CHECK(report->processes[0].pid == 123 && !report->processes[0].exited);
	CHECK_STR(report->processes[0].program, APP);
	CHECK(report->processes[1].status == 3);
	CHECK(report->stats.allocations == 12 && report->stats.guarded == 10);
	reporter_destroy(r);
}

static void a_return_address_is_named_by_its_call(void)
{
	struct reporter *r = start();
	struct record_finding *in = set_process(&process);
	const struct finding *f;

	in->stack.pc[1] = APP_BASE + 0x205; /* line 43 starts here */
	f = only(r, &process);
	CHECK(f && f->run->stack.frames[1].line == 42);
	reporter_destroy(r);

	r = start();
	in->stack.pc[0] = APP_BASE + 0x205;
	f = only(r, &process);
	CHECK(f && f->run->stack.frames[0].line == 43);
	reporter_destroy(r);
}

static void inlined_calls_are_frames(void)
{
	struct reporter *r = start();
	struct record_finding *in = set_process(&process);
	const struct finding *f;

	in->stack.pc[0] = APP_BASE + 0x610;
	f = only(r, &process);
	CHECK(f && f->run->stack.nframes == 4);
	CHECK_STR(f->run->stack.frames[0].function, "get");
	CHECK(f->run->stack.frames[0].inlined);
	CHECK_STR(f->run->stack.frames[1].function, "sum");
	CHECK(!f->run->stack.frames[1].inlined);
	CHECK(f->run->stack.frames[1].pc == APP_BASE + 0x610);
	CHECK(f->line == 3 && f->column == 7);
	reporter_destroy(r);
}

static void a_leaf_without_frame_keeps_its_caller(void)
{
	struct reporter *r = start();
	struct record_finding *in = set_process(&process);
	const struct finding *f;

	SET_STACK(&in->stack, 124, 7, APP_BASE + 0x710, APP_BASE + 0x305);
	in->top_word = APP_BASE + 0x205;
	f = only(r, &process);
	CHECK(f && f->run->stack.nframes == 3);
	CHECK_STR(f->run->stack.frames[0].function, "main.leaf");
	CHECK_STR(f->run->stack.frames[1].function, "main.main");
	CHECK(f->run->stack.frames[1].line == 42);
	reporter_destroy(r);

	r = start();
	SET_STACK(&in->stack, 124, 7, APP_BASE + 0x710, APP_BASE + 0x205);
	f = only(r, &process);
	CHECK(f && f->run->stack.nframes == 2);
	reporter_destroy(r);

	r = start();
	in->top_word = 0x1234; /* in no module */
	f = only(r, &process);
	CHECK(f && f->run->stack.nframes == 2);
	reporter_destroy(r);
}

static void blame_skips_what_the_user_did_not_write(void)
{
	struct reporter *r = start();
	struct record_finding *in = set_process(&process);
	const struct finding *f;

	SET_STACK(&in->stack, 124, 0, LIBC_BASE + 0x110, APP_BASE + 0x505,
		  APP_BASE + 0x205, APP_BASE + 0x305);
	f = only(r, &process);
	CHECK(f && f->run->stack.nframes == 4);
	CHECK_STR(f->run->stack.frames[0].function, "memcpy");
	CHECK_STR(f->function, "main.main");
	CHECK(f->line == 42);
	reporter_destroy(r);
}

static void the_runtimes_own_frames_are_left_off(void)
{
	struct reporter *r = start();
	struct record_finding *in = set_process(&process);
	const struct finding *f;

	in->kind = RECORD_DOUBLE_FREE;
	in->access = RECORD_ACCESS_UNKNOWN;
	in->nregs = in->ncode = 0;
	in->stack.flags = 0;
	SET_STACK(&in->stack, 124, 0, RUNTIME_BASE + 0x110, APP_BASE + 0x505,
		  APP_BASE + 0x205);
	f = only(r, &process);
	CHECK(f && f->run->stack.nframes == 2);
	CHECK_STR(f->run->stack.frames[0].function, "main._Cfunc_free");
	CHECK_STR(f->message, "a 24-byte block was freed again; it had been "
			      "freed by goroutine 1");
	CHECK(!f->run->access && !f->run->what);
	reporter_destroy(r);
}

static void an_address_in_no_module_stays_an_address(void)
{
	struct reporter *r = start();
	struct record_finding *in = set_process(&process);
	const struct finding *f;

	SET_STACK(&in->stack, 124, 0, 0x1234, LIBC_BASE + 0x8000);
	f = only(r, &process);
	CHECK(f && f->run->stack.nframes == 2);
	CHECK(!f->run->stack.frames[0].module);
	CHECK(!f->run->stack.frames[0].function);
	CHECK_STR(f->run->stack.frames[1].module, "libc.so.6");
	CHECK(!f->run->stack.frames[1].function);
	CHECK(f->run->stack.frames[1].offset == 0x8000);
	/* Nothing there has a name, so the free is shown. */
	CHECK_STR(f->function, "main.main");
	reporter_destroy(r);
}

static void forged_records_are_cut_to_size(void)
{
	struct reporter *r = start();
	struct record_finding *in = set_process(&process);
	const struct finding_report *report;

	memset(process.program, 'p', sizeof(process.program));
	memset(process.modules[0].path, 'm', sizeof(process.modules[0].path));
	process.modules[0].path[0] = '/';
	memset(in->thread, 't', sizeof(in->thread));
	process.modules[1].build_id_len = UINT32_MAX;
	process.modules[2].start = UINT64_MAX;
	in->stack.nframes = UINT16_MAX;
	in->block.size = UINT64_MAX;
	in->ncode = in->nregs = UINT32_MAX;
	atomic_store(&process.nmodules, UINT32_MAX);
	atomic_store(&process.nfindings, UINT32_MAX);
	atomic_store(&process.stats.allocations, UINT64_MAX);
	process.findings[1].kind = RECORD_USE_AFTER_FREE;
	atomic_store(&process.findings[1].state, RECORD_WRITING);
	process.findings[2].kind = 1000;
	atomic_store(&process.findings[2].state, RECORD_COMPLETE);
	atomic_store(&process.findings[3].state, 1000);
	reporter_add(r, &process, NULL);
	reporter_add(r, &process, NULL);

	report = reporter_report(r);
	CHECK(report->nfindings == 2);
	CHECK(report->dropped == 6);
	CHECK(report->stats.allocations == UINT64_MAX);
	CHECK(strlen(report->processes[0].program) == 256);
	CHECK(strlen(report->findings[0].run->thread) == 16);
	CHECK(report->findings[0].run->stack.nframes == RECORD_FRAMES);
	CHECK(report->findings[0].run->stack.cut);
	reporter_destroy(r);
}

static void a_report_has_a_ceiling(void)
{
	struct reporter *r = start();
	const struct finding_report *report;

	set_process(&process);
	for (int i = 1; i < RECORD_FINDINGS; i++)
		memcpy(&process.findings[i], &process.findings[0],
		       sizeof(process.findings[0]));
	atomic_store(&process.nfindings, RECORD_FINDINGS);
	for (int i = 0; i < 65; i++)
		reporter_add(r, &process, NULL);
	report = reporter_report(r);
	CHECK(report->nfindings == 4096);
	CHECK(report->dropped == 64);
	reporter_destroy(r);
}

int main(void)
{
	RUN(a_use_after_free_gets_its_names);
	RUN(a_process_without_findings_is_listed);
	RUN(a_return_address_is_named_by_its_call);
	RUN(inlined_calls_are_frames);
	RUN(a_leaf_without_frame_keeps_its_caller);
	RUN(blame_skips_what_the_user_did_not_write);
	RUN(the_runtimes_own_frames_are_left_off);
	RUN(an_address_in_no_module_stays_an_address);
	RUN(forged_records_are_cut_to_size);
	RUN(a_report_has_a_ceiling);
	return test_summary();
}
