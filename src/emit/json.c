/* SPDX-License-Identifier: MIT */
/*
 * One object with all there is to say.  Scripts depend on the keys: they
 * are always there, in this order, with null for what is not known.  Keys
 * may be added.
 */
#include "emit/emit.h"

#include "base/buf.h"
#include "base/json.h"
#include "emit/members.h"

/* For numbers whose zero means "unknown". */
static void put_known(struct json *j, const char *key, uint64_t v)
{
	json_key(j, key);
	if (v)
		json_uint(j, v);
	else
		json_null(j);
}

static void put_line(struct json *j, const char *key, int line)
{
	put_known(j, key, line > 0 ? (uint64_t)line : 0);
}

static void put_frame(struct json *j, const struct finding_frame *f)
{
	json_object(j);
	put_string(j, "function", f->function);
	put_string(j, "file", f->file);
	put_line(j, "line", f->line);
	put_line(j, "column", f->column);
	put_string(j, "module", f->module);
	put_hex(j, "pc", f->pc);
	json_key(j, "offset");
	if (f->module)
		json_hex(j, f->offset);
	else
		json_null(j);
	put_string(j, "language", f->language);
	json_key(j, "inlined");
	json_bool(j, f->inlined);
	json_end(j);
}

static void put_frames(struct json *j, const struct finding_stack *s)
{
	json_key(j, "stack");
	json_array(j);
	for (size_t i = 0; i < s->nframes; i++)
		put_frame(j, &s->frames[i]);
	json_end(j);
}

/* What the stack lacks: null when it is complete. */
static void put_end(struct json *j, const struct finding_stack *s)
{
	put_string(j, "ends",
		   s->cut    ? "cut"
		   : s->lost ? "lost"
		   : s->gap  ? "gap"
			     : NULL);
}

static void put_event(struct json *j, const char *key,
		      const struct finding_stack *s)
{
	json_key(j, key);
	if (!s->taken) {
		json_null(j);
		return;
	}
	json_object(j);
	put_uint(j, "tid", s->tid);
	put_known(j, "goroutine", s->goroutine);
	put_frames(j, s);
	put_end(j, s);
	json_key(j, "certain");
	json_bool(j, !s->likely);
	json_end(j);
}

static void put_block(struct json *j, const struct finding_block *b)
{
	json_key(j, "block");
	if (!b) {
		json_null(j);
		return;
	}
	json_object(j);
	put_hex(j, "address", b->address);
	put_uint(j, "size", b->size);
	put_event(j, "alloc", &b->alloc);
	put_event(j, "free", &b->free);
	json_end(j);
}

static void put_access(struct json *j, const struct finding_run *run)
{
	json_key(j, "access");
	json_object(j);
	put_string(j, "type", run->access);
	put_line(j, "size", run->access_size);
	put_hex(j, "address", run->address);
	json_key(j, "offset");
	if (run->block)
		json_int(j, run->offset);
	else
		json_null(j);
	json_end(j);
}

static void put_thread(struct json *j, const struct finding_run *run)
{
	json_key(j, "thread");
	json_object(j);
	put_known(j, "tid", run->tid);
	put_known(j, "goroutine", run->goroutine);
	put_string(j, "name", run->thread);
	json_end(j);
}

static void put_holders(struct json *j, const struct finding_run *run)
{
	json_key(j, "holders");
	json_array(j);
	for (size_t i = 0; i < run->nholders; i++) {
		json_object(j);
		put_holder(j, &run->holders[i]);
		json_end(j);
	}
	json_end(j);
}

static void put_run(struct json *j, const struct finding_run *run)
{
	put_access(j, run);
	put_thread(j, run);
	put_frames(j, &run->stack);
	put_end(j, &run->stack);
	put_block(j, run->block);
	put_known(j, "blocks", run->nblocks);
	put_known(j, "bytes", run->nbytes);
	put_holders(j, run);
}

static void put_finding(struct json *j, const struct finding *f)
{
	json_object(j);
	put_string(j, "code", f->code);
	put_string(j, "kind", f->rule);
	put_string(j, "level", level_name(f->level));
	if (f->run)
		put_uint(j, "pid", f->run->pid);
	put_string(j, "message", f->message);
	put_string(j, "file", f->file);
	put_line(j, "line", f->line);
	put_line(j, "column", f->column);
	put_string(j, "function", f->function);
	if (f->run)
		put_run(j, f->run);
	json_end(j);
}

static void put_process(struct json *j, const struct finding_process *p)
{
	json_object(j);
	put_uint(j, "pid", p->pid);
	put_uint(j, "parent", p->parent);
	put_string(j, "program", p->program);
	json_key(j, "exit");
	if (!p->exited) {
		json_null(j);
		json_end(j);
		return;
	}
	json_object(j);
	json_key(j, "status");
	if (p->signal)
		json_null(j);
	else
		json_int(j, p->status);
	json_key(j, "signal");
	if (p->signal)
		json_int(j, p->signal);
	else
		json_null(j);
	json_end(j);
	json_end(j);
}

