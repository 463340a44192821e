/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "base/buf.h"
#include "base/diag.h"
#include "ir/create.h"
#include "types/construct.h"
#include "types/predicates.h"

/*
 * The life of a function's body: f_begin(), parameters, instructions, and
 * f_finish_body(), which runs the passes and keeps what is left.
 */

struct ir_build *f_begin(struct ir_builder *b, struct ir_function *fn,
			 struct ir_build *parent)
{
	struct ir_build *f = ARENA_NEW(b->scratch, struct ir_build);

	f->fn = fn;
	f->b = b;
	f->a = b->scratch;
	f->parent = parent;
	f->source = fn;
	if (parent) {
		f->package = parent->package;
		f->instances = parent->instances;
		f->version = parent->version;
		f->subst = parent->subst;
		f->depth = parent->depth;
		f->uniq = parent->uniq;
	} else {
		f->package = fn->home ? fn->home->types : NULL;
		f->instances = ir_instances_of(fn);
		f->subst = ir_subst_of(b, fn);
	}
	if (!fn->arena)
		fn->arena = b->keep;
	fn->build = f;
	return f;
}

void f_start_body(struct ir_build *f)
{
	f->block = f_new_block(f, "entry");
}

struct ir_block *f_new_block(struct ir_build *f, const char *comment)
{
	struct ir_block *b = ARENA_NEW(f->a, struct ir_block);

	b->fn = f->fn;
	b->comment = comment;
	b->index = f->blocks.len;
	vec_push_in(f->a, &f->blocks, b);
	return b;
}

struct ir_value *f_emit(struct ir_build *f, struct ir_instr *in)
{
	struct ir_block *b = f->block;

	/* Nobody emits after a jump, but for wrong source. */
	if (!b)
		b = f->block = f_new_block(f, "unreachable");
	if (b->ninstrs == b->instrs_cap)
		b->instrs = vec_grow(b->instrs, b->ninstrs, &b->instrs_cap,
				     sizeof(struct ir_instr *), f->a);
	b->instrs[b->ninstrs++] = in;
	in->block = b;
	return &in->v;
}

struct ir_param *f_add_param(struct ir_build *f, struct object *var)
{
	struct ir_param *p = ARENA_NEW(f->b->keep, struct ir_param);

	p->v.op = OP_PARAM;
	p->v.num = f->params.len;
	p->v.type = f_type(f, var->type ? var->type : TYP(INVALID));
	p->object = var;
	p->fn = f->fn;
	vec_push_in(f->a, &f->params, p);
	return p;
}

void f_add_spilled_param(struct ir_build *f, struct object *var)
{
	struct ir_param *p = f_add_param(f, var);
	struct ir_instr *in = ir_new_instr(f, OP_STORE, NULL, 2);

	in->args[0] = &emit_local_var(f, var)->v;
	in->args[1] = &p->v;
	f_emit(f, in);
}

void f_add_result(struct ir_build *f, struct object *var)
{
	struct ir_instr *in = emit_local_var(f, var);

	vec_push_in(f->a, &f->results, in);
	vec_push_in(f->a, &f->return_vars, var);
}

/*
 * Calls add for each name of the list, and once for an anonymous field, with
 * the variable: what the name defines, or the signature's where there is no
 * name.
 */
static void add_fields(struct ir_build *f, const struct field_list *l,
		       struct tuple *vars,
		       void (*named)(struct ir_build *, struct object *),
		       void (*anonymous)(struct ir_build *, struct object *))
{
	uint32_t at = 0;

	for (uint32_t i = 0; l && i < l->nfields; i++) {
		const struct field *field = &l->fields[i];

		for (uint32_t j = 0; j < field->nnames; j++, at++) {
			struct object *obj = field->names[j]->obj;

			if (!obj && at < tuple_len(vars))
				obj = vars->vars[at];
			if (obj)
				named(f, obj);
		}
		if (!field->nnames && at < tuple_len(vars))
			anonymous(f, vars->vars[at]);
		at += !field->nnames;
	}
}

static void add_anonymous_param(struct ir_build *f, struct object *var)
{
	f_add_param(f, var);
}

