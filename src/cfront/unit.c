/* SPDX-License-Identifier: MIT */
/*
 * Parsing with libclang.
 *
 * Bad input: clang stops at nothing but its own limits.  A missing header is
 * no reason to stop (KeepGoing), nor is an error; a header of any length is
 * read in linear time.  What has no limit inside clang, macros that double
 * and headers that include themselves twice, is kept off by the process
 * around it: see isolate.h.
 */
#include "cfront/internal.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "cfront/remedy.h"
#include "cfront/store.h"
#include "load/load.h"

/* As many errors of a package are told; what follows is their consequence. */
enum { MAX_ERRORS = 20, MAX_PATH = 4096 };

static bool same_place(struct c_place a, struct c_place b)
{
	if (a.line != b.line || a.column != b.column)
		return false;
	if (!a.path || !b.path)
		return a.path == b.path;
	return strcmp(a.path, b.path) == 0;
}

void c_package_error(struct c_package *p, struct c_place at,
		     const char *message)
{
	struct VEC(struct c_error)
		errors = {p->errors, p->nerrors, p->errors_cap};

	for (uint32_t i = 0; i < p->nerrors; i++)
		if (same_place(p->errors[i].at, at) &&
		    strcmp(p->errors[i].message, message) == 0)
			return;
	if (p->nerrors == MAX_ERRORS)
		return;
	vec_push_in(p->arena, &errors, (struct c_error){at, message});
	p->errors = errors.at;
	p->nerrors = errors.len;
	p->errors_cap = errors.cap;
}

struct c_package *c_package_create(const struct load_result *r,
				   const struct load_package *lp,
				   struct ast_file **files, uint32_t nfiles,
				   struct arena *a)
{
	struct c_package *p = ARENA_NEW(a, struct c_package);

	p->load = lp;
	p->files = files;
	p->nfiles = nfiles;
	p->goos = r->goos;
	p->goarch = r->goarch;
	p->arena = a;
	c_package_flags(p);
	c_package_sources(p);
	return p;
}

/* The flags and files of one call. */
struct parse {
	struct words args;
	struct CXUnsavedFile files[8];
	unsigned nfiles;
};

static void add_file(struct parse *parse, const char *path, const char *text,
		     size_t size)
{
	if (parse->nfiles < sizeof(parse->files) / sizeof(*parse->files))
		parse->files[parse->nfiles++] =
			(struct CXUnsavedFile){path, text, size};
}

/* The source's text with tail behind it; it is read when it has none. */
static bool add_source(struct c_package *p, const struct c_source *source,
		       const char *tail, struct parse *parse)
{
	struct buf b;

	if (!tail) {
		if (source->text)
			add_file(parse, source->path, source->text,
				 source->size);
		return true;
	}
	buf_init(&b, 256 << 20);
	if (source->text)
		buf_add(&b, source->text, source->size);
	else if (buf_read_file(&b, source->path) < 0)
		return false;
	buf_puts(&b, tail);
	add_file(parse, source->path,
		 arena_strndup(p->arena, buf_text(&b), b.len), b.len);
	buf_finish(&b);
	return true;
}

static void add_args(struct c_package *p, const struct c_source *source,
		     const struct clang_api *clang, struct parse *parse)
{
	const struct c_flags *flags = source->cxx ? &p->cxx_flags : &p->flags;
	struct arena *a = p->arena;

	vec_push_in(a, &parse->args, source->cxx ? "-xc++" : "-xc");
	if (clang->resources)
		vec_push_in(
			a, &parse->args,
			arena_printf(a, "-resource-dir=%s", clang->resources));
	/* Names are asked about by errors: none may be left out. */
	vec_push_in(a, &parse->args, "-ferror-limit=0");
	for (uint32_t i = 0; i < flags->n; i++)
		vec_push_in(a, &parse->args, flags->at[i]);
}

