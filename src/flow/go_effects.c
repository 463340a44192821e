/* SPDX-License-Identifier: MIT */
/*
 * Comments of Go functions that say what they do to memory:
 *
 *	//belay:frees p
 *	//belay:returns owned sqlite3
 *	func put(p unsafe.Pointer)
 *
 * They are the rows of doc/effects.md, with names of parameters (and of the
 * receiver) in place of numbers, which count the receiver first.  They are
 * read from the text above the declaration, so that trees are not needed,
 * and applied as the effects of a C function are.
 */
#include "flow/go_effects.h"

#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "flow/c_effects_apply.h"
#include "flow/plan.h"
#include "ir/ir.h"
#include "program/program.h"
#include "types/types.h"

/* Lines of comments above a declaration that are looked at. */
enum { MAX_LINES = 200, MAX_TEXT = 1 << 14 };

struct go_effects {
	struct c_known known;
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 128;
}

static int64_t param_of(const struct ir_function *fn, const char *at, size_t n)
{
	name_t name = name_of_len(at, n);

	for (uint32_t i = 0; i < fn->nparams; i++)
		if (fn->params[i]->object &&
		    fn->params[i]->object->name == name)
			return i;
	return -1;
}

/* The rows with numbers for names; the first words are what they say. */
static void number_params(const struct ir_function *fn, const char *text,
			  size_t size, struct buf *out)
{
	bool verb = true;

	for (size_t i = 0; i < size;) {
		size_t n = 0;
		int64_t param;

		while (i + n < size && is_word(text[i + n]))
			n++;
		if (n == 0) {
			verb |= text[i] == ';';
			buf_putc(out, text[i++]);
			continue;
		}
		param = verb ? -1 : param_of(fn, text + i, n);
		if (param >= 0)
			buf_printf(out, "%d", (int)param);
		else
			buf_add(out, text + i, n);
		verb = false;
		i += n;
	}
}

static void add_line(const struct ir_function *fn, const char *text,
		     size_t size, struct buf *out)
{
	static const char mark[] = "belay:";

	while (size && (*text == ' ' || *text == '\t')) {
		text++;
		size--;
	}
	if (size < sizeof(mark) || memcmp(text, mark, sizeof(mark) - 1) != 0)
		return;
	if (out->len)
		buf_putc(out, ';');
	number_params(fn, text + sizeof(mark) - 1, size - (sizeof(mark) - 1),
		      out);
}

/* The line that ends at end, which is not in it. */
static size_t line_start(const char *text, size_t end)
{
	while (end > 0 && text[end - 1] != '\n')
		end--;
	return end;
}

/* Lines of the comment right above, from the last one up. */
static void read_above(const struct ir_function *fn,
		       const struct source_file *f, size_t at, struct buf *out)
{
	size_t start = line_start(f->text, at);

	for (uint32_t i = 0; i < MAX_LINES && start > 0; i++) {
		size_t end = start - 1, from;

		start = from = line_start(f->text, end);
		while (from < end &&
		       (f->text[from] == ' ' || f->text[from] == '\t'))
			from++;
		if (end - from < 2 || memcmp(f->text + from, "//", 2) != 0)
			return;
		if (end > from && f->text[end - 1] == '\r')
			end--;
		add_line(fn, f->text + from + 2, end - from - 2, out);
	}
}

static void add_function(struct go_effects_table *t, struct ir_function *fn,
			 struct buf *b)
{
	struct source_file *f = file_set_find(fn->prog->source->files, fn->pos);
	struct effect_rows rows = {0};
	struct go_effects *e;
	const char *why;

	if (!f)
		return;
	buf_clear(b);
	read_above(fn, f, pos_offset(f, fn->pos), b);
	if (b->len == 0)
		return;
	/* Good rows are used, as in a .belay file. */
	effect_parse(t->arena, b->data, b->len, &rows, &why);
	if (rows.len == 0)
		return;
	for (uint32_t i = 0; i < rows.len; i++)
		rows.at[i].reason = (struct effect_reason){
			.source = EFFECT_FROM_COMMENT,
			.path = f->path,
			.line = position_line(f, fn->pos)};
	e = ARENA_NEW(t->arena, struct go_effects);
	e->known.what = arena_strdup(t->arena, fn->name);
	e->known.rows = rows.at;
	e->known.nrows = rows.len;
	e->known.known = true;
	*ptrmap_at(&t->by_fn, t->arena, fn) = e;
}

void go_effects_read(struct go_effects_table *t, struct ir_program *p)
{
	struct buf b;

	buf_init(&b, MAX_TEXT);
	for (uint32_t i = 0; i < p->nfunctions; i++) {
		struct ir_function *fn = p->functions[i];

		if (fn->synthetic == IR_SOURCE && !fn->parent && fn->object &&
		    fn->pos != NO_POS)
			add_function(t, fn, &b);
	}
	buf_finish(&b);
}

const struct go_effects *go_effects_of(struct flow *f,
				       const struct ir_function *fn)
{
	const struct go_effects_table *t = model_go_effects(f->models);

	return ptrmap_get(&t->by_fn, fn->origin ? fn->origin : fn);
}

bool go_effects_apply(struct exec *x, struct state *s,
		      const struct ir_instr *in, const struct go_effects *e,
		      const val_t *args, uint32_t nargs)
{
	struct ir_function *callee = ir_static_callee(in);

	/* Only the types of its parameters are asked for. */
	return c_call_known(x, s, in, callee ? callee : x->fn, &e->known, args,
			    nargs);
}
