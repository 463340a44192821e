/* SPDX-License-Identifier: MIT */
/*
 * Findings for people.  The order is that of a person's questions: what is
 * wrong, on which line, how did the program get there, who freed the
 * memory, who made it, and who still has it.
 *
 *	belay: use-after-free (BR101): read of 8 bytes at 0x7f2a40001000
 *	  at offset 0 of an 8-byte block that was freed by goroutine 7
 *
 *	  main.go:17
 *	   17 |         sum += *cell
 *
 *	read by thread 124 (goroutine 7):
 *	  #0  main.total    main.go:17
 *	  #1  main.main     main.go:42
 *	  #2  runtime.main  /usr/local/go/src/runtime/proc.go:285
 *	...
 */
#include "emit/emit.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/term.h"
#include "emit/clean.h"
#include "emit/source.h"

/* A name longer than this does not push the others to the right. */
enum { MAX_COLUMN = 48 };

struct page {
	struct buf *out;
	struct sources *sources;
	bool colour;
};

static void put_styled(struct page *p, enum term_style style, const char *s)
{
	buf_puts(p->out, term_on(p->colour, style));
	put_clean(p->out, s);
	buf_puts(p->out, term_off(p->colour));
}

static void put_location(struct page *p, const char *file, int line, int column)
{
	put_clean(p->out, source_name(p->sources, file));
	if (line > 0)
		buf_printf(p->out, ":%d", line);
	if (line > 0 && column > 0)
		buf_printf(p->out, ":%d", column);
}

/* Spaces up to the column, with the tabs of the line kept as they are; end
 * is the column behind what is meant, or 0. */
static void put_caret(struct page *p, const struct buf *line, int column,
		      int end)
{
	int len = (int)line->len;

	for (int i = 0; i < column - 1 && i < len; i++)
		buf_putc(p->out, line->data[i] == '\t' ? '\t' : ' ');
	buf_puts(p->out, term_on(p->colour, TERM_GREEN));
	buf_putc(p->out, '^');
	for (int i = column; i < end - 1 && i < len; i++)
		buf_putc(p->out, '~');
	buf_puts(p->out, term_off(p->colour));
	buf_putc(p->out, '\n');
}

/* Tabs stay; a file can hold any other control character. */
static void put_source_text(struct buf *out, const struct buf *line)
{
	for (size_t i = 0; i < line->len; i++) {
		if (line->data[i] == '\t' ||
		    (unsigned char)line->data[i] >= ' ')
			buf_putc(out, line->data[i]);
		else
			buf_putc(out, '?');
	}
}

static void put_source_line(struct page *p, const char *file, int number,
			    int column, int end)
{
	struct buf line;

	buf_init(&line, 4096);
	source_line(p->sources, file, number, &line);
	if (line.len > 0) {
		buf_printf(p->out, "  %5d | ", number);
		put_source_text(p->out, &line);
		buf_putc(p->out, '\n');
		if (column > 0 && (size_t)column <= line.len) {
			buf_puts(p->out, "        | ");
			put_caret(p, &line, column, end);
		}
	}
	buf_finish(&line);
}

static void put_source(struct page *p, const struct finding *f)
{
	if (!f->file)
		return;
	buf_puts(p->out, "\n  ");
	put_location(p, f->file, f->line, f->column);
	if (f->function) {
		buf_puts(p->out, " in ");
		put_clean(p->out, f->function);
	}
	buf_putc(p->out, '\n');
	put_source_line(p, f->file, f->line, f->column,
			f->end_line == f->line ? f->end_column : 0);
}

