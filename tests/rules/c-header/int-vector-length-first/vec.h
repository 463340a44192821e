#ifndef VEC_H
#define VEC_H

#include <stdlib.h>

struct vec {
	size_t len, cap;
	int *data;
};

static inline struct vec *vec_new(size_t cap)
{
	struct vec *v = malloc(sizeof(*v));

	if (!v)
		return NULL;
	v->len = 0;
	v->cap = cap;
	v->data = malloc(cap * sizeof(int));
	if (!v->data) {
		free(v);
		return NULL;
	}
	return v;
}

static inline int vec_push(struct vec *v, int x)
{
	if (v->len == v->cap) {
		int *grown = realloc(v->data, 2 * v->cap * sizeof(int));

		if (!grown)
			return -1;
		v->data = grown;
		v->cap *= 2;
	}
	v->data[v->len++] = x;
	return 0;
}

static int vec_cmp(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static inline void vec_sort(struct vec *v)
{
	qsort(v->data, v->len, sizeof(int), vec_cmp);
}

static inline int vec_at(const struct vec *v, size_t i)
{
	return v->data[i];
}

static inline void vec_free(struct vec *v)
{
	free(v->data);
	free(v);
}

#endif
