/* SPDX-License-Identifier: MIT */
/*
 * The C sources of a package.
 *
 * A preamble is the text of the comment above an import "C", behind what cgo
 * puts before it: types for Go's strings and slices, and prototypes of the
 * functions that cgo makes up (C.CString and its like).  The comment's marks
 * are replaced by spaces, and a #line says where it stands, so that what clang
 * says about a line and column is where the Go file has it.
 *
 * cmd/cgo: ast.go (ParseGo, commentText), out.go (builtinProlog).
 */
#include "cfront/internal.h"

#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "load/load.h"
#include "syntax/ast.h"

enum { MAX_PREAMBLE = 64 << 20 };

static const char prolog[] =
	"#line 1 \"cgo-builtin-prolog\"\n"
	"#include <stddef.h>\n"
	"typedef ptrdiff_t intgo;\n"
	"#define GO_CGO_GOSTRING_TYPEDEF\n"
	"typedef struct { const char *p; intgo n; } _GoString_;\n"
	"typedef struct { char *p; intgo n; intgo c; } _GoBytes_;\n"
	"_GoString_ GoString(char *p);\n"
	"_GoString_ GoStringN(char *p, int l);\n"
	"_GoBytes_ GoBytes(void *p, int n);\n"
	"char *CString(_GoString_);\n"
	"void *CBytes(_GoBytes_);\n"
	"void *_CMalloc(size_t);\n"
	"__attribute__((unused)) static size_t _GoStringLen(_GoString_ s)"
	" { return (size_t)s.n; }\n"
	"__attribute__((unused)) static const char *_GoStringPtr(_GoString_ s)"
	" { return s.p; }\n";

struct c_place c_place_in(const struct ast_file *f, uint32_t pos)
{
	struct position at = position_in(f->source, pos);

	return (struct c_place){f->source->path, at.line, at.column};
}

static void add_path(struct buf *out, const char *path)
{
	for (; *path; path++) {
		if (*path == '"' || *path == '\\')
			buf_putc(out, '\\');
		buf_putc(out, *path);
	}
}

/* `#cgo` lines speak to the go command. */
static bool is_cgo_line(const char *line, size_t len)
{
	while (len > 0 && (*line == ' ' || *line == '\t')) {
		line++;
		len--;
	}
	return len > 4 && memcmp(line, "#cgo", 4) == 0 &&
	       (line[4] == ' ' || line[4] == '\t');
}

static void add_lines(struct buf *out, const char *text, size_t len)
{
	while (len > 0) {
		const char *nl = memchr(text, '\n', len);
		size_t n = nl ? (size_t)(nl - text) + 1 : len;

		if (!is_cgo_line(text, n))
			buf_add(out, text, n);
		else if (nl)
			buf_putc(out, '\n');
		text += n;
		len -= n;
	}
}

/* Where the text of a preamble is, in lines of its Go file. */
struct written {
	struct buf *out;
	const struct ast_file *file;
	uint32_t line; /* 0: nowhere */
};

static bool continues(const struct buf *out)
{
	return out->len >= 2 && out->data[out->len - 1] == '\n' &&
	       out->data[out->len - 2] == '\\';
}

static uint32_t count_lines(const char *text, size_t len)
{
	uint32_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += text[i] == '\n';
	return n;
}

static void go_to_line(struct written *w, uint32_t line)
{
	if (w->line == line || continues(w->out))
		return;
	buf_printf(w->out, "#line %u \"", line);
	add_path(w->out, w->file->source->path);
	buf_puts(w->out, "\"\n");
	w->line = line;
}

static void add_comment(struct written *w, const struct comment *c)
{
	const struct ast_file *f = w->file;
	const char *text = f->source->text + pos_offset(f->source, c->pos);
	struct position at = position_raw(f->source->set, c->pos);
	size_t len = c->len;

	if (len < 2)
		return;
	go_to_line(w, at.line);
	if (text[1] == '*' && len >= 4)
		len -= 2;
	text += 2;
	len -= 2;
	/* A line that is continued goes on at the very beginning. */
	if (!is_cgo_line(text, len) && !continues(w->out))
		for (uint32_t i = 0; i < at.column + 1; i++)
			buf_putc(w->out, ' ');
	add_lines(w->out, text, len);
	buf_putc(w->out, '\n');
	w->line += count_lines(text, len) + 1;
}