/* How the program gets there, for a finding in source. */
static void put_path(struct page *p, const struct finding *f)
{
	for (size_t i = 0; i < f->ntrace; i++) {
		const struct finding_step *s = &f->trace[i];

		if (i == 0)
			buf_puts(p->out, "\n  how it comes about:\n");
		buf_printf(p->out, "  %2zu. ", i + 1);
		if (s->file) {
			put_location(p, s->file, s->line, s->column);
			if (s->function) {
				buf_puts(p->out, " in ");
				put_clean(p->out, s->function);
			}
			buf_puts(p->out, ": ");
		}
		put_clean(p->out, s->message);
		buf_putc(p->out, '\n');
		if (s->file)
			put_source_line(p, s->file, s->line, 0, 0);
	}
	if (f->fix) {
		buf_puts(p->out, "\n  fix: ");
		put_clean(p->out, f->fix);
		buf_putc(p->out, '\n');
	}
}

/* What stands in the first column of a frame. */
static void put_subject(struct buf *out, const struct finding_frame *f)
{
	if (f->function)
		put_clean(out, f->function);
	else if (f->module)
		buf_printf(out, "0x%" PRIx64, f->pc);
	else
		buf_printf(out, "0x%" PRIx64 " in no module", f->pc);
}

static size_t subject_width(const struct finding_frame *f)
{
	size_t width;
	struct buf b;

	buf_init(&b, 0);
	put_subject(&b, f);
	width = clean_width(buf_text(&b));
	buf_finish(&b);
	return width;
}

static size_t column_width(const struct finding_stack *s)
{
	size_t width = 0;

	for (size_t i = 0; i < s->nframes; i++) {
		size_t w = subject_width(&s->frames[i]);

		if (w > width && w <= MAX_COLUMN)
			width = w;
	}
	return width;
}

static void put_frame(struct page *p, size_t number, size_t width,
		      const struct finding_frame *f)
{
	bool own = frame_is_user(f) && !frame_is_go_std(f);
	size_t w = subject_width(f);

	if (!own)
		buf_puts(p->out, term_on(p->colour, TERM_DIM));
	buf_printf(p->out, "  #%-3zu", number);
	put_subject(p->out, f);
	if (f->file || f->module)
		buf_printf(p->out, "%*s", w < width ? (int)(width - w) + 2 : 2,
			   "");
	if (f->file) {
		put_location(p, f->file, f->line, 0);
	} else if (f->module) {
		put_clean(p->out, f->module);
		buf_printf(p->out, "+0x%" PRIx64, f->offset);
	}
	if (f->inlined)
		buf_puts(p->out, " (inlined)");
	if (!own)
		buf_puts(p->out, term_off(p->colour));
	buf_putc(p->out, '\n');
}

static void put_stack(struct page *p, const char *event,
		      const struct finding_stack *s)
{
	size_t width = column_width(s);

	buf_putc(p->out, '\n');
	buf_puts(p->out, term_on(p->colour, TERM_BOLD));
	buf_printf(p->out, "%s by thread %" PRIu32, event, s->tid);
	if (s->goroutine)
		buf_printf(p->out, " (goroutine %" PRIu64 ")", s->goroutine);
	if (s->likely)
		buf_puts(p->out, ", most likely like this");
	buf_putc(p->out, ':');
	buf_puts(p->out, term_off(p->colour));
	buf_putc(p->out, '\n');

	for (size_t i = 0; i < s->nframes; i++)
		put_frame(p, i, width, &s->frames[i]);
	if (s->cut)
		buf_printf(p->out,
			   "  (the stack goes on; it is cut at %zu "
			   "frames)\n",
			   s->nframes);
	else if (s->lost)
		buf_puts(p->out, "  (the stack goes on, but nothing says "
				 "where)\n");
	if (s->gap)
		buf_puts(p->out, "  (frames of C are missing before Go's)\n");
}

static void put_holder(struct page *p, const struct finding_holder *h)
{
	const char *name = h->path ? h->path : h->name;

	buf_printf(p->out, "  %s", h->kind);
	if (name) {
		buf_putc(p->out, ' ');
		put_clean(p->out, name);
	}
	if (h->type) {
		buf_puts(p->out, "  ");
		put_clean(p->out, h->type);
	}
	buf_printf(p->out, "  at 0x%" PRIx64, h->address);
	if (h->where) {
		buf_puts(p->out, ", ");
		put_clean(p->out, h->where);
	}
	buf_putc(p->out, '\n');
}

