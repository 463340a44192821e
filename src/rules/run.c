/* SPDX-License-Identifier: MIT */
/*
 * Rules report in any order; here findings become a report: those that
 * somebody silenced are taken out and counted, what two variants of a
 * package say twice is said once, and each gets a fingerprint.
 *
 * A fingerprint says which finding it is, for as long as its line is the
 * same, wherever it moves: it is made of the code, the function, the text of
 * the line without its white space, and the holder.  What is equal in all of
 * that is told apart by its number.
 */
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/compare.h"
#include "flow/flow.h"
#include "program/program.h"
#include "rules/report.h"
#include "rules/trees.h"

/* By what a person sees in one line. */
static int compare_lines(const struct finding *x, const struct finding *y)
{
	int c = compare_text(x->file, y->file);

	if (!c)
		c = compare_number(x->line, y->line);
	if (!c)
		c = compare_number(x->column, y->column);
	if (!c)
		c = strcmp(x->code, y->code);
	return c ? c : strcmp(x->message, y->message);
}

static int compare_drafts(const void *a, const void *b)
{
	const struct finding *x = &((const struct draft *)a)->f;
	const struct finding *y = &((const struct draft *)b)->f;
	int c = compare_lines(x, y);

	/* The shorter path is the easier one to understand. */
	return c ? c : compare_number(x->ntrace, y->ntrace);
}

static bool is_repeated(const struct draft *a, const struct draft *b)
{
	return a->pos && compare_lines(&a->f, &b->f) == 0;
}

/* Fingerprints */

static uint64_t hash_bytes(uint64_t h, const char *s, size_t n)
{
	/* FNV-1a */
	for (size_t i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3;
	return h;
}

static uint64_t hash_text(uint64_t h, const char *s)
{
	return s ? hash_bytes(h, s, strlen(s) + 1) : hash_bytes(h, "", 1);
}

/* The text of the line, without what formatting changes. */
static uint64_t hash_line(uint64_t h, struct file_set *files, pos_t pos)
{
	struct source_file *f = file_set_find(files, pos);
	const char *at;

	if (!f)
		return h;
	at = f->text + pos_offset(f, pos);
	while (at > f->text && at[-1] != '\n')
		at--;
	for (; *at && *at != '\n'; at++)
		if (*at != ' ' && *at != '\t' && *at != '\r')
			h = hash_bytes(h, at, 1);
	return hash_bytes(h, "", 1);
}

static void add_fingerprint(struct rule_run *r, struct draft *d,
			    struct ptrmap *counts)
{
	uint64_t h = 0xcbf29ce484222325, *n;
	void **at;

	h = hash_text(h, d->f.code);
	h = hash_text(h, d->f.function);
	h = hash_text(h, d->holder);
	h = hash_line(h, r->files, d->pos);
	at = ptrmap_at_key(counts, r->arena, h ? h : 1);
	if (!*at)
		*at = ARENA_NEW(r->arena, uint64_t);
	n = *at;
	h = hash_bytes(h, (const char *)n, sizeof(*n));
	++*n;
	d->f.fingerprint =
		arena_printf(r->arena, "%016llx", (unsigned long long)h);
}

/* What is left out */

/* "./third_party/..." has all below the folder; else a pattern of paths. */
static bool is_excluded_by(const char *pattern, const char *path)
{
	size_t n;

	if (strncmp(pattern, "./", 2) == 0)
		pattern += 2;
	n = strlen(pattern);
	if (n >= 3 && strcmp(pattern + n - 3, "...") == 0)
		return strncmp(path, pattern, n - 3) == 0;
	while (n > 0 && pattern[n - 1] == '/')
		n--;
	if (strncmp(path, pattern, n) == 0 &&
	    (path[n] == '/' || path[n] == '\0'))
		return true;
	return fnmatch(pattern, path, 0) == 0;
}

static bool is_excluded(const struct rules_config *c, const struct finding *f)
{
	const struct rule_file *file = c->file;

	for (size_t i = 0; file && f->file && i < file->nexclude; i++)
		if (is_excluded_by(file->exclude[i], f->file))
			return true;
	return false;
}

static void finish(struct rule_run *r, struct rules_result *ret)
{
	const struct rules_config *c = r->config;
	struct suppressor *s = suppressor_create(c, r->trees);
	struct ptrmap counts = {0};
	const struct draft *last = NULL;
	size_t n = 0;

	if (r->drafts.len > 0)
		qsort(r->drafts.at, r->drafts.len, sizeof(struct draft),
		      compare_drafts);
	ret->findings = ARENA_ARRAY(r->arena, r->drafts.len, struct finding);
	for (uint32_t i = 0; i < r->drafts.len; i++) {
		struct draft *d = &r->drafts.at[i];
		bool repeated = last && is_repeated(last, d);

		last = d;
		if (repeated || is_excluded(c, &d->f))
			continue;
		add_fingerprint(r, d, &counts);
		if (suppressor_asks(s, d))
			ret->suppressed++;
		else
			ret->findings[n++] = d->f;
	}
	ret->nfindings = n;
	ret->errors = suppressor_errors(s, &ret->nerrors);
}

void rules_run(const struct rules_config *config, struct rules_result *ret)
{
	struct rule_run r = {
		.config = config,
		.files = config->program->files,
		.arena = config->arena,
		.trees = trees_create(config->program, config->arena),
	};

	*ret = (struct rules_result){0};
	if (config->flow) {
		r.issues = config->flow->issues;
		r.nissues = config->flow->nissues;
	}
	for (size_t i = 0; i < nrules; i++) {
		if (config->settings[i].off)
			continue;
		r.rule = &rules[i];
		rules[i].run(&r);
	}
	finish(&r, ret);
	trees_finish(r.trees);
}
