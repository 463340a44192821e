/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <stdlib.h>
#include <unistd.h>

#include "test.h"

struct args {
	const char *format, *output;
	uint64_t seed;
	bool leaks;
	struct option_list dirs;
};

#define AT(field) offsetof(struct args, field)
static const struct option table[] = {
	{"format", 0, "text|json", option_word, AT(format), "how it looks"},
	{"output", 'o', "FILE", option_text, AT(output), "where it goes"},
	{NULL, 'j', "N", option_number, AT(seed), "only a letter"},
	{"seed", 0, "N", option_number, AT(seed), "a number"},
	{"leaks", 0, "", option_flag, AT(leaks), "a flag"},
	{"dir", 'd', "DIR", option_list, AT(dirs), "may come again"},
	OPTIONS_END,
};

/* One command line: its words, and what became of them. */
struct line {
	char words[256];
	char *argv[16];
	struct args args;
	struct operands ops;
	char said[256]; /* on standard error */
};

/* Words are cut at spaces. */
static enum option_result parse(struct line *l, enum option_order order,
				const char *words)
{
	char path[] = "/tmp/belay-options.XXXXXX";
	int fd = mkstemp(path), err = dup(STDERR_FILENO), argc = 0;
	enum option_result r;
	ssize_t n;

	*l = (struct line){.said = ""};
	snprintf(l->words, sizeof(l->words), "run %s", words);
	for (char *w = strtok(l->words, " "); w; w = strtok(NULL, " "))
		l->argv[argc++] = w;
	dup2(fd, STDERR_FILENO);
	r = options_parse(table, order, &l->args, argc, l->argv, &l->ops);
	dup2(err, STDERR_FILENO);
	n = pread(fd, l->said, sizeof(l->said) - 1, 0);
	l->said[n > 0 ? n : 0] = '\0';
	close(err);
	close(fd);
	unlink(path);
	return r;
}

static void every_form_of_a_value_is_taken(void)
{
	struct line l;

	CHECK(parse(&l, OPTIONS_FIRST,
		    "--format json -o a --seed=7 --leaks -j9") == OPTIONS_OK);
	CHECK_STR(l.args.format, "json");
	CHECK_STR(l.args.output, "a");
	CHECK(l.args.seed == 9);
	CHECK(l.args.leaks);
	CHECK(l.ops.n == 0 && l.ops.v[0] == NULL);
}

static void list_keeps_every_value(void)
{
	struct line l;

	CHECK(parse(&l, OPTIONS_FIRST, "-d a --dir=b") == OPTIONS_OK);
	CHECK(l.args.dirs.n == 2);
	CHECK_STR(l.args.dirs.v[0], "a");
	CHECK_STR(l.args.dirs.v[1], "b");
	CHECK(l.args.dirs.v[2] == NULL);
	option_list_finish(&l.args.dirs);
}

static void first_operand_ends_the_options_of_a_launcher(void)
{
	struct line l;

	CHECK(parse(&l, OPTIONS_FIRST, "--leaks ./app --format x -- -q") ==
	      OPTIONS_OK);
	CHECK(l.ops.n == 5);
	CHECK_STR(l.ops.v[0], "./app");
	CHECK_STR(l.ops.v[1], "--format");
	CHECK_STR(l.ops.v[3], "--");
	CHECK_STR(l.ops.v[4], "-q");
}

static void two_dashes_end_the_options(void)
{
	struct line l;

	CHECK(parse(&l, OPTIONS_FIRST, "-- --leaks --") == OPTIONS_OK);
	CHECK(!l.args.leaks);
	CHECK(l.ops.n == 2);
	CHECK_STR(l.ops.v[0], "--leaks");
	CHECK_STR(l.ops.v[1], "--");
}

static void operands_and_options_may_be_mixed(void)
{
	struct line l;

	CHECK(parse(&l, OPTIONS_ANYWHERE, "./a --leaks - -o f ./b") ==
	      OPTIONS_OK);
	CHECK(l.args.leaks);
	CHECK_STR(l.args.output, "f");
	CHECK(l.ops.n == 3);
	CHECK_STR(l.ops.v[0], "./a");
	CHECK_STR(l.ops.v[1], "-");
	CHECK_STR(l.ops.v[2], "./b");
	CHECK(l.ops.v[3] == NULL);
}

static void help_is_an_answer_of_its_own(void)
{
	struct line l;

	CHECK(parse(&l, OPTIONS_FIRST, "--leaks --help") == OPTIONS_HELP);
	CHECK_STR(l.said, "");
	CHECK(parse(&l, OPTIONS_FIRST, "-h") == OPTIONS_HELP);
	CHECK(parse(&l, OPTIONS_FIRST, "./app --help") == OPTIONS_OK);
}

static void every_mistake_is_one_line(void)
{
	static const struct {
		const char *words, *said;
	} t[] = {
		{"--frmat x",
		 "unknown option '--frmat', did you mean '--format'?"},
		{"--bananas=x",
		 "unknown option '--bananas', see 'belay help run'"},
		{"-z", "unknown option '-z', see 'belay help run'"},
		{"--format", "option '--format' needs a value: text|json"},
		{"-o", "option '-o' needs a value: FILE"},
		{"--format=xml", "option '--format': 'xml' is not known, "
				 "wanted: text|json"},
		{"--format=tex", "option '--format': 'tex' is not known, "
				 "wanted: text|json"},
		{"--format= x", "option '--format': '' is not known, "
				"wanted: text|json"},
		{"--output=", "option '--output': '' is empty, wanted: FILE"},
		{"--seed=-1",
		 "option '--seed': '-1' is not a number, wanted: N"},
		{"--seed=18446744073709551616",
		 "option '--seed': '18446744073709551616' is too large, "
		 "wanted: N"},
		{"--leaks=1", "option '--leaks' takes no value"},
	};

	for (size_t i = 0; i < sizeof(t) / sizeof(t[0]); i++) {
		struct line l;
		char said[256];

		CHECK(parse(&l, OPTIONS_ANYWHERE, t[i].words) == OPTIONS_BAD);
		snprintf(said, sizeof(said), "belay: %s\n", t[i].said);
		CHECK_STR(l.said, said);
	}
}

static void help_text_has_every_option(void)
{
	char text[1024] = "";
	FILE *f = fmemopen(text, sizeof(text), "w");

	CHECK(f != NULL);
	options_help(table, f);
	fclose(f);
	CHECK_STR(text, "  --format text|json        how it looks\n"
			"  -o, --output FILE         where it goes\n"
			"  -j N                      only a letter\n"
			"  --seed N                  a number\n"
			"  --leaks                   a flag\n"
			"  -d, --dir DIR             may come again\n");
}

int main(void)
{
	RUN(every_form_of_a_value_is_taken);
	RUN(list_keeps_every_value);
	RUN(first_operand_ends_the_options_of_a_launcher);
	RUN(two_dashes_end_the_options);
	RUN(operands_and_options_may_be_mixed);
	RUN(help_is_an_answer_of_its_own);
	RUN(every_mistake_is_one_line);
	RUN(help_text_has_every_option);
	return test_summary();
}
