/* SPDX-License-Identifier: MIT */
#include "ir/build.h"

#include "ir/create.h"
#include "types/construct.h"
#include "types/predicates.h"

/*
 * Bodies of functions: of declarations and literals, of functions that have
 * none, and of a package's initializer.
 *
 *	func init() {
 *		if init$guard { return }
 *		init$guard = true
 *		...init of each imported package
 *		...each variable, in order of dependency
 *		...init#1 and so on, in the order of the source
 *	}
 *
 * See x/tools go/ssa builder.go: buildFromSyntax, buildParamsOnly,
 * buildPackageInit.
 */

bool b_falls_off(const struct ir_build *f)
{
	const struct ir_block *b = f->block;

	return b && (b == f->blocks.at[0] || b == f->fn->recover || b->npreds);
}

/*
 * Where the source is wrong a block may have been left that nothing ends: a
 * label's, whose statement was left out.
 */
static void end_open_blocks(struct ir_build *f)
{
	for (uint32_t i = 0; i < f->blocks.len; i++) {
		struct ir_block *b = f->blocks.at[i];
		struct ir_instr *last = block_last(b);

		if (!b->npreds ||
		    (last && ir_ops[last->v.op].class == CLASS_END))
			continue;
		f->block = b;
		emit_panic(f, ir_bad(f, ir_any(), f->fn->pos), NO_POS);
	}
}

void b_finish(struct ir_build *f)
{
	end_open_blocks(f);
	b_fuse_loop_vars(f);
	f_finish_body(f);
}

/* The language that the function is written in. */
static uint32_t version_of(const struct ir_function *fn)
{
	if (fn->origin)
		fn = fn->origin;
	return fn->object ? object_go_version(fn->object) : 0;
}

/*
 * Parameters have the types of the signature, but for a receiver with the
 * wrong number of type parameters and an instance of a cycle of instances.
 */
static void check_params(struct ir_build *f)
{
	struct signature *sig = TYPE_AS(SIGNATURE, signature, f->fn->v.type);
	uint32_t first = sig && sig->recv;

	for (uint32_t i = 0; i < f->params.len; i++) {
		struct object *want = NULL;

		if (i < first)
			want = sig->recv;
		else if (sig && i - first < tuple_len(sig->params))
			want = sig->params->vars[i - first];
		f->fn->broken |=
			!want || !want->type ||
			!type_identical(f->params.at[i]->v.type, want->type);
	}
}

static void build_body(struct ir_build *f, struct field_list *recv,
		       struct func_type *type, struct block_stmt *body)
{
	f_start_body(f);
	f_create_syntactic_params(f, recv, type);
	check_params(f);
	f_create_defer_stack(f);
	b_body(f, body);
	if (b_falls_off(f))
		b_emit_leave(f, NO_POS);
	if (f->parent)
		f->parent->uniq = f->uniq;
	b_finish(f);
}

void build_from_syntax(struct ir_builder *b, struct ir_function *fn,
		       struct ir_build *parent)
{
	struct func_decl *decl = AS(FUNC_DECL, func_decl, fn->syntax);
	struct func_lit *lit = AS(FUNC_LIT, func_lit, fn->syntax);
	struct block_stmt *body = decl ? decl->body : lit ? lit->body : NULL;
	struct ir_build *f;

	if (!body) {
		build_params_only(b, fn);
		return;
	}
	f = f_begin(b, fn, parent);
	if (!parent)
		f->version = version_of(fn);
	if (decl)
		build_body(f, decl->recv, decl->type, body);
	else
		build_body(f, NULL, lit->type, body);
}

/* The signature of an instance has its type arguments already. */
static void add_param_as_is(struct ir_build *f, struct object *var)
{
	struct ir_param *p = f_add_param(f, var);

	if (var->type)
		p->v.type = var->type;
}

