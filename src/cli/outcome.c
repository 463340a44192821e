/* SPDX-License-Identifier: MIT */
#include "cli/outcome.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/term.h"
#include "emit/emit.h"
#include "finding/finding.h"

enum {
	MAX_REPORT = 256 << 20,
	MAX_STATUS = 255, /* what a shell can tell apart */
};

const char outcome_format_list[] = ""
#define FORMAT(name, function, summary) "|" name
#include "emit/formats.def"
#undef FORMAT
	;

/* LEVEL_ERROR + 1 stands for "never". */
static int level_of(const char *word)
{
	int level = LEVEL_NOTE;

	while (level <= LEVEL_ERROR &&
	       strcmp(word, level_name((enum level)level)) != 0)
		level++;
	return level;
}

bool outcome_check(struct outcome_options *o)
{
	if (o->exit_code > MAX_STATUS) {
		diag("--exit-code: must be at most %d", MAX_STATUS);
		return false;
	}
	o->report.symbol_dirs = o->symbols.v;
	return true;
}

void outcome_finish(struct outcome_options *o)
{
	option_list_finish(&o->symbols);
	option_list_finish(&o->source);
}

bool outcome_can_write(const char *path)
{
	int fd;

	if (!path || strcmp(path, "-") == 0)
		return true;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666);
	if (fd < 0) {
		diag("%s: %s", path, strerror(errno));
		return false;
	}
	close(fd);
	return true;
}

static int open_output(const char *path)
{
	if (!path)
		return STDERR_FILENO;
	if (strcmp(path, "-") == 0)
		return STDOUT_FILENO;
	return open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

/* False after a line on standard error. */
static bool write_report(const struct outcome_options *o, const struct buf *b,
			 int fd)
{
	const char *path = !o->output		 ? "standard error"
			   : fd == STDOUT_FILENO ? "standard output"
						 : o->output;
	int err = buf_failed(b) ? -EFBIG : buf_write(b, fd);

	if (fd > STDERR_FILENO && close(fd) != 0 && err == 0)
		err = -errno;
	if (err)
		diag("%s: the report cannot be written: %s", path,
		     strerror(-err));
	return err == 0;
}

static bool fails(const struct outcome_options *o,
		  const struct finding_report *report)
{
	int level = level_of(o->fail_on);

	for (size_t i = 0; i < report->nfindings; i++) {
		if ((int)report->findings[i].level >= level)
			return true;
	}
	return false;
}

/* Text without findings is silence, so that a clean run looks like none. */
static bool is_silent(const struct outcome_options *o,
		      const struct finding_report *report)
{
	return !o->output && strcmp(o->format, "text") == 0 &&
	       report->nfindings == 0;
}

enum exit_code outcome(const struct outcome_options *o,
		       const struct finding_report *report,
		       enum exit_code clean)
{
	struct emit_options emit = {
		.level = (enum level)level_of(o->level),
		.source = (const char *const *)o->source.v,
	};
	struct buf b;
	bool good = true;
	int fd;

	if (!is_silent(o, report)) {
		fd = open_output(o->output);
		if (fd < 0) {
			diag("%s: %s", o->output, strerror(errno));
			return EXIT_BROKEN;
		}
		emit.colour = term_colour(fd);
		buf_init(&b, MAX_REPORT);
		format_find(o->format)->emit(report, &emit, &b);
		good = write_report(o, &b, fd);
		buf_finish(&b);
	}
	if (!good)
		return EXIT_BROKEN;
	return fails(o, report) ? (enum exit_code)o->exit_code : clean;
}
