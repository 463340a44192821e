/* SPDX-License-Identifier: MIT */
#include "rules/report.h"

#include "base/arena.h"
#include "base/buf.h"
#include "flow/trace.h"
#include "ir/ir.h"
#include "program/program.h"
#include "rules/place.h"
#include "rules/step.h"
#include "types/types.h"

enum { MAX_NAME = 4096 };

enum memory issue_memory(const struct issue *i)
{
	if (i->origin == ORIGIN_HANDLE || i->how == FREED_DELETE)
		return MEMORY_HANDLE;
	if (i->origin == ORIGIN_POOL || i->how == FREED_RECYCLE)
		return MEMORY_POOL;
	if (i->origin == ORIGIN_ARENA || i->how == FREED_ARENA)
		return MEMORY_ARENA;
	return MEMORY_HEAP;
}

static void print_object(struct buf *b, const struct object *o)
{
	const struct signature *sig = TYPE_AS(SIGNATURE, signature, o->type);

	if (o->pkg)
		buf_printf(b, "%s.", name_text(o->pkg->name));
	if (sig && sig->recv) {
		const struct pointer *p =
			TYPE_AS(POINTER, pointer, unalias(sig->recv->type));
		const struct named *n =
			type_as_named(p ? p->base : sig->recv->type);
		const char *name = n ? name_text(n->obj->name) : "?";

		buf_printf(b, p ? "(*%s)." : "%s.", name);
	}
	buf_puts(b, name_text(o->name));
}

const char *report_object(struct rule_run *r, const struct object *func)
{
	const char *name;
	struct buf b;

	buf_init(&b, MAX_NAME);
	print_object(&b, func);
	name = arena_strdup(r->arena, buf_text(&b));
	buf_finish(&b);
	return name;
}

/* The outermost function around a literal. */
static void print_outermost(struct buf *b, const struct ir_function *fn)
{
	while (fn->parent)
		fn = fn->parent;
	if (fn->object) {
		print_object(b, fn->object);
		return;
	}
	if (fn->home)
		buf_printf(b, "%s.", name_text(fn->home->types->name));
	buf_puts(b, fn->name);
}

const char *report_function(struct rule_run *r, const struct ir_function *fn)
{
	const struct ir_function *chain[16];
	uint32_t n = 0;
	void **at;
	struct buf b;

	if (!fn)
		return NULL;
	at = ptrmap_at(&r->functions, r->arena, fn);
	if (*at)
		return *at;
	buf_init(&b, MAX_NAME);
	print_outermost(&b, fn);
	for (const struct ir_function *f = fn; f->parent && n < 16;
	     f = f->parent)
		chain[n++] = f;
	while (n > 0)
		buf_printf(&b, ".func%u", chain[--n]->anon_index + 1);
	*at = arena_strdup(r->arena, buf_text(&b));
	buf_finish(&b);
	return *at;
}

static struct draft *add_draft(struct rule_run *r, const struct words *w)
{
	const struct rule_setting *set = &r->config->settings[r->rule - rules];
	struct draft *d;

	vec_push_in(r->arena, &r->drafts, (struct draft){.rule = r->rule});
	d = &r->drafts.at[r->drafts.len - 1];
	d->f.code = r->rule->code;
	d->f.rule = r->rule->slug;
	d->f.message = w->message;
	d->f.fix = w->fix;
	d->f.asked = set->asked;
	d->f.level = set->level;
	/* What the user says of a level counts for what is milder too. */
	if (set->level == r->rule->level && w->level < set->level)
		d->f.level = w->level;
	return d;
}

static void set_place(struct rule_run *r, struct draft *d, pos_t start,
		      pos_t end)
{
	struct position from = position_of(r->files, start);
	struct position to = position_of(r->files, end);

	d->pos = start;
	d->f.file = program_path(r->config->program, from.path);
	d->f.line = (int)from.line;
	d->f.column = (int)from.column;
	d->f.end_line = (int)to.line;
	d->f.end_column = (int)to.column;
}

void report_span(struct rule_run *r, const char *function, pos_t pos, pos_t end,
		 const struct words *w)
{
	struct draft *d = add_draft(r, w);

	set_place(r, d, pos, end);
	d->f.function = function;
}

void report_at(struct rule_run *r, const struct ir_function *fn, pos_t pos,
	       const struct words *w)
{
	struct place p = place_of(r->trees, r->files, pos);

	report_span(r, report_function(r, fn), p.start, p.end, w);
}

void report_issue(struct rule_run *r, const struct issue *i,
		  const struct words *w)
{
	const struct trace *t = step_primary(i);
	struct draft *d;
	struct place p;

	if (!t)
		return;
	p = place_of(r->trees, r->files, t->pos);
	if (!p.file)
		return;
	d = add_draft(r, w);
	set_place(r, d, p.start, p.end);
	d->f.function = report_function(r, t->fn);
	d->f.trace = steps_of(r, i, &d->f.ntrace);
	d->holder = i->holder.path;
}
