/* SPDX-License-Identifier: MIT */
#include "exec.h"

#include <math.h>
#include <stdio.h>

#include "lower.h"

/* Instructions about data: strings, slices, maps, numbers that are rare. */

enum step exec_movn(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	memmove(value_at(f, in->a), value_at(f, in->b), (size_t)in->imm);
	return STEP_NEXT;
}

static enum step nil_step(void)
{
	throw_nil();
	return STEP_PANIC;
}

enum step exec_loadn(struct g *g, struct frame *f, const struct insn *in)
{
	char *p = AT(char *, in->b);

	(void)g;
	if ((uintptr_t)p < NIL_LIMIT)
		return nil_step();
	memmove(value_at(f, in->a), p + in->c, (size_t)in->imm);
	return STEP_NEXT;
}

enum step exec_storen(struct g *g, struct frame *f, const struct insn *in)
{
	char *p = AT(char *, in->a);

	(void)g;
	if ((uintptr_t)p < NIL_LIMIT)
		return nil_step();
	memmove(p + in->c, value_at(f, in->b), (size_t)in->imm);
	return STEP_NEXT;
}

enum step exec_new(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	AT(void *, in->a) = mem_alloc_typed(in->p, 1);
	return STEP_NEXT;
}

/* The address of an element, or the element of an array in a register. */
enum step exec_array(struct g *g, struct frame *f, const struct insn *in)
{
	const struct tinfo *t = in->p;
	int64_t i = AT(int64_t, in->c);
	char *p =
		in->op == I_ARRAY_ADDR ? AT(char *, in->b) : value_at(f, in->b);

	(void)g;
	if ((uintptr_t)p < NIL_LIMIT)
		return nil_step();
	if (i < 0 || i >= t->len) {
		throw_index(i, t->len);
		return STEP_PANIC;
	}
	p += i * t->elem->size;
	if (in->op == I_ARRAY_ADDR)
		AT(char *, in->a) = p;
	else
		memmove(value_at(f, in->a), p, (size_t)t->elem->size);
	return STEP_NEXT;
}

enum step exec_int_of(struct g *g, struct frame *f, const struct insn *in)
{
	int64_t n = 0;

	(void)g;
	convert_number(CLS_I64, (char *)&n, (uint8_t)in->n, value_at(f, in->b));
	/* An index of more than 63 bits is out of every range. */
	if (in->n == CLS_U64 && n < 0) {
		vm.big_index = (uint64_t)n;
		n = INT64_MAX;
	}
	AT(int64_t, in->a) = n;
	return STEP_NEXT;
}

struct complex_number {
	double re, im;
};

/* As runtime.complex128div: by the larger part of the divisor. */
static struct complex_number divide(struct complex_number n,
				    struct complex_number m)
{
	double e, f, ratio, denom;
	bool flip = fabs(m.re) < fabs(m.im);

	if (flip) {
		ratio = m.re / m.im;
		denom = m.re * ratio + m.im;
		e = (n.re * ratio + n.im) / denom;
		f = (n.im * ratio - n.re) / denom;
	} else {
		ratio = m.im / m.re;
		denom = m.im * ratio + m.re;
		e = (n.re + n.im * ratio) / denom;
		f = (n.im - n.re * ratio) / denom;
	}
	if (!isnan(e) || !isnan(f))
		return (struct complex_number){e, f};
	if (m.re == 0 && m.im == 0 && (!isnan(n.re) || !isnan(n.im))) {
		e = copysign(INFINITY, m.re) * n.re;
		f = copysign(INFINITY, m.re) * n.im;
	} else if ((isinf(n.re) || isinf(n.im)) && isfinite(m.re) &&
		   isfinite(m.im)) {
		double a = copysign(isinf(n.re) ? 1 : 0, n.re);
		double b = copysign(isinf(n.im) ? 1 : 0, n.im);

		e = INFINITY * (a * m.re + b * m.im);
		f = INFINITY * (b * m.re - a * m.im);
	} else if ((isinf(m.re) || isinf(m.im)) && isfinite(n.re) &&
		   isfinite(n.im)) {
		double c = copysign(isinf(m.re) ? 1 : 0, m.re);
		double d = copysign(isinf(m.im) ? 1 : 0, m.im);

		e = 0 * (n.re * c + n.im * d);
		f = 0 * (n.im * c - n.re * d);
	}
	return (struct complex_number){e, f};
}

enum step exec_complex_op(struct g *g, struct frame *f, const struct insn *in)
{
	struct complex_number x, y, z = {0, 0};
	uint8_t cls = (uint8_t)in->imm;