void f_create_syntactic_params(struct ir_build *f, struct field_list *recv,
			       struct func_type *type)
{
	struct signature *sig =
		TYPE_AS(SIGNATURE, signature, type_under(f->fn->v.type));
	struct tuple one = {.t.kind = TYPE_TUPLE, .n = 1};

	if (recv && sig && sig->recv) {
		one.vars = &sig->recv;
		add_fields(f, recv, &one, f_add_spilled_param,
			   add_anonymous_param);
	}
	add_fields(f, type->params, sig ? sig->params : NULL,
		   f_add_spilled_param, add_anonymous_param);
	add_fields(f, type->results, sig ? sig->results : NULL, f_add_result,
		   f_add_result);
}

/* Where there is no defer, lift.c removes all of it. */
void f_create_defer_stack(struct ir_build *f)
{
	static struct ir_builtin intrinsic = {
		.v = {.op = OP_BUILTIN, .num = NBUILTINS},
		.name = "ssa:deferstack",
	};
	struct ir_instr *call =
		ir_new_instr(f, OP_CALL, ir_defer_stack_type(), 1);
	struct ir_value *stack;

	f->deferstack = object_new_var(f->a, VAR_LOCAL, NO_POS, NULL,
				       name_of("defer$stack"), call->v.type);
	call->args[0] = &intrinsic.v;
	stack = f_emit(f, call);
	emit_store(f, &emit_local_var(f, f->deferstack)->v, stack, NO_POS);
}

/* A variable whose address is taken, or that is captured, is on the heap. */
static void mark_escaping(struct ir_value *addr)
{
	struct ir_instr *in = (struct ir_instr *)addr;

	if (addr->op == OP_ALLOC)
		addr->flags |= IR_HEAP;
	/* A loop variable of Go 1.22: one cell for each iteration. */
	for (uint32_t i = 0; addr->op == OP_PHI && i < in->nargs; i++) {
		if (in->args[i] && in->args[i]->op == OP_ALLOC)
			in->args[i]->flags |= IR_HEAP;
	}
}

static struct ir_value *capture(struct ir_build *f, struct object *var,
				struct ir_value *outer)
{
	struct ir_free_var *v = ARENA_NEW(f->b->keep, struct ir_free_var);

	v->v.op = OP_FREE_VAR;
	v->v.num = f->free_vars.len;
	v->v.type = outer->type;
	v->name = var->name;
	v->pos = outer->op == OP_FREE_VAR ? ((struct ir_free_var *)outer)->pos
					  : ((struct ir_instr *)outer)->pos;
	v->fn = f->fn;
	v->outer = outer;
	vec_push_in(f->a, &f->free_vars, v);
	*ptrmap_at(&f->vars, f->a, var) = v;
	return &v->v;
}

struct ir_value *f_lookup(struct ir_build *f, struct object *var, bool escaping)
{
	struct ir_value *v = ptrmap_get(&f->vars, var);
	struct VEC(struct ir_build *) way = {0};
	struct ir_build *at = f;

	while (!v && at->parent) {
		vec_push_in(f->a, &way, at);
		at = at->parent;
		v = ptrmap_get(&at->vars, var);
	}
	if (!v)
		return ir_bad(f,
			      ir_pointer_to(f, var->type ? f_type(f, var->type)
							 : TYP(INVALID)),
			      var->pos);
	if (escaping || at != f)
		mark_escaping(v);
	while (way.len) {
		at = vec_pop(&way);
		v = capture(at, var, v);
	}
	return v;
}

struct lblock *f_lblock_of(struct ir_build *f, struct object *label)
{
	void **at = ptrmap_at(&f->lblocks, f->a, label);
	struct lblock *lb = *at;

	if (!lb) {
		lb = ARENA_NEW(f->a, struct lblock);
		lb->label = label;
		lb->goto_ = f_new_block(f, name_text(label->name));
		*at = lb;
		vec_push_in(f->a, &f->lblock_list, lb);
	}
	return lb;
}