static void put_holders(struct page *p, const struct finding_run *run)
{
	for (int certain = 1; certain >= 0; certain--) {
		bool title = false;

		for (size_t i = 0; i < run->nholders; i++) {
			if (run->holders[i].certain != (certain == 1))
				continue;
			if (!title)
				buf_puts(p->out,
					 certain ? "\nstill held by:\n"
						 : "\nmay be held by:\n");
			title = true;
			put_holder(p, &run->holders[i]);
		}
	}
	if (run->nblocks > 1 && run->nholders > 0 &&
	    run->nblocks > run->nholders)
		buf_printf(p->out, "  and %" PRIu64 " more like these\n",
			   run->nblocks - run->nholders);
}

static const char *program_of(const struct finding_report *report, uint32_t pid)
{
	for (size_t i = 0; i < report->nprocesses; i++) {
		if (report->processes[i].pid == pid)
			return report->processes[i].program;
	}
	return NULL;
}

static void put_process(struct page *p, const struct finding_report *report,
			const struct finding_run *run)
{
	const char *program = program_of(report, run->pid);

	buf_printf(p->out, "  in process %" PRIu32, run->pid);
	if (program) {
		buf_puts(p->out, " (");
		put_clean(p->out, program);
		buf_putc(p->out, ')');
	}
	if (run->thread) {
		buf_puts(p->out, ", thread '");
		put_clean(p->out, run->thread);
		buf_putc(p->out, '\'');
	}
	buf_putc(p->out, '\n');
}

static void put_headline(struct page *p, const struct finding *f)
{
	static const enum term_style styles[] = {
		[LEVEL_NOTE] = TERM_BLUE,
		[LEVEL_WARNING] = TERM_YELLOW,
		[LEVEL_ERROR] = TERM_RED,
	};
	const struct finding_run *run = f->run;

	buf_puts(p->out, "belay: ");
	put_styled(p, styles[f->level], f->rule);
	buf_printf(p->out, " (%s): ", f->code);
	buf_puts(p->out, term_on(p->colour, TERM_BOLD));
	put_clean(p->out, run && run->what ? run->what : f->message);
	if (run && run->what)
		buf_printf(p->out, " at 0x%" PRIx64, run->address);
	buf_puts(p->out, term_off(p->colour));
	buf_putc(p->out, '\n');
	if (run && run->where) {
		buf_puts(p->out, "  ");
		put_clean(p->out, run->where);
		buf_putc(p->out, '\n');
	} else if (run && run->address) {
		buf_printf(p->out, "  the address is 0x%" PRIx64 "\n",
			   run->address);
	}
}

/* A double free has two frees to tell apart. */
static const char *free_event(const struct finding_run *run)
{
	return strncmp(run->event, "freed", 5) == 0 ? "first freed" : "freed";
}

static void put_finding(struct page *p, const struct finding_report *report,
			const struct finding *f)
{
	const struct finding_run *run = f->run;

	put_headline(p, f);
	if (run)
		put_process(p, report, run);
	put_source(p, f);
	put_path(p, f);
	if (run && run->stack.taken)
		put_stack(p, run->event, &run->stack);
	if (run && run->block && run->block->free.taken)
		put_stack(p, free_event(run), &run->block->free);
	if (run && run->block && run->block->alloc.taken)
		put_stack(p, "allocated", &run->block->alloc);
	if (run)
		put_holders(p, run);
	buf_putc(p->out, '\n');
}

static void put_count(struct buf *out, size_t n, const char *one,
		      const char *many)
{
	buf_printf(out, "%zu %s", n, n == 1 ? one : many);
}