	(void)g;
	convert_number(CLS_C128, (char *)&x, cls, value_at(f, in->b));
	convert_number(CLS_C128, (char *)&y, cls, value_at(f, in->c));
	switch (in->n) {
	case TOK_ADD:
		z = (struct complex_number){x.re + y.re, x.im + y.im};
		break;
	case TOK_SUB:
		z = (struct complex_number){x.re - y.re, x.im - y.im};
		break;
	case TOK_MUL:
		z = (struct complex_number){x.re * y.re - x.im * y.im,
					    x.re * y.im + x.im * y.re};
		break;
	case TOK_QUO:
		z = divide(x, y);
		break;
	default:
		z = (struct complex_number){-x.re, -x.im};
		break;
	}
	convert_number(cls, value_at(f, in->a), CLS_C128, (char *)&z);
	return STEP_NEXT;
}

enum step exec_concat(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	AT(struct go_string, in->a) = string_concat(
		AT(struct go_string, in->b), AT(struct go_string, in->c));
	return STEP_NEXT;
}

enum step exec_string_cmp(struct g *g, struct frame *f, const struct insn *in)
{
	struct go_string x = AT(struct go_string, in->b);
	struct go_string y = AT(struct go_string, in->c);
	bool *to = &AT(bool, in->a);
	int d;

	(void)g;
	if (x.len != y.len && (in->n == TOK_EQL || in->n == TOK_NEQ)) {
		*to = in->n == TOK_NEQ;
		return STEP_NEXT;
	}
	d = string_order(x, y);
	switch (in->n) {
	case TOK_EQL:
		*to = d == 0;
		break;
	case TOK_NEQ:
		*to = d != 0;
		break;
	case TOK_LSS:
		*to = d < 0;
		break;
	case TOK_LEQ:
		*to = d <= 0;
		break;
	case TOK_GTR:
		*to = d > 0;
		break;
	default:
		*to = d >= 0;
		break;
	}
	return STEP_NEXT;
}

enum step exec_string_min(struct g *g, struct frame *f, const struct insn *in)
{
	struct go_string x = AT(struct go_string, in->b);
	struct go_string y = AT(struct go_string, in->c);
	int d = string_order(x, y);

	(void)g;
	AT(struct go_string, in->a) =
		(in->op == I_STRING_MIN ? d <= 0 : d >= 0) ? x : y;
	return STEP_NEXT;
}

enum step exec_equal(struct g *g, struct frame *f, const struct insn *in)
{
	bool same;

	(void)g;
	if (!value_equal(in->p, value_at(f, in->b), value_at(f, in->c), &same))
		return STEP_PANIC;
	AT(bool, in->a) = same != in->n;
	return STEP_NEXT;
}

enum step exec_convert(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	convert_number((uint8_t)(in->n >> 8), value_at(f, in->a),
		       (uint8_t)in->n, value_at(f, in->b));
	return STEP_NEXT;
}

enum step exec_string_of(struct g *g, struct frame *f, const struct insn *in)
{
	struct go_string *to = &AT(struct go_string, in->a);
	struct go_slice *s = &AT(struct go_slice, in->b);
	int64_t r = 0;

	(void)g;
	if (in->op == I_STRING_OF_BYTES) {
		*to = string_new(s->p, (size_t)s->len);
	} else if (in->op == I_STRING_OF_RUNES) {
		*to = string_of_runes(*s);
	} else {
		convert_number(CLS_I64, (char *)&r, (uint8_t)in->n,
			       value_at(f, in->b));
		*to = string_of_rune(r);
	}
	return STEP_NEXT;
}

enum step exec_bytes_of_string(struct g *g, struct frame *f,
			       const struct insn *in)
{
	struct go_string s = AT(struct go_string, in->b);
	struct go_slice *to = &AT(struct go_slice, in->a);

	(void)g;
	if (in->op == I_RUNES_OF_STRING) {
		*to = runes_of_string(s);
		if (!to->p)
			to->p = mem_zero_base;
		return STEP_NEXT;
	}
	*to = (struct go_slice){mem_alloc((size_t)s.len), s.len, s.len};
	if (s.len > 0)
		memcpy(to->p, s.p, (size_t)s.len);
	return STEP_NEXT;
}

enum step exec_array_of_slice(struct g *g, struct frame *f,
			      const struct insn *in)
{
	struct go_slice s = AT(struct go_slice, in->b);

	(void)g;
	if (s.len < in->imm) {
		throw_error("cannot convert slice with length %lld to array "
			    "or pointer to array with length %lld",
			    (long long)s.len, (long long)in->imm);
		return STEP_PANIC;
	}
	AT(char *, in->a) = s.p;
	return STEP_NEXT;
}

