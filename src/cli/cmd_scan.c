/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/term.h"
#include "base/vec.h"
#include "cli/cmd.h"
#include "cli/outcome.h"
#include "emit/scan.h"
#include "gort/gort.h"
#include "report/scan.h"
#include "trace/memory.h"
#include "trace/stop.h"

enum {
	MAX_REPORT = 256 << 20,
	STOP_MS = 2000,
	REHEARSAL_MS = 2000,
	DEFAULT_TOP = 10,
};

struct addresses VEC(uint64_t);

struct args {
	const char *format, *output;
	struct option_list symbols;
	struct addresses addresses;
	uint64_t top;
	bool stats;
};

#define AT(field) offsetof(struct args, field)

static const char *set_address(void *into, const struct option *o,
			       const char *value)
{
	struct addresses *list = into;
	uint64_t v;
	char *end;

	(void)o;
	errno = 0;
	v = strtoull(value, &end, 16);
	if (errno || end == value || *end || *value == '-' || v == 0)
		return "is no address";
	vec_push(list, v);
	return NULL;
}

const struct option scan_options[] = {
	{"format", 0, "text|json", option_word, AT(format),
	 "how the result is written (default: text)"},
	{"output", 'o', "FILE", option_text, AT(output),
	 "where it goes (default: standard output)"},
	{"address", 0, "ADDR", set_address, AT(addresses),
	 "who points to the block at this address, nothing else"},
	{"top", 0, "N", option_number, AT(top),
	 "rows of each table in the text (default: 10)"},
	{"symbols", 0, "DIR", option_list, AT(symbols),
	 "look here for debug files too"},
	{"stats", 0, NULL, option_flag, AT(stats),
	 "say how long the process stood still, and what was walked"},
	OPTIONS_END,
};

/* A pid is digits that are no file's name. */
static bool is_pid(const char *s, pid_t *ret)
{
	struct stat st;
	char *end;
	long v;

	errno = 0;
	v = strtol(s, &end, 10);
	if (errno || end == s || *end || v <= 0 || v > INT32_MAX ||
	    s[0] < '0' || s[0] > '9' || stat(s, &st) == 0)
		return false;
	*ret = (pid_t)v;
	return true;
}

static enum exit_code write_out(const struct args *args, const struct scan *s)
{
	struct scan_emit_options o = {.top = args->top, .stats = args->stats};
	bool json = strcmp(args->format, "json") == 0;
	bool file = args->output && strcmp(args->output, "-") != 0;
	int fd = file ? open(args->output,
			     O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)
		      : STDOUT_FILENO;
	struct buf b;
	int err;

	if (fd < 0) {
		diag("%s: %s", args->output, strerror(errno));
		return EXIT_BROKEN;
	}
	o.colour = term_colour(fd);
	buf_init(&b, MAX_REPORT);
	(json ? scan_json : scan_text)(s, &o, &b);
	err = buf_failed(&b) ? -EFBIG : buf_write(&b, fd);
	buf_finish(&b);
	if (file && close(fd) != 0 && err == 0)
		err = -errno;
	if (err) {
		diag("%s: the result cannot be written: %s",
		     file ? args->output : "standard output", strerror(-err));
		return EXIT_BROKEN;
	}
	if (s->errors > 0)
		return EXIT_FINDINGS;
	return s->ended ? EXIT_BROKEN : EXIT_CLEAN;
}

/* What the result says about whom it is of. */
static void describe(struct scan *s, struct memory *m, struct gort *g)
{
	s->program = memory_program(m);
	if (g)
		s->go_version = gort_info(g)->version;
	if (!s->note && g)
		s->note = gort_info(g)->note;
	if (!s->note)
		s->note = memory_note(m);
}

static struct scan_input input_of(const struct args *args, struct memory *m,
				  struct gort *g, struct walk_names *names)
{
	return (struct scan_input){
		.memory = m,
		.gort = g,
		.debug_dirs = (const char *const *)args->symbols.v,
		.names = names,
		.addresses = args->addresses.at,
		.naddresses = args->addresses.len,
	};
}