void build_params_only(struct ir_builder *b, struct ir_function *fn)
{
	struct ir_build *f = f_begin(b, fn, NULL);
	struct signature *sig = TYPE_AS(SIGNATURE, signature, fn->v.type);

	if (sig && sig->recv)
		add_param_as_is(f, sig->recv);
	for (uint32_t i = 0; sig && i < tuple_len(sig->params); i++)
		add_param_as_is(f, sig->params->vars[i]);
	f_finish_external(f);
}

static void emit_init_call(struct ir_build *f, struct ir_value *fn, pos_t pos)
{
	struct ir_instr *call =
		ir_new_instr(f, OP_CALL, &ir_tuple(f, NULL, 0)->t, 1);

	call->args[0] = fn;
	call->pos = pos;
	f_emit(f, call);
}

static void init_imports(struct ir_build *f, struct ir_package *pkg)
{
	struct package *types = pkg->types;

	for (uint32_t i = 0; i < types->nimports; i++) {
		struct ir_package *dep =
			ir_package_of(pkg->prog, types->imports[i]);

		/* "C" has none, nor has what was not found. */
		if (!dep)
			continue;
		ir_enqueue(f->b, dep->init);
		emit_init_call(f, &dep->init->v, f->fn->pos);
	}
}

/* Where the variable is; nowhere if it is blank or declared twice. */
static struct lvalue place_of(struct ir_build *f, struct object *var)
{
	struct ir_value *g = NULL;

	if (var->name != name_blank) {
		g = ir_package_member(f, var);
		f->fn->broken |= !g;
	}
	if (!g)
		return (struct lvalue){.kind = LVALUE_BLANK};
	return lvalue_of_address(f, g, var->pos);
}

static void init_vars(struct ir_build *f, const struct initializer *in)
{
	struct ir_value *tuple;

	/* Each file may be written in a language of its own. */
	f->version = object_go_version(in->lhs[0]);
	if (in->nlhs == 1) {
		b_assign(f, place_of(f, in->lhs[0]), in->rhs, NULL);
		return;
	}
	tuple = b_expr_n(f, in->rhs);
	for (uint32_t i = 0; i < in->nlhs; i++) {
		struct lvalue to = place_of(f, in->lhs[i]);

		if (to.kind != LVALUE_BLANK)
			lvalue_store(f, &to, emit_extract(f, tuple, i));
	}
}

/* Calls the functions of a file that are named init. */
static void call_inits(struct ir_build *f, const struct ast_file *file)
{
	static const char name[] = "init";

	for (uint32_t i = 0; i < file->ndecls; i++) {
		struct func_decl *d = AS(FUNC_DECL, func_decl, file->decls[i]);
		struct ir_value *fn;

		if (!d || d->recv || !d->name->obj ||
		    strcmp(name_text(d->name->name), name) != 0)
			continue;
		fn = ir_package_member(f, d->name->obj);
		if (fn)
			emit_init_call(f, fn, NO_POS);
	}
}

void build_package_init(struct ir_builder *b, struct ir_function *fn)
{
	struct ir_package *pkg = fn->pkg;
	struct package *types = pkg->types;
	struct ir_global *guard = ir_init_guard(pkg);
	struct ir_build *f = f_begin(b, fn, NULL);
	struct ir_block *start, *done;

	f_start_body(f);
	start = f_new_block(f, "init.start");
	done = f_new_block(f, "init.done");
	emit_if(f, emit_load(f, &guard->v, NO_POS), done, start);
	f->block = start;
	emit_store(f, &guard->v, ir_bool_const(f, true), NO_POS);
	init_imports(f, pkg);
	for (uint32_t i = 0; i < types->ninit_order; i++)
		init_vars(f, &types->init_order[i]);
	for (uint32_t i = 0; i < types->nfiles; i++)
		call_inits(f, types->files[i]);
	emit_jump(f, done);
	f->block = done;
	emit_return(f, NULL, 0, NO_POS);
	b_finish(f);
}