enum step exec_make_map(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	AT(struct hmap *, in->a) = map_new(in->p, 0);
	return STEP_NEXT;
}

enum step exec_make_slice(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	return slice_make(in->p, AT(int64_t, in->b), AT(int64_t, in->c),
			  &AT(struct go_slice, in->a))
		       ? STEP_NEXT
		       : STEP_PANIC;
}

enum step exec_slice(struct g *g, struct frame *f, const struct insn *in)
{
	const struct slice_info *s = in->p;
	struct go_slice x = {0}, y;

	(void)g;
	if (s->pointer) {
		x = (struct go_slice){AT(char *, in->b), s->len, s->len};
		if ((uintptr_t)x.p < NIL_LIMIT)
			return nil_step();
	} else {
		memcpy(&x, value_at(f, in->b),
		       s->what == SLICE_STRING ? 16 : 24);
	}
	if (!slice_cut(s->what, s->size, x,
		       s->has_low ? &AT(int64_t, s->low) : NULL,
		       s->has_high ? &AT(int64_t, s->high) : NULL,
		       s->has_max ? &AT(int64_t, s->max) : NULL, &y))
		return STEP_PANIC;
	memcpy(value_at(f, in->a), &y, s->what == SLICE_STRING ? 16 : 24);
	return STEP_NEXT;
}

enum step exec_lookup(struct g *g, struct frame *f, const struct insn *in)
{
	struct tinfo *t = in->p;
	char *elem, *to = value_at(f, in->a);

	(void)g;
	if (!map_find(t, AT(struct hmap *, in->b), value_at(f, in->c), &elem))
		return STEP_PANIC;
	if (in->n)
		*(bool *)(to + slot_size(t->elem)) = elem != NULL;
	if (elem)
		memcpy(to, elem, (size_t)t->elem->size);
	else
		memset(to, 0, (size_t)t->elem->size);
	return STEP_NEXT;
}

enum step exec_map_update(struct g *g, struct frame *f, const struct insn *in)
{
	struct tinfo *t = in->p;
	char *elem;

	(void)g;
	if (!map_assign(t, AT(struct hmap *, in->a), value_at(f, in->b), &elem))
		return STEP_PANIC;
	memcpy(elem, value_at(f, in->c), (size_t)t->elem->size);
	return STEP_NEXT;
}

enum step exec_range_map(struct g *g, struct frame *f, const struct insn *in)
{
	struct map_iter *it = mem_alloc(sizeof(*it));

	(void)g;
	map_range(it, AT(struct hmap *, in->b));
	AT(struct map_iter *, in->a) = it;
	return STEP_NEXT;
}

struct string_iter {
	struct go_string s;
	int64_t at;
};

enum step exec_range_string(struct g *g, struct frame *f, const struct insn *in)
{
	struct string_iter *it = mem_alloc(sizeof(*it));

	(void)g;
	it->s = AT(struct go_string, in->b);
	AT(struct string_iter *, in->a) = it;
	return STEP_NEXT;
}

enum step exec_next_map(struct g *g, struct frame *f, const struct insn *in)
{
	const struct next_info *n = in->p;
	char *key, *elem, *to = value_at(f, in->a);

	(void)g;
	*(bool *)to = map_next(AT(struct map_iter *, in->b), &key, &elem);
	if (!*(bool *)to)
		return STEP_NEXT;
	if (n->key)
		memcpy(to + n->key_at, key, (size_t)n->key->size);
	if (n->elem)
		memcpy(to + n->elem_at, elem, (size_t)n->elem->size);
	return STEP_NEXT;
}

enum step exec_next_string(struct g *g, struct frame *f, const struct insn *in)
{
	const struct next_info *n = in->p;
	struct string_iter *it = AT(struct string_iter *, in->b);
	char *to = value_at(f, in->a);
	int32_t r;
	int len;

	(void)g;
	*(bool *)to = it->at < it->s.len;
	if (!*(bool *)to)
		return STEP_NEXT;
	len = rune_decode(it->s.p + it->at, it->s.len - it->at, &r);
	if (n->key)
		*(int64_t *)(to + n->key_at) = it->at;
	if (n->elem)
		*(int32_t *)(to + n->elem_at) = r;
	it->at += len;
	return STEP_NEXT;
}

/* Of a map or channel: Go has them in the first two words. */
enum step exec_len(struct g *g, struct frame *f, const struct insn *in)
{
	const uint64_t *p = AT(uint64_t *, in->b);

