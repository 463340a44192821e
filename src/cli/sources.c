/* SPDX-License-Identifier: MIT */
#include "cli/sources.h"

#include "base/diag.h"
#include "base/term.h"
#include "program/program.h"

enum { MAX_JOBS = 64 };

static void show_progress(void *ctx, const char *stage, uint32_t done,
			  uint32_t of)
{
	(void)ctx;
	term_progress("%s: %u of %u packages", stage, done, of);
}

bool sources_check(const struct source_options *o)
{
	if (o->jobs <= MAX_JOBS)
		return true;
	diag("-j: must be at most %d", MAX_JOBS);
	return false;
}

struct program_config sources_config(const struct source_options *o,
				     const char *const *patterns, size_t n)
{
	return (struct program_config){
		.patterns = patterns,
		.npatterns = n,
		.tags = o->tags,
		.goos = o->goos,
		.goarch = o->goarch,
		.tests = o->tests,
		.jobs = (unsigned)o->jobs,
		.progress = show_progress,
	};
}