/* The comments above an import "C". */
static const struct comment *doc_of(const struct ast_file *f,
				    const struct gen_decl *d,
				    const struct node *spec, uint32_t *ret_n)
{
	const struct comment *doc = NULL;

	*ret_n = 0;
	if (d->lparen)
		doc = ast_doc(f, spec->pos, ret_n);
	if (!doc && d->nspecs == 1)
		doc = ast_doc(f, d->node.pos, ret_n);
	return doc;
}

static bool imports_c(const struct import_spec *spec)
{
	return spec && spec->path && spec->path->len == 3 &&
	       memcmp(spec->path->text, "\"C\"", 3) == 0;
}

static bool add_imports(struct written *w, const struct gen_decl *d)
{
	bool any = false;

	for (uint32_t i = 0; i < d->nspecs; i++) {
		const struct comment *doc;
		uint32_t n;

		if (!imports_c(AS(IMPORT_SPEC, import_spec, d->specs[i])))
			continue;
		any = true;
		doc = doc_of(w->file, d, d->specs[i], &n);
		for (uint32_t k = 0; k < n; k++)
			add_comment(w, &doc[k]);
	}
	return any;
}

/* False when the file does not import "C". */
bool c_preamble_text(const struct ast_file *f, struct buf *out)
{
	struct written w = {out, f, 0};
	bool any = false;

	for (uint32_t i = 0; i < f->ndecls; i++) {
		const struct gen_decl *d = AS(GEN_DECL, gen_decl, f->decls[i]);

		if (d)
			any |= add_imports(&w, d);
	}
	buf_puts(out, "#line 1 \"cgo-generated-wrapper\"\n");
	return any;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void add_preamble(struct c_package *p, const struct ast_file *f)
{
	struct buf text;
	const char *keep;

	buf_init(&text, MAX_PREAMBLE);
	buf_puts(&text, prolog);
	if (c_preamble_text(f, &text)) {
		keep = arena_strndup(p->arena, buf_text(&text), text.len);
		p->sources[p->nsources++] = (struct c_source){
			.path = arena_printf(p->arena, "%s/%s.c", p->load->dir,
					     base_name(f->source->path)),
			.text = keep,
			.size = text.len,
			.go = f,
		};
	}
	buf_finish(&text);
}

static void add_files(struct c_package *p, enum load_other kind)
{
	const struct load_names *names = &p->load->others[kind];

	for (uint32_t i = 0; i < names->n; i++)
		p->sources[p->nsources++] = (struct c_source){
			.path = arena_printf(p->arena, "%s/%s", p->load->dir,
					     names->at[i]),
			.cxx = kind == LOAD_OTHER_CXX,
		};
}

static void add_export_header(struct c_package *p)
{
	struct buf text;

	buf_init(&text, MAX_PREAMBLE);
	c_export_header(p, &text);
	p->made = ARENA_NEW(p->arena, struct CXUnsavedFile);
	p->nmade = 1;
	p->made[0] = (struct CXUnsavedFile){
		.Filename = arena_printf(p->arena, "%s/_cgo_export.h",
					 p->load->dir),
		.Contents = arena_strndup(p->arena, buf_text(&text), text.len),
		.Length = text.len,
	};
	buf_finish(&text);
}

void c_package_sources(struct c_package *p)
{
	const struct load_package *lp = p->load;
	size_t n = p->nfiles + lp->others[LOAD_OTHER_C].n +
		   lp->others[LOAD_OTHER_CXX].n;

	p->sources = ARENA_ARRAY(p->arena, n + 1, struct c_source);
	for (uint32_t i = 0; i < p->nfiles; i++)
		add_preamble(p, p->files[i]);
	p->npreambles = p->nsources;
	add_files(p, LOAD_OTHER_C);
	add_files(p, LOAD_OTHER_CXX);
	add_export_header(p);
}