	(void)g;
	AT(uint64_t, in->a) = p ? p[in->op == I_CAP] : 0;
	return STEP_NEXT;
}

enum step exec_append(struct g *g, struct frame *f, const struct insn *in)
{
	struct go_slice t = {0};

	(void)g;
	/* A string has only the first two words of a slice. */
	memcpy(&t, value_at(f, in->c), 16);
	return slice_append(in->imm, AT(struct go_slice, in->b), t,
			    &AT(struct go_slice, in->a))
		       ? STEP_NEXT
		       : STEP_PANIC;
}

enum step exec_copy(struct g *g, struct frame *f, const struct insn *in)
{
	struct go_slice to = AT(struct go_slice, in->b);
	struct go_string from = AT(struct go_string, in->c);
	int64_t n = to.len < from.len ? to.len : from.len;

	(void)g;
	if (n > 0 && in->imm > 0)
		memmove(to.p, from.p, (size_t)(n * in->imm));
	AT(int64_t, in->a) = n;
	return STEP_NEXT;
}

enum step exec_delete(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	return map_delete(in->p, AT(struct hmap *, in->b), value_at(f, in->c))
		       ? STEP_NEXT
		       : STEP_PANIC;
}

enum step exec_clear(struct g *g, struct frame *f, const struct insn *in)
{
	struct go_slice *s = &AT(struct go_slice, in->b);

	(void)g;
	if (in->op == I_CLEAR_MAP)
		map_clear((struct hmap *)s->p);
	else if (s->len * in->imm > 0)
		memset(s->p, 0, (size_t)(s->len * in->imm));
	return STEP_NEXT;
}

enum step exec_print(struct g *g, struct frame *f, const struct insn *in)
{
	const struct print_info *p = in->p;
	struct buf b;

	(void)g;
	buf_init(&b, 1u << 30);
	for (uint32_t i = 0; i < p->n; i++) {
		if (p->line && i)
			buf_putc(&b, ' ');
		print_value(&b, p->args[i].t, value_at(f, p->args[i].at));
	}
	if (p->line)
		buf_putc(&b, '\n');
	print_flush(&b);
	return STEP_NEXT;
}

enum step exec_complex(struct g *g, struct frame *f, const struct insn *in)
{
	char *to = value_at(f, in->a);
	size_t half = (size_t)in->imm;

	(void)g;
	memcpy(to, value_at(f, in->b), half);
	memcpy(to + half, value_at(f, in->c), half);
	return STEP_NEXT;
}

enum step exec_unsafe_slice(struct g *g, struct frame *f, const struct insn *in)
{
	const char *what = in->n ? "String" : "Slice";
	struct go_slice s = {AT(char *, in->b), AT(int64_t, in->c), 0};

	(void)g;
	s.cap = s.len;
	/* Nothing may reach past the end of the address space. */
	if (s.len < 0 || s.len == INT64_MAX ||
	    (in->imm && s.len > INT64_MAX / in->imm) ||
	    (s.p && (uint64_t)(s.len * in->imm) > -(uintptr_t)s.p)) {
		throw_error("unsafe.%s: len out of range", what);
		return STEP_PANIC;
	}
	if (!s.p && s.len > 0) {
		throw_error("unsafe.%s: ptr is nil and len is not zero", what);
		return STEP_PANIC;
	}
	memcpy(value_at(f, in->a), &s, in->n ? 16 : 24);
	return STEP_NEXT;
}

/* ssa:wrapnilchk: the pointer, type and name of a method of a value. */
enum step exec_check_receiver(struct g *g, struct frame *f,
			      const struct insn *in)
{
	void *p = AT(void *, in->b);
	struct go_string type, name;
	char text[512];
	int64_t at = 0;

	(void)g;
	if (p) {
		AT(void *, in->a) = p;
		return STEP_NEXT;
	}
	type = AT(struct go_string, in->c);
	name = AT(struct go_string, (int32_t)in->imm);
	for (int64_t i = 0; i < type.len; i++)
		if (type.p[i] == '.')
			at = i + 1;
	snprintf(text, sizeof(text),
		 "value method %.*s.%.*s called using nil *%.*s pointer",
		 (int)type.len, type.p, (int)name.len, name.p,
		 (int)(type.len - at), type.p + at);
	throw_plain(text);
	return STEP_PANIC;
}

enum step exec_defer_stack(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	AT(struct frame *, in->a) = f;
	return STEP_NEXT;
}

enum step exec_missing(struct g *g, struct frame *f, const struct insn *in)
{
	(void)g;
	missing("%s (in %s)", (const char *)in->p, f->code->name);
}
