/* SPDX-License-Identifier: MIT */
#include "given.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/name.h"
#include "syntax/parser.h"
#include "types/types.h"

enum { STACK_SIZE = 64 << 20 };

void given_start(struct given_world *w)
{
	memset(w, 0, sizeof(*w));
	w->arena = arena_create(0);
	w->files = file_set_create();
	w->parser = parser_create(names_create());
	types_init();
}

static void add_import(struct given_world *w, struct given *g, char *text)
{
	char *equals = strchr(text, '=');

	if (!equals)
		return;
	*equals = '\0';
	vec_push_in(w->arena, &g->imports,
		    (struct given_import){text, equals + 1});
}

static void add_line(struct given_world *w, struct given *g, const char *word,
		     char *text)
{
	if (strcmp(word, "path") == 0)
		g->path = text;
	else if (strcmp(word, "go") == 0)
		g->go_version = text;
	else if (strcmp(word, "file") == 0)
		vec_push_in(w->arena, &g->files, text);
	else if (strcmp(word, "import") == 0)
		add_import(w, g, text);
	else if (strcmp(word, "test") == 0)
		types_init_test_builtins();
	else if (strcmp(word, "nocgo") == 0)
		g->no_cgo = true;
	else if (strcmp(word, "want") == 0)
		g->want = true;
}

bool given_read(struct given_world *w, FILE *in)
{
	struct given *g = NULL;
	char *line = NULL;
	size_t cap = 0;
	bool ended = false;

	while (!ended && getline(&line, &cap, in) > 0) {
		char *word = arena_strdup(w->arena, line);
		char *text = word + strcspn(word, " \n");

		text[strcspn(text, "\n")] = '\0';
		if (*text == ' ')
			*text++ = '\0';
		if (strcmp(word, "package") == 0) {
			g = ARENA_NEW(w->arena, struct given);
			g->id = g->path = text;
			g->go_version = "";
			vec_push_in(w->arena, &w->packages, g);
		} else if (g) {
			add_line(w, g, word, text);
		}
		ended = strcmp(word, "end") == 0;
	}
	free(line);
	return ended;
}

struct given *given_find(struct given_world *w, const char *id)
{
	for (uint32_t i = w->packages.len; i-- > 0;)
		if (strcmp(w->packages.at[i]->id, id) == 0)
			return w->packages.at[i];
	return NULL;
}

struct importing {
	struct given_world *world;
	struct given *of;
};

static struct package *import(void *ctx, const char *path, const char **ret_why)
{
	struct importing *im = ctx;
	struct given *g;

	*ret_why = NULL;
	if (strcmp(path, "unsafe") == 0)
		return package_unsafe;
	for (uint32_t i = 0; i < im->of->imports.len; i++)
		if (strcmp(im->of->imports.at[i].path, path) == 0)
			path = im->of->imports.at[i].id;
	g = given_find(im->world, path);
	return g ? given_check(im->world, g) : NULL;
}

static void keep_error(void *ctx, pos_t pos, const char *msg)
{
	struct given *g = ctx;

	vec_push_in(g->arena, &g->errors,
		    (struct given_error){pos, arena_strdup(g->arena, msg)});
}

static void parse(struct given_world *w, struct given *g,
		  struct ast_file **files, uint32_t *nfiles)
{
	enum parse_mode mode = g->want ? PARSE_ALL : PARSE_SKIP_BODIES;

	for (uint32_t i = 0; i < g->files.len; i++) {
		struct source_file *source;
		int err = file_set_read(w->files, g->files.at[i], &source);

		if (err < 0) {
			keep_error(g, NO_POS, strerror(-err));
			continue;
		}
		files[(*nfiles)++] = parser_file(w->parser, g->arena, source,
						 mode, keep_error, g);
	}
}

struct package *given_check(struct given_world *w, struct given *g)
{
	struct importing im = {w, g};
	struct types_config conf = {
		.go_version = g->go_version,
		.ignore_func_bodies = !g->want,
		.fake_import_c = !g->no_cgo,
		.ctx = &im,
		.importer = import,
		.files = w->files,
	};
	struct ast_file **files;
	uint32_t nfiles = 0;

	if (g->entered || g->skip)
		return g->package;
	g->entered = true;
	g->arena = arena_create(0);
	g->body_arena = g->want ? arena_create(0) : g->arena;
	files = ARENA_ARRAY(g->arena, g->files.len, struct ast_file *);
	/* What it imports is checked first, so that one begins after another.
	 */
	for (uint32_t i = 0; i < g->imports.len; i++) {
		struct given *dep = given_find(w, g->imports.at[i].id);

		if (dep)
			given_check(w, dep);
	}
	if (w->begin)
		w->begin(g);
	parse(w, g, files, &nfiles);
	g->package = types_check(&conf, g->path, files, nfiles, g->arena,
				 g->body_arena);
	return g->package;
}

void given_drop(struct given *g, bool only_bodies)
{
	if (g->body_arena != g->arena)
		arena_destroy(g->body_arena);
	g->body_arena = g->arena;
	if (!only_bodies) {
		arena_destroy(g->arena);
		g->arena = g->body_arena = NULL;
		g->package = NULL;
	}
}

struct call {
	int (*run)(int argc, char **argv);
	int argc;
	char **argv;
	int status;
};

static void *start(void *arg)
{
	struct call *c = arg;

	c->status = c->run(c->argc, c->argv);
	return NULL;
}

int given_main(int (*run)(int argc, char **argv), int argc, char **argv)
{
	struct call c = {run, argc, argv, 3};
	pthread_attr_t attr;
	pthread_t thread;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	if (pthread_create(&thread, &attr, start, &c) != 0)
		return 3;
	pthread_join(thread, NULL);
	return c.status;
}
