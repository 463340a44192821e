/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

struct vec {
	char *at;
	size_t len, cap;
};

/*= plain_realloc: reallocs 0 malloc */
void *plain_realloc(void *p, size_t n)
{
	return realloc(p, n);
}

/*= sure_realloc: reallocs 0 malloc; returns nonnull */
void *sure_realloc(void *p, size_t n)
{
	void *q = realloc(p, n);

	if (!q)
		abort();
	return q;
}

/*= realloc_or_free: frees 0 malloc; returns owned malloc */
void *realloc_or_free(void *p, size_t n)
{
	void *q = realloc(p, n);

	if (!q)
		free(p);
	return q;
}

/*= by_hand: reallocs 0 malloc */
char *by_hand(char *p, size_t old, size_t n)
{
	char *q = malloc(n);

	if (!q)
		return NULL;
	memcpy(q, p, old);
	free(p);
	return q;
}

/*= vec_grow: reallocs 0.at malloc if result == 0 */
int vec_grow(struct vec *v, size_t n)
{
	char *at = realloc(v->at, n);

	if (!at)
		return -1;
	v->at = at;
	v->cap = n;
	return 0;
}

/*= vec_grow_bad: reallocs 0.at malloc */
void vec_grow_bad(struct vec *v, size_t n)
{
	v->at = realloc(v->at, n);
}

/*= vec_push: reallocs 0.at malloc maybe */
int vec_push(struct vec *v, char c)
{
	if (v->len == v->cap && vec_grow(v, v->cap * 2 + 1) < 0)
		return -1;
	v->at[v->len++] = c;
	return 0;
}

/*= through_pointer: reallocs *0 malloc if result == 0 */
int through_pointer(char **p, size_t n)
{
	char *q = realloc(*p, n);

	if (!q)
		return -1;
	*p = q;
	return 0;
}

/*= or_the_same: reallocs 0 malloc maybe; returns alias 0 maybe */
char *or_the_same(char *p, size_t have, size_t want)
{
	if (want <= have)
		return p;
	return realloc(p, want);
}

/*= all_in_one: frees 0 malloc if 1 == 0; returns owned malloc */
void *all_in_one(void *p, size_t n)
{
	if (n == 0) {
		free(p);
		return NULL;
	}
	if (!p)
		return malloc(n);
	return NULL;
}

/*= vec_free: frees 0.at malloc; clears 0.at */
void vec_free(struct vec *v)
{
	free(v->at);
	*v = (struct vec){0};
}
