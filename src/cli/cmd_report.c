/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/diag.h"
#include "cli/cmd.h"
#include "cli/outcome.h"
#include "record/record.h"
#include "report/report.h"

struct args {
	struct outcome_options outcome;
};

#define AT(field) offsetof(struct args, field)

const struct option report_options[] = {
	OUTCOME_OPTIONS(outcome),
	OPTIONS_END,
};

/* A file as memory; size 0 for an empty one. */
struct mapping {
	void *data;
	size_t size;
};

static int map_file(const char *path, struct mapping *ret)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	int err = 0;

	*ret = (struct mapping){NULL, 0};
	if (fd < 0)
		return -errno;
	if (fstat(fd, &st) != 0) {
		err = -errno;
	} else if (S_ISDIR(st.st_mode)) {
		err = -EISDIR;
	} else if (st.st_size > 0) {
		ret->size = (size_t)st.st_size;
		ret->data =
			mmap(NULL, ret->size, PROT_READ, MAP_PRIVATE, fd, 0);
		if (ret->data == MAP_FAILED)
			err = -errno;
	}
	close(fd);
	return err;
}

static enum exit_code report(const struct args *args, const char *path,
			     const struct mapping *m)
{
	struct reporter *rep = reporter_create(&args->outcome.report);
	struct record_process *copy = malloc(sizeof(*copy));
	enum exit_code code = EXIT_BROKEN;
	const char *why;
	size_t n;
	int cut;

	if (!rep || !copy) {
		diag("out of memory");
		goto out;
	}
	why = report_check(m->data, m->size, &n, &cut);
	if (why) {
		diag("%s: %s", path, why);
		goto out;
	}
	if (cut)
		diag("%s: the recording is cut short; %zu %s whole", path, n,
		     n == 1 ? "process is" : "processes are");
	for (size_t i = 0; i < n; i++) {
		report_process(m->data, m->size, i, copy);
		reporter_add(rep, copy, NULL);
	}
	code = outcome(&args->outcome, reporter_report(rep), EXIT_CLEAN);
out:
	free(copy);
	reporter_destroy(rep);
	return code;
}

enum exit_code cmd_report(int argc, char **argv)
{
	struct args args = {.outcome = OUTCOME_DEFAULTS};
	enum exit_code code;
	struct operands ops;
	struct mapping m;
	int err;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, &args, &ops, &code))
		goto out;
	code = EXIT_USAGE;
	if (ops.n != 1) {
		diag("report: wants one recording, see 'belay help report'");
		goto out;
	}
	if (!outcome_check(&args.outcome))
		goto out;
	err = map_file(ops.v[0], &m);
	if (err) {
		diag("%s: %s", ops.v[0], strerror(-err));
		code = EXIT_BROKEN;
		goto out;
	}
	code = report(&args, ops.v[0], &m);
	if (m.size > 0)
		munmap(m.data, m.size);
out:
	outcome_finish(&args.outcome);
	return code;
}