static void put_levels(struct buf *out, const struct finding_report *report)
{
	put_count(out, finding_count(report, LEVEL_ERROR), "error", "errors");
	buf_puts(out, ", ");
	put_count(out, finding_count(report, LEVEL_WARNING), "warning",
		  "warnings");
	buf_puts(out, ", ");
	put_count(out, finding_count(report, LEVEL_NOTE), "note", "notes");
	buf_puts(out, " in ");
}

static void put_run_summary(struct page *p, const struct finding_report *report)
{
	const struct finding_run_stats *s = &report->stats;

	if (report->dropped > 0)
		buf_printf(p->out,
			   "belay: %" PRIu64 " more findings were not "
			   "kept\n",
			   report->dropped);
	buf_puts(p->out, "belay: ");
	put_levels(p->out, report);
	put_count(p->out, report->nprocesses, "process", "processes");
	buf_printf(p->out,
		   " (coverage: %" PRIu64 " of %" PRIu64
		   " allocations guarded)\n",
		   s->guarded, s->allocations);
}

static void put_diagnostic(struct page *p, const struct finding_diagnostic *d)
{
	if (d->file) {
		put_location(p, d->file, d->line, d->column);
		buf_puts(p->out, ": ");
	}
	buf_puts(p->out, term_on(p->colour, TERM_BOLD));
	put_clean(p->out, d->message);
	buf_puts(p->out, term_off(p->colour));
	buf_putc(p->out, '\n');
	if (d->file && d->line > 0)
		put_source_line(p, d->file, d->line, d->column, 0);
}

/* How much source it was. */
static void put_size(struct buf *out, uint64_t packages, uint64_t files,
		     uint64_t lines)
{
	put_count(out, packages, "package", "packages");
	buf_puts(out, ", ");
	put_count(out, files, "file", "files");
	buf_puts(out, ", ");
	put_count(out, lines, "line", "lines");
}

static void put_check_stats(struct page *p, const struct finding_check *c)
{
	double cpu = 0;

	for (size_t i = 0; i < c->nstages; i++)
		cpu += c->stages[i].cpu;
	buf_puts(p->out, "read ");
	put_size(p->out, c->all_packages, c->all_files, c->all_lines);
	buf_printf(p->out, ", %.1f MB\n", (double)c->all_bytes / 1e6);
	for (size_t i = 0; i < c->nstages; i++)
		buf_printf(p->out, "  %-8s %8.3f s CPU\n", c->stages[i].name,
			   c->stages[i].cpu);
	buf_printf(p->out,
		   "  %-8s %8.3f s CPU, %.3f s with %u %s, %.1f MB at most\n",
		   "together", cpu, c->seconds, c->jobs,
		   c->jobs == 1 ? "thread" : "threads",
		   (double)c->memory / 1e6);
}

static void put_check_summary(struct page *p,
			      const struct finding_report *report)
{
	const struct finding_check *c = report->check;

	if (c->nstages > 0)
		put_check_stats(p, c);
	buf_puts(p->out, "belay: ");
	put_levels(p->out, report);
	put_size(p->out, c->packages, c->files, c->lines);
	if (c->suppressed > 0)
		buf_printf(p->out, "; %" PRIu64 " suppressed", c->suppressed);
	if (c->ndiagnostics > 0) {
		buf_puts(p->out, "; ");
		put_count(p->out, c->ndiagnostics, "diagnostic", "diagnostics");
	}
	buf_putc(p->out, '\n');
}

void emit_text(const struct finding_report *report,
	       const struct emit_options *options, struct buf *out)
{
	struct page p = {.out = out, .colour = options->colour};

	p.sources = sources_create(options->source);
	for (size_t i = 0; report->check && i < report->check->ndiagnostics;
	     i++)
		put_diagnostic(&p, &report->check->diagnostics[i]);
	for (size_t i = 0; i < report->nfindings; i++) {
		if (is_shown(&report->findings[i], options->level))
			put_finding(&p, report, &report->findings[i]);
	}
	if (report->check)
		put_check_summary(&p, report);
	else
		put_run_summary(&p, report);
	sources_destroy(p.sources);
}