struct ir_block *f_labelled_block(struct ir_build *f, struct object *label,
				  enum token tok)
{
	for (; f; f = f->jump ? f->parent : NULL) {
		struct lblock *lb = ptrmap_get(&f->lblocks, label);
		struct ir_block *b = NULL;

		if (lb && tok == TOK_BREAK)
			b = lb->break_;
		else if (lb && tok == TOK_CONTINUE)
			b = lb->continue_;
		else if (lb && tok == TOK_GOTO)
			b = lb->goto_;
		if (b)
			return b;
	}
	return NULL;
}

struct ir_block *f_targeted_block(struct ir_build *f, enum token tok)
{
	for (; f; f = f->jump ? f->parent : NULL) {
		for (struct targets *t = f->targets; t; t = t->tail) {
			struct ir_block *b = tok == TOK_BREAK ? t->break_
					     : tok == TOK_CONTINUE
						     ? t->continue_
						     : t->fallthrough;

			if (b)
				return b;
		}
	}
	return NULL;
}

struct object *f_new_var(struct ir_build *f, const char *name,
			 struct type *type)
{
	return object_new_var(f->b->keep, VAR_LOCAL, NO_POS, NULL,
			      name_of(name), type);
}

void f_store_var(struct ir_build *f, struct object *var, struct ir_value *v,
		 pos_t pos)
{
	emit_store(f, f_lookup(f, var, true), v, pos);
}

static struct exit *new_exit(struct ir_build *f, struct ir_function *to,
			     pos_t pos)
{
	struct exit *e = ARENA_NEW(f->a, struct exit);

	e->id = ++f->uniq;
	e->from = f->fn;
	e->to = to;
	e->pos = pos;
	vec_push_in(f->a, &f->exits, e);
	return e;
}

struct exit *f_label_exit(struct ir_build *f, struct object *label, pos_t pos)
{
	struct exit *e = new_exit(f, NULL, pos);

	e->label = label;
	return e;
}

struct exit *f_block_exit(struct ir_build *f, struct ir_block *block, pos_t pos)
{
	struct exit *e = new_exit(f, block->fn, pos);

	e->block = block;
	return e;
}

struct exit *f_return_exit(struct ir_build *f, pos_t pos)
{
	return new_exit(f, f->source, pos);
}

/* The function as it is now, for whoever looks at it between passes. */
static void publish(struct ir_build *f)
{
	struct ir_function *fn = f->fn;

	fn->params = f->params.at;
	fn->nparams = f->params.len;
	fn->free_vars = f->free_vars.at;
	fn->nfree_vars = f->free_vars.len;
	fn->locals = f->locals.at;
	fn->nlocals = f->locals.len;
	fn->blocks = f->blocks.at;
	fn->nblocks = f->blocks.len;
	fn->anons = f->anons.at;
	fn->nanons = f->anons.len;
}

static void check(const struct ir_build *f, unsigned passes, const char *after)
{
	struct buf why;

	buf_init(&why, 1 << 16);
	if (!sanity_at(f->fn, passes, &why))
		BUG("after %s: %s", after, buf_text(&why));
	buf_finish(&why);
}

/* Locals that turned out to be captured, or pointed to, are on the heap. */
static void drop_escaped_locals(struct ir_build *f)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < f->locals.len; i++) {
		if (!(f->locals.at[i]->v.flags & IR_HEAP))
			f->locals.at[n++] = f->locals.at[i];
	}
	f->locals.len = n;
}

void f_finish_body(struct ir_build *f)
{
	static const struct {
		const char *name;
		ir_pass *run;
	} passes[] = {
#define PASS(name, function) {name, function},
#include "ir/passes.def"
#undef PASS
	};
	enum { NPASSES = sizeof(passes) / sizeof(passes[0]) };

	f->block = NULL;
	drop_escaped_locals(f);
	for (unsigned i = 0; i < NPASSES; i++) {
		passes[i].run(f);
		if (f->b->check) {
			publish(f);
			check(f, i + 1, passes[i].name);
		}
	}
	publish(f);
	keep_function(f);
	if (f->b->check)
		check(f, NPASSES + 1, "keep");
	f->fn->build = NULL;
}

void f_finish_external(struct ir_build *f)
{
	f->blocks.len = 0;
	f->block = NULL;
	publish(f);
	keep_function(f);
	f->fn->build = NULL;
}
