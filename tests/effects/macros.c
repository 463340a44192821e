/* SPDX-License-Identifier: MIT */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define NEW(type) ((type *)calloc(1, sizeof(type)))
#define FREE_AND_NULL(p)    \
	do {                \
		free(p);    \
		(p) = NULL; \
	} while (0)
#define RETURN_IF_FAIL(cond)    \
	do {                    \
		if (!(cond))    \
			return; \
	} while (0)
#define CHECK(cond, label)          \
	do {                        \
		if (!(cond))        \
			goto label; \
	} while (0)
#define MAX_OF(a, b)                    \
	({                              \
		__typeof__(a) x_ = (a); \
		__typeof__(b) y_ = (b); \
		x_ > y_ ? x_ : y_;      \
	})
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define LIST_FOR_EACH(n, head)                                                 \
	for (struct link *n = (head), *n##_next; n && (n##_next = n->next, 1); \
	     n = n##_next)
#define DEFINE_FREE(type)                   \
	void type##_destroy(struct type *p) \
	{                                   \
		if (p) {                    \
			free(p->text);      \
			free(p);            \
		}                           \
	}
#define SDS_HEAD(s) ((struct head *)((s) - sizeof(struct head)))

struct link {
	struct link *next;
	char *text;
};

struct head {
	size_t len;
	char buf[];
};

/*= link_destroy: frees 0 malloc; frees 0.text malloc */
DEFINE_FREE(link)

/*= link_new: returns owned malloc */
struct link *link_new(void)
{
	return NEW(struct link);
}

/*= link_reset: frees 0.text malloc; clears 0.text */
void link_reset(struct link *l)
{
	FREE_AND_NULL(l->text);
}

/*= link_check: frees 0 malloc */
void link_check(struct link *l)
{
	RETURN_IF_FAIL(l != NULL);
	free(l);
}

/*= link_all: frees 0 malloc; frees 0... malloc */
void link_all(struct link *head)
{
	LIST_FOR_EACH(n, head)
	free(n);
}

/*= likely_free: frees 0 malloc */
void likely_free(void *p)
{
	if (LIKELY(p))
		free(p);
}

/*= head_new: returns owned malloc interior */
char *head_new(size_t n)
{
	struct head *h = malloc(sizeof(*h) + n);

	if (h == NULL)
		return NULL;
	h->len = n;
	return h->buf;
}

/*= head_free: frees 0 malloc interior */
void head_free(char *s)
{
	if (s == NULL)
		return;
	free(SDS_HEAD(s));
}

/*= with_labels: out 1 owned malloc if result == 0 */
int with_labels(const char *s, struct link **ret)
{
	struct link *l = NULL;

	CHECK(s != NULL, fail);
	l = NEW(struct link);
	CHECK(l != NULL, fail);
	l->text = strdup(s);
	CHECK(l->text != NULL, fail);
	*ret = l;
	return 0;
fail:
	link_destroy(l);
	return -1;
}

/*= asserted: frees 0 malloc */
void asserted(void *p, size_t n)
{
	assert(p != NULL);
	assert(MAX_OF(n, sizeof(int)) > 0);
	free(p);
}

/*= early_exits: returns owned malloc */
struct link *early_exits(const char *a, const char *b)
{
	struct link *l = NULL, *made = NULL;

	if (!a)
		goto out;
	made = link_new();
	if (!made)
		goto out;
	made->text = strdup(a);
	if (!made->text)
		goto out;
	if (b && strcmp(a, b) == 0)
		goto out;
	l = made;
	made = NULL;
out:
	link_destroy(made);
	return l;
}

/*= switch_falls: frees 0 malloc if 1 >= 2; frees 2 malloc */
void switch_falls(void *a, int n, void *b)
{
	switch (n >= 2) {
	case 1:
		free(a);
		/* fallthrough */
	case 0:
		free(b);
	}
}

/*= do_once: frees 0 malloc */
void do_once(void *p)
{
	do
		free(p);
	while (0);
}

/*= spins: noreturn */
void spins(int *p)
{
	for (;;)
		++*p;
}

/*= mutual_a: frees 0 malloc; frees 0... malloc */
void mutual_b(struct link *l);
void mutual_a(struct link *l)
{
	if (!l)
		return;
	mutual_b(l->next);
	free(l);
}

/*= mutual_b: frees 0 malloc; frees 0... malloc */
void mutual_b(struct link *l)
{
	if (!l)
		return;
	mutual_a(l->next);
	free(l);
}
