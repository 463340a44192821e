/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/buf.h"
#include "base/diag.h"
#include "cli/cmd.h"
#include "cli/held.h"
#include "cli/outcome.h"
#include "cli/watch.h"
#include "record/options.h"
#include "record/record.h"
#include "report/report.h"
#include "trace/launch.h"
#include "trace/preload_path.h"
#include "trace/program.h"
#include "trace/recorder.h"

enum { MAX_RUNTIME_OPTIONS = 2048, MAX_SECONDS_DIGITS = 6 };

enum look { LOOK_EXIT, LOOK_NEVER };

struct args {
	struct outcome_options outcome;
	const char *record;
	enum look look;
	struct held_options held;
	/* key=value pairs for the runtime, each after a colon. */
	char runtime[MAX_RUNTIME_OPTIONS];
};

#define AT(field) offsetof(struct args, field)

/* An option of options.def: checked here, understood in the process. */
static const char *set_runtime(void *into, const struct option *o,
			       const char *value)
{
	struct record_options scratch;
	char *text = into;
	size_t used = strlen(text);

	if (!value)
		value = "1";
	record_options_init(&scratch);
	if (!record_options_set(&scratch, o->name, strlen(o->name), value,
				strlen(value)))
		return "does not fit this option";
	if (used + strlen(o->name) + strlen(value) + 3 > MAX_RUNTIME_OPTIONS)
		return "is one option too many";
	snprintf(text + used, MAX_RUNTIME_OPTIONS - used, ":%s=%s", o->name,
		 value);
	return NULL;
}

/* exit, never, or seconds. */
static const char *set_held(void *into, const struct option *o,
			    const char *value)
{
	struct args *args = into;

	(void)o;
	args->held.seconds = 0;
	args->look = strcmp(value, "never") == 0 ? LOOK_NEVER : LOOK_EXIT;
	if (args->look == LOOK_NEVER || strcmp(value, "exit") == 0)
		return NULL;
	if (strlen(value) > MAX_SECONDS_DIGITS ||
	    value[strspn(value, "0123456789")] != '\0')
		return "does not fit";
	args->held.seconds = strtoul(value, NULL, 10);
	return args->held.seconds > 0 ? NULL : "is too often";
}

const struct option run_options[] = {
	OUTCOME_OPTIONS(outcome),
	{"held", 0, "exit|never|SECONDS", set_held, 0,
	 "when to look who still holds freed memory: at the end of each "
	 "process (default), never, or every so many seconds as well"},
	{"leaks", 0, NULL, option_flag, AT(held.leaks),
	 "report memory of C that nothing points to at the end"},
	{"record", 0, "FILE", option_text, AT(record),
	 "keep what was recorded, for 'belay report'"},
#define INNER_OPTION(key, field, type, def, values, help)
#define OPTION(key, field, type, def, values, help) \
	{key, 0, values, set_runtime, AT(runtime), help},
#include "record/options.def"
#undef OPTION
	OPTIONS_END,
};

static void wake(void *rec)
{
	recorder_raise(rec);
}

static bool find_runtime(struct preload_path *ret)
{
	struct buf looked;
	int err;

	buf_init(&looked, 1 << 16);
	err = preload_path_find(ret, &looked);
	if (err == -ENOENT)
		diag("libbelay_preload.so: not found (see 'belay doctor')");
	else if (err)
		diag("libbelay_preload.so: %s", strerror(-err));
	buf_finish(&looked);
	return err == 0;
}

static bool save(struct recorder *rec, const char *path)
{
	FILE *f = fopen(path, "wbe");
	int err = f ? recorder_save(rec, fileno(f)) : -errno;

	if (f && fclose(f) != 0 && err == 0)
		err = -errno;
	if (err)
		diag("%s: %s", path, strerror(-err));
	return err == 0;
}

/* What the shell would see of the program. */
static enum exit_code own_status(int status)
{
	if (WIFSIGNALED(status))
		return (enum exit_code)(128 + WTERMSIG(status));
	return (enum exit_code)WEXITSTATUS(status);
}

/* The runtime is loaded into everything that can be; this says it was. */
static void check_watched(struct recorder *rec, const char *path)
{
	if (recorder_places(rec) == 0)
		diag("%s: was not watched: the runtime was not loaded into it "
		     "(see 'belay doctor')",
		     path);
}

/* C alone is of interest only to those who want to see it. */
static int who_is_held(const struct args *args)
{
	if (args->look == LOOK_NEVER)
		return RECORD_HOLD_NOBODY;
	return args->held.notes || args->held.leaks ? RECORD_HOLD_ALL
						    : RECORD_HOLD_GO;
}

/* What is asked for in words, and in the runtime's own. */
static void settle(struct args *args)
{
	struct record_options o;
	const char *bad;
	size_t len;

	record_options_init(&o);
	record_options_parse(&o, args->runtime, &bad, &len);
	args->held.keep_going = o.keep_going;
	args->held.notes = strcmp(args->outcome.level, "note") == 0 ||
			   strcmp(args->outcome.fail_on, "note") == 0;
	if (args->look == LOOK_NEVER && args->held.leaks)
		args->look = LOOK_EXIT;
}

static enum exit_code run(const struct args *args, const char *path,
			  char **argv, const char *preload,
			  struct recorder *rec)
{
	struct reporter *rep = reporter_create(&args->outcome.report);
	struct launch l = {.wake = wake, .arg = rec};
	struct held *held = NULL;
	enum exit_code code = EXIT_BROKEN;
	char options[MAX_RUNTIME_OPTIONS + 128];
	int err;

	if (!rep) {
		diag("out of memory");
		return EXIT_BROKEN;
	}
	snprintf(options, sizeof(options), "session=%s:hold=%d%s",
		 recorder_path(rec), who_is_held(args), args->runtime);
	err = launch_start(&l, path, argv, preload, options);
	if (err) {
		diag("%s: %s", path, strerror(-err));
		goto out;
	}
	if (args->look != LOOK_NEVER)
		held = held_create(&args->held, rec, rep);
	watch(rec, rep, &l, held);
	held_destroy(held);
	launch_finish(&l);
	check_watched(rec, path);
	watch_report(rec, rep, &l);
	code = outcome(&args->outcome, reporter_report(rep),
		       own_status(l.status));
	if (args->record && !save(rec, args->record))
		code = EXIT_BROKEN;
out:
	reporter_destroy(rep);
	return code;
}

enum exit_code cmd_run(int argc, char **argv)
{
	struct args args = {.outcome = OUTCOME_DEFAULTS};
	struct preload_path preload;
	struct operands ops;
	struct program program;
	struct recorder *rec = NULL;
	enum exit_code code;

	if (!cmd_options(argc, argv, OPTIONS_FIRST, &args, &ops, &code))
		goto out;
	code = EXIT_USAGE;
	if (ops.n == 0) {
		diag("run: no program given; try 'belay run -- ./program'");
		goto out;
	}
	if (!outcome_check(&args.outcome))
		goto out;
	settle(&args);
	code = EXIT_BROKEN;
	if (!program_find(ops.v[0], &program)) {
		diag("%s", program.why);
		goto out;
	}
	if (!outcome_can_write(args.outcome.output) ||
	    !outcome_can_write(args.record) || !find_runtime(&preload))
		goto out;
	rec = recorder_create();
	if (rec)
		code = run(&args, program.path, ops.v, preload.preload, rec);
	else
		diag("the record cannot be made: %s", strerror(errno));
	recorder_destroy(rec);
	preload_path_finish(&preload);
out:
	outcome_finish(&args.outcome);
	return code;
}
