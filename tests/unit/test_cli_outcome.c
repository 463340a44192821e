/* SPDX-License-Identifier: MIT */
#include "cli/outcome.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "finding/finding.h"
#include "test.h"

enum { PROGRAM_STATUS = 42 };

static char home[] = "/tmp/belay-outcome.XXXXXX";

static struct finding one_finding(enum level level)
{
	return (struct finding){
		.code = "BR101",
		.rule = "use-after-free",
		.level = level,
		.message = "read of 8 bytes",
	};
}

static enum exit_code outcome_of(const struct outcome_options *o, int nlevels,
				 const enum level *levels)
{
	struct finding findings[4];
	struct finding_report r = {.findings = findings};

	for (int i = 0; i < nlevels; i++)
		findings[r.nfindings++] = one_finding(levels[i]);
	return outcome(o, &r, (enum exit_code)PROGRAM_STATUS);
}

static enum exit_code outcome_of_one(const struct outcome_options *o,
				     enum level level)
{
	return outcome_of(o, 1, &level);
}

/*
 * Runs the outcome of a report with one error, or none, while standard file
 * descriptor fd goes to a file; what was written there.
 */
static struct buf written_to(int fd, const struct outcome_options *o,
			     int nerrors, enum exit_code *ret)
{
	static const enum level levels[] = {LEVEL_ERROR};
	int kept = dup(fd), file;
	char path[64];
	struct buf b;

	snprintf(path, sizeof(path), "%s/out", home);
	file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
	fflush(NULL);
	dup2(file, fd);
	*ret = outcome_of(o, nerrors, levels);
	dup2(kept, fd);
	close(kept);
	close(file);
	buf_init(&b, 1 << 16);
	buf_read_file(&b, path);
	return b;
}

static void level_decides_what_fails(void)
{
	static const struct {
		const char *fail_on;
		bool note, warning, error;
	} rows[] = {
		{"note", true, true, true},
		{"warning", false, true, true},
		{"error", false, false, true},
		{"never", false, false, false},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct outcome_options o = OUTCOME_DEFAULTS;

		o.output = "/dev/null";
		o.fail_on = rows[i].fail_on;
		CHECK((outcome_of_one(&o, LEVEL_NOTE) == EXIT_FINDINGS) ==
		      rows[i].note);
		CHECK((outcome_of_one(&o, LEVEL_WARNING) == EXIT_FINDINGS) ==
		      rows[i].warning);
		CHECK((outcome_of_one(&o, LEVEL_ERROR) == EXIT_FINDINGS) ==
		      rows[i].error);
	}
}

static void status_is_the_programs_when_nothing_fails(void)
{
	static const enum level levels[] = {LEVEL_NOTE, LEVEL_WARNING};
	struct outcome_options o = OUTCOME_DEFAULTS;

	o.output = "/dev/null";
	CHECK(outcome_of(&o, 0, levels) == (enum exit_code)PROGRAM_STATUS);
	CHECK(outcome_of(&o, 2, levels) == (enum exit_code)PROGRAM_STATUS);
}

static void worst_finding_counts_wherever_it_stands(void)
{
	static const enum level levels[] = {LEVEL_NOTE, LEVEL_ERROR,
					    LEVEL_NOTE};
	struct outcome_options o = OUTCOME_DEFAULTS;

	o.output = "/dev/null";
	CHECK(outcome_of(&o, 3, levels) == EXIT_FINDINGS);
}

/* What is shown and what fails are asked for apart. */
static void hidden_finding_still_fails(void)
{
	struct outcome_options o = OUTCOME_DEFAULTS;

	o.output = "/dev/null";
	o.level = "error";
	o.fail_on = "note";
	CHECK(outcome_of_one(&o, LEVEL_NOTE) == EXIT_FINDINGS);
}