/*
 * Everything once while the process runs: what it answers is nothing to rely
 * on, but types, files and names are read then, and not during the pause.
 */
static void rehearse(const struct scan_input *input)
{
	struct scan_input in = *input;

	in.limits.ms = REHEARSAL_MS;
	scan_destroy(scan_run(&in));
}

/* Why there are no names of Go, unless that is only for want of Go. */
static void tell_no_go(const char *what, const char *why)
{
	if (why && !strstr(why, "no Go"))
		diag("%s: its Go cannot be read: %s", what, why);
}

/* Its Go, if there is some; what: as people know it. */
static struct gort *open_go(const struct args *args, struct memory *m,
			    const char *what)
{
	const char *why = NULL;
	struct gort *g =
		gort_open(m, (const char *const *)args->symbols.v, &why);

	if (!g)
		tell_no_go(what, why);
	return g;
}

static enum exit_code scan_core(const struct args *args, const char *path,
				struct memory *m)
{
	struct gort *g = open_go(args, m, path);
	struct scan_input in;
	enum exit_code code;
	struct scan *s;

	in = input_of(args, m, g, NULL);
	s = scan_run(&in);
	s->core = path;
	describe(s, m, g);
	code = write_out(args, s);
	scan_destroy(s);
	gort_close(g);
	return code;
}

/* NULL, after a line on standard error, when it cannot be stopped. */
static struct scan *scan_stopped(const struct scan_input *in, pid_t pid)
{
	const struct memory_thread *threads;
	const char *why = NULL;
	struct stop *stop = stop_begin(pid, STOP_MS, NULL, &why);
	struct scan *s;
	size_t n;

	if (!stop) {
		diag("%s", why);
		return NULL;
	}
	threads = stop_threads(stop, &n);
	memory_refresh(in->memory);
	memory_set_threads(in->memory, threads, n);
	if (in->gort)
		gort_refresh(in->gort);
	s = scan_run(in);
	s->pid = (uint32_t)memory_pid(in->memory);
	s->ended = !stop_alive(stop);
	if (s->ended)
		s->note = "the process ended while it was looked at";
	s->pause = (double)stop_end(stop) / 1e9;
	return s;
}

static enum exit_code scan_process(const struct args *args, pid_t pid,
				   struct memory *m)
{
	struct gort *g = open_go(args, m, memory_program(m));
	enum exit_code code = EXIT_BROKEN;
	struct walk_names *names;
	struct scan_input in;
	struct scan *s;

	names = walk_names_open(m, g, (const char *const *)args->symbols.v);
	in = input_of(args, m, g, names);
	rehearse(&in);
	s = scan_stopped(&in, pid);
	if (s) {
		describe(s, m, g);
		code = write_out(args, s);
	}
	scan_destroy(s);
	walk_names_close(names);
	gort_close(g);
	return code;
}

static enum exit_code scan(const struct args *args, const char *what)
{
	const char *why = NULL;
	enum exit_code code;
	struct memory *m;
	pid_t pid;
	bool alive = is_pid(what, &pid);

	m = alive ? memory_of_process(pid, &why) : memory_of_core(what, &why);
	if (!m) {
		diag("%s", why);
		return EXIT_BROKEN;
	}
	code = alive ? scan_process(args, pid, m) : scan_core(args, what, m);
	memory_close(m);
	return code;
}

enum exit_code cmd_scan(int argc, char **argv)
{
	struct args args = {.format = "text", .top = DEFAULT_TOP};
	enum exit_code code;
	struct operands ops;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, &args, &ops, &code))
		goto out;
	code = EXIT_USAGE;
	if (ops.n != 1)
		diag("scan: wants one process or core, see 'belay help scan'");
	else if (!outcome_can_write(args.output))
		code = EXIT_BROKEN;
	else
		code = scan(&args, ops.v[0]);
out:
	option_list_finish(&args.symbols);
	vec_finish(&args.addresses);
	return code;
}
