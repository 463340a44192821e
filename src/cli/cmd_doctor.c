/* SPDX-License-Identifier: MIT */
#include "cli/doctor.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/diag.h"
#include "base/json.h"
#include "base/term.h"
#include "cli/cmd.h"

struct args {
	const char *format;
};

const struct option doctor_options[] = {
	{"format", 0, "text|json", option_word, offsetof(struct args, format),
	 "for people (the default), or one object"},
	OPTIONS_END,
};

static const struct check {
	const char *name;
	doctor_fn *run;
} checks[] = {
#define CHECK(name, function) {name, function},
#include "cli/doctor.def"
#undef CHECK
};

enum { NCHECKS = sizeof(checks) / sizeof(checks[0]) };

static const struct {
	const char *word;
	enum term_style style;
} states[] = {
	[DOCTOR_OK] = {"ok", TERM_GREEN},
	[DOCTOR_WARN] = {"warn", TERM_YELLOW},
	[DOCTOR_MISSING] = {"missing", TERM_RED},
};

/* A remedy may have lines; each is put under the text. */
static void show_remedy(const char *remedy, struct buf *out)
{
	while (*remedy) {
		size_t n = strcspn(remedy, "\n");

		buf_printf(out, "%*s%.*s\n", 29, "", (int)n, remedy);
		remedy += n + (remedy[n] == '\n');
	}
}

static void show_text(const struct doctor_result *r, bool can_run,
		      struct buf *out)
{
	bool colour = term_colour(STDOUT_FILENO);

	for (size_t i = 0; i < NCHECKS; i++) {
		buf_printf(out, "%s%-8s%s %-17s  %s\n",
			   term_on(colour, states[r[i].state].style),
			   states[r[i].state].word, term_off(colour),
			   checks[i].name, r[i].text);
		show_remedy(r[i].remedy, out);
	}
	buf_printf(out, "\n'belay run' %s on this machine\n",
		   can_run ? "can work" : "cannot work");
}

static void show_json(const struct doctor_result *r, bool can_run,
		      struct buf *out)
{
	struct json j;

	json_init(&j, out, 2);
	json_object(&j);
	json_key(&j, "tool");
	json_string(&j, "belay");
	json_key(&j, "version");
	json_string(&j, BELAY_VERSION);
	json_key(&j, "run");
	json_bool(&j, can_run);
	json_key(&j, "checks");
	json_array(&j);
	for (size_t i = 0; i < NCHECKS; i++) {
		json_object(&j);
		json_key(&j, "name");
		json_string(&j, checks[i].name);
		json_key(&j, "state");
		json_string(&j, states[r[i].state].word);
		json_key(&j, "text");
		json_string(&j, r[i].text);
		json_key(&j, "remedy");
		json_string(&j, r[i].remedy[0] ? r[i].remedy : NULL);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	buf_putc(out, '\n');
}

enum exit_code cmd_doctor(int argc, char **argv)
{
	struct args args = {.format = "text"};
	static struct doctor_result results[NCHECKS];
	struct operands ops;
	enum exit_code code;
	bool can_run = true;
	struct buf out;

	if (!cmd_options(argc, argv, OPTIONS_ANYWHERE, &args, &ops, &code))
		return code;
	if (ops.n > 0) {
		diag("'belay doctor' takes no operand, but got '%s'", ops.v[0]);
		return EXIT_USAGE;
	}
	for (size_t i = 0; i < NCHECKS; i++) {
		term_progress("looking at: %s", checks[i].name);
		checks[i].run(&results[i]);
		can_run &= results[i].state != DOCTOR_MISSING;
	}
	term_progress_done();

	buf_init(&out, (size_t)1 << 20);
	if (strcmp(args.format, "json") == 0)
		show_json(results, can_run, &out);
	else
		show_text(results, can_run, &out);
	fputs(buf_text(&out), stdout);
	buf_finish(&out);
	return cmd_finish(can_run ? EXIT_CLEAN : EXIT_BROKEN);
}