static void exit_code_is_the_one_asked_for(void)
{
	struct outcome_options o = OUTCOME_DEFAULTS;

	o.output = "/dev/null";
	o.exit_code = 0;
	CHECK(outcome_check(&o));
	CHECK(outcome_of_one(&o, LEVEL_ERROR) == EXIT_CLEAN);
	o.exit_code = 255;
	CHECK(outcome_check(&o));
	CHECK(outcome_of_one(&o, LEVEL_ERROR) == (enum exit_code)255);
	o.exit_code = 256;
	CHECK(!outcome_check(&o));
	o.exit_code = UINT64_MAX;
	CHECK(!outcome_check(&o));
}

static void text_of_a_clean_run_is_silence(void)
{
	struct outcome_options o = OUTCOME_DEFAULTS;
	enum exit_code code;
	struct buf b = written_to(STDERR_FILENO, &o, 0, &code);

	CHECK(code == (enum exit_code)PROGRAM_STATUS);
	CHECK_STR(buf_text(&b), "");
	buf_finish(&b);
	o.format = "json";
	b = written_to(STDERR_FILENO, &o, 0, &code);
	CHECK(strstr(buf_text(&b), "\"findings\"") != NULL);
	buf_finish(&b);
}

static void report_goes_to_standard_error(void)
{
	struct outcome_options o = OUTCOME_DEFAULTS;
	enum exit_code code;
	struct buf b = written_to(STDERR_FILENO, &o, 1, &code);

	CHECK(code == EXIT_FINDINGS);
	CHECK(strstr(buf_text(&b), "BR101") != NULL);
	buf_finish(&b);
}

static void dash_is_standard_output(void)
{
	struct outcome_options o = OUTCOME_DEFAULTS;
	enum exit_code code;
	struct buf b;

	o.output = "-";
	b = written_to(STDOUT_FILENO, &o, 1, &code);
	CHECK(code == EXIT_FINDINGS);
	CHECK(strstr(buf_text(&b), "BR101") != NULL);
	CHECK(access("-", F_OK) < 0);
	CHECK(fcntl(STDOUT_FILENO, F_GETFD) >= 0); /* still open */
	buf_finish(&b);
}

static void named_file_is_written_anew(void)
{
	struct outcome_options o = OUTCOME_DEFAULTS;
	char path[64], old[4096];
	struct stat st;
	FILE *f;

	snprintf(path, sizeof(path), "%s/report", home);
	memset(old, 'o', sizeof(old));
	f = fopen(path, "w");
	CHECK(f != NULL);
	CHECK(fwrite(old, 1, sizeof(old), f) == sizeof(old));
	CHECK(fclose(f) == 0);
	o.output = path;
	CHECK(outcome_of_one(&o, LEVEL_ERROR) == EXIT_FINDINGS);
	CHECK(stat(path, &st) == 0);
	CHECK(st.st_size > 0 && st.st_size < (off_t)sizeof(old));
}

static void report_that_is_not_written_is_no_success(void)
{
	struct outcome_options o = OUTCOME_DEFAULTS;

	o.output = "/dev/full";
	CHECK(outcome_of_one(&o, LEVEL_ERROR) == EXIT_BROKEN);
	o.output = "/nonexistent/report";
	CHECK(outcome_of_one(&o, LEVEL_ERROR) == EXIT_BROKEN);
	o.output = home;
	CHECK(outcome_of_one(&o, LEVEL_ERROR) == EXIT_BROKEN);
}

static void clean_up(void)
{
	static const char *const names[] = {"out", "report"};

	for (size_t i = 0; i < 2; i++) {
		char path[64];

		snprintf(path, sizeof(path), "%s/%s", home, names[i]);
		unlink(path);
	}
	rmdir(home);
}

int main(void)
{
	if (!mkdtemp(home))
		return 1;
	RUN(level_decides_what_fails);
	RUN(status_is_the_programs_when_nothing_fails);
	RUN(worst_finding_counts_wherever_it_stands);
	RUN(hidden_finding_still_fails);
	RUN(exit_code_is_the_one_asked_for);
	RUN(text_of_a_clean_run_is_silence);
	RUN(report_goes_to_standard_error);
	RUN(dash_is_standard_output);
	RUN(named_file_is_written_anew);
	RUN(report_that_is_not_written_is_no_success);
	clean_up();
	return test_summary();
}