bool c_unit_open(struct c_package *p, const struct c_source *source,
		 unsigned mode, const char *tail, struct c_unit *ret)
{
	const char *why;
	const struct clang_api *clang = clang_open(&why);
	unsigned options = CXTranslationUnit_KeepGoing;
	struct parse parse = {.nfiles = 0};
	struct c_unit u = {.clang = clang};

	if (!clang) {
		c_package_error(p, (struct c_place){0}, why);
		return false;
	}
	if (!(mode & C_UNIT_BODIES))
		options |= CXTranslationUnit_SkipFunctionBodies;
	if (mode & C_UNIT_MACROS)
		options |= CXTranslationUnit_DetailedPreprocessingRecord;
	add_args(p, source, clang, &parse);
	for (uint32_t i = 0; i < p->nmade; i++)
		add_file(&parse, p->made[i].Filename, p->made[i].Contents,
			 p->made[i].Length);
	if (add_source(p, source, tail, &parse)) {
		u.index = clang->createIndex(0, 0);
		clang->parseTranslationUnit2(u.index, source->path,
					     parse.args.at, (int)parse.args.len,
					     parse.files, parse.nfiles, options,
					     &u.tu);
	}
	if (!u.tu) {
		c_package_error(p, (struct c_place){source->path, 0, 0},
				"cannot be parsed as C");
		c_unit_close(&u);
		return false;
	}
	*ret = u;
	return true;
}

void c_unit_close(struct c_unit *u)
{
	if (u->tu)
		u->clang->disposeTranslationUnit(u->tu);
	if (u->index)
		u->clang->disposeIndex(u->index);
	u->tu = NULL;
	u->index = NULL;
}

struct c_place c_place_of(const struct c_unit *u, CXSourceLocation at,
			  struct arena *a)
{
	struct c_place place = {0};
	CXString path;

	u->clang->getPresumedLocation(at, &path, &place.line, &place.column);
	place.path = clang_text(u->clang, a, path);
	if (!*place.path)
		place.path = NULL;
	return place;
}

/* The x in "'x' file not found"; NULL for any other message. */
static const char *missing_header(struct arena *a, const char *text)
{
	const char *end = strstr(text, "' file not found");

	if (text[0] != '\'' || !end)
		return NULL;
	return arena_strndup(a, text + 1, (size_t)(end - text - 1));
}

static const char *missing_message(struct c_package *p, const char *header)
{
	const char *package = c_remedy_header(header);

	if (package)
		return arena_printf(p->arena,
				    "C header '%s' not found: install %s",
				    header, package);
	return arena_printf(p->arena,
			    "C header '%s' not found: install the package "
			    "that holds it",
			    header);
}

/*
 * What gcc, and so cgo, takes and clang does not.  It says nothing that is
 * missed: body_claim.c reads deallocators from the text.
 */
static bool gcc_takes_it(const char *text)
{
	static const char *const texts[] = {
		"'malloc' attribute takes no arguments",
		"'__malloc__' attribute takes no arguments",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (strcmp(text, texts[i]) == 0)
			return true;
	return false;
}

void c_unit_tell(struct c_package *p, const struct c_unit *u)
{
	const struct clang_api *clang = u->clang;
	unsigned n = clang->getNumDiagnostics(u->tu);
	bool missing = false, told = false;

	for (unsigned i = 0; i < n; i++) {
		CXDiagnostic d = clang->getDiagnostic(u->tu, i);
		struct c_place at;
		const char *text, *header;

		if (clang->getDiagnosticSeverity(d) < CXDiagnostic_Error) {
			clang->disposeDiagnostic(d);
			continue;
		}
		at = c_place_of(u, clang->getDiagnosticLocation(d), p->arena);
		text = clang_text(clang, p->arena,
				  clang->getDiagnosticSpelling(d));
		clang->disposeDiagnostic(d);
		if (at.path && strncmp(at.path, C_TAIL, strlen(C_TAIL)) == 0)
			break; /* so is the rest */
		if (gcc_takes_it(text))
			continue;
		header = missing_header(p->arena, text);
		if (header) {
			missing = true;
			c_package_error(p, at, missing_message(p, header));
		} else if (!missing && !told) {
			/* One is enough: the others may follow from it. */
			told = true;
			c_package_error(p, at,
					arena_printf(p->arena, "C: %s", text));
		}
	}
}

struct c_hash c_hash_of_package(const struct c_package *p)
{
	/* Raised when the same source gives another answer. */
	static const uint32_t revision = 2;
	struct c_hash h = C_HASH_START;
	char library[MAX_PATH];
	struct c_stamp stamp;

	c_hash_string(&h, BELAY_VERSION);
	c_hash_bytes(&h, &revision, sizeof(revision));
	if (clang_find(library, sizeof(library))) {
		stamp = c_stamp_of(library);
		c_hash_string(&h, library);
		c_hash_bytes(&h, &stamp, sizeof(stamp));
	}
	for (uint32_t i = 0; i < p->flags.n; i++)
		c_hash_string(&h, p->flags.at[i]);
	return h;
}