static void put_stats(struct json *j, const struct finding_report *report)
{
	const struct finding_run_stats *s = &report->stats;

	json_key(j, "stats");
	json_object(j);
	put_uint(j, "allocations", s->allocations);
	put_uint(j, "guarded", s->guarded);
	put_uint(j, "sampled", s->sampled);
	put_uint(j, "quarantineBytes", s->quarantine_bytes);
	put_uint(j, "sweeps", s->sweeps);
	put_uint(j, "retiredBytes", s->retired_bytes);
	put_uint(j, "droppedFindings", report->dropped);
	json_end(j);
}

static void put_step(struct json *j, const struct finding_step *s)
{
	json_object(j);
	put_string(j, "role", s->role);
	put_string(j, "file", s->file);
	put_line(j, "line", s->line);
	put_line(j, "column", s->column);
	put_string(j, "function", s->function);
	put_string(j, "message", s->message);
	json_end(j);
}

static void put_source_finding(struct json *j, const struct finding *f)
{
	json_object(j);
	put_string(j, "code", f->code);
	put_string(j, "rule", f->rule);
	put_string(j, "level", level_name(f->level));
	put_string(j, "file", f->file);
	put_line(j, "line", f->line);
	put_line(j, "column", f->column);
	put_line(j, "endLine", f->end_line);
	put_line(j, "endColumn", f->end_column);
	put_string(j, "function", f->function);
	put_string(j, "message", f->message);
	put_string(j, "fingerprint", f->fingerprint);
	put_string(j, "fix", f->fix);
	json_key(j, "trace");
	json_array(j);
	for (size_t i = 0; i < f->ntrace; i++)
		put_step(j, &f->trace[i]);
	json_end(j);
	json_end(j);
}

static void put_findings(struct json *j, const struct finding_report *report,
			 enum level level)
{
	json_key(j, "findings");
	json_array(j);
	for (size_t i = 0; i < report->nfindings; i++) {
		const struct finding *f = &report->findings[i];

		if (!is_shown(f, level))
			continue;
		if (report->check)
			put_source_finding(j, f);
		else
			put_finding(j, f);
	}
	json_end(j);
}

static void put_summary(struct json *j, const struct finding_report *report)
{
	const struct finding_check *c = report->check;

	json_key(j, "summary");
	json_object(j);
	put_uint(j, "packages", c->packages);
	put_uint(j, "files", c->files);
	put_uint(j, "lines", c->lines);
	put_uint(j, "errors", finding_count(report, LEVEL_ERROR));
	put_uint(j, "warnings", finding_count(report, LEVEL_WARNING));
	put_uint(j, "notes", finding_count(report, LEVEL_NOTE));
	put_uint(j, "suppressed", c->suppressed);
	json_key(j, "seconds");
	json_double(j, c->seconds, 3);
	json_end(j);
}

static void put_diagnostics(struct json *j, const struct finding_check *c)
{
	json_key(j, "diagnostics");
	json_array(j);
	for (size_t i = 0; i < c->ndiagnostics; i++) {
		const struct finding_diagnostic *d = &c->diagnostics[i];

		json_object(j);
		put_string(j, "file", d->file);
		put_line(j, "line", d->line);
		put_line(j, "column", d->column);
		put_string(j, "message", d->message);
		json_end(j);
	}
	json_end(j);
}

static void put_check_stats(struct json *j, const struct finding_check *c)
{
	json_key(j, "stats");
	json_object(j);
	put_uint(j, "jobs", c->jobs);
	put_uint(j, "packages", c->all_packages);
	put_uint(j, "files", c->all_files);
	put_uint(j, "lines", c->all_lines);
	put_uint(j, "bytes", c->all_bytes);
	put_uint(j, "memoryBytes", c->memory);
	json_key(j, "stages");
	json_object(j);
	for (size_t i = 0; i < c->nstages; i++) {
		json_key(j, c->stages[i].name);
		json_double(j, c->stages[i].cpu, 3);
	}
	json_end(j);
	json_end(j);
}

static void put_check(struct json *j, const struct finding_report *report,
		      enum level level)
{
	put_summary(j, report);
	put_findings(j, report, level);
	put_diagnostics(j, report->check);
	if (report->check->nstages > 0)
		put_check_stats(j, report->check);
}

static void put_processes(struct json *j, const struct finding_report *report)
{
	json_key(j, "processes");
	json_array(j);
	for (size_t i = 0; i < report->nprocesses; i++)
		put_process(j, &report->processes[i]);
	json_end(j);
}

void emit_json(const struct finding_report *report,
	       const struct emit_options *options, struct buf *out)
{
	struct json j;

	json_init(&j, out, 1);
	json_object(&j);
	put_string(&j, "tool", "belay");
	put_string(&j, "version", BELAY_VERSION);
	if (report->check) {
		put_check(&j, report, options->level);
	} else {
		put_processes(&j, report);
		put_findings(&j, report, options->level);
		put_stats(&j, report);
	}
	json_end(&j);
	buf_putc(out, '\n');
}
