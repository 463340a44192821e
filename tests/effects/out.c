/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pair {
	char *key;
	char *value;
	size_t len;
};

struct table {
	struct pair *pairs;
	size_t n;
};

/*= get_copy: out 1 owned malloc if result == 0 */
int get_copy(const char *s, char **ret)
{
	char *p = strdup(s);

	if (!p)
		return -ENOMEM;
	*ret = p;
	return 0;
}

/*= get_or_null: out 1 owned malloc if result == 0 */
int get_or_null(const char *s, char **ret)
{
	*ret = NULL;
	if (!*s)
		return -EINVAL;
	*ret = strdup(s);
	if (!*ret)
		return -ENOMEM;
	return 0;
}

/*= get_two: out 0 owned malloc if result == 0; out 1 owned malloc if result ==
 * 0 */
int get_two(char **a, char **b)
{
	char *x = malloc(1), *y;

	if (!x)
		return -1;
	y = malloc(1);
	if (!y) {
		free(x);
		return -1;
	}
	*a = x;
	*b = y;
	return 0;
}

/*= get_true: out 0 owned malloc if result != 0 */
_Bool get_true(char **ret)
{
	char *p = malloc(8);

	if (!p)
		return 0;
	*ret = p;
	return 1;
}

/*= get_void: out 0 owned malloc */
void get_void(char **ret)
{
	*ret = malloc(8);
}

/*= get_if_wanted: out 0 owned malloc */
int get_if_wanted(char **ret)
{
	if (ret)
		*ret = malloc(8);
	return 1;
}

/*= fill_fields: out 0.key owned malloc; out 0.value owned malloc if result == 0
 */
int fill_fields(struct pair *p)
{
	p->key = strdup("k");
	p->value = NULL;
	if (!p->key)
		return -1;
	p->value = strdup("v");
	return p->value ? 0 : -1;
}

/*= drop_fields: frees 0.key malloc; frees 0.value malloc */
void drop_fields(struct pair *p)
{
	free(p->key);
	free(p->value);
	p->len = 0;
}

/*= forwards_out: out 1 owned malloc if result == 0 */
int forwards_out(const char *s, char **ret)
{
	return get_copy(s, ret);
}

/*= own_variable: out 1 owned malloc if result == 0 */
int own_variable(const char *s, char **ret)
{
	char *mine;
	int rc = get_copy(s, &mine);

	if (rc)
		return rc;
	*ret = mine;
	return 0;
}

/*= local_out: returns owned malloc */
char *local_out(const char *s)
{
	char *mine = NULL;

	if (get_copy(s, &mine) != 0)
		return NULL;
	return mine;
}

/*= used_up: none */
int used_up(const char *s)
{
	char *mine;
	int n;

	if (get_copy(s, &mine))
		return 0;
	n = mine[0];
	free(mine);
	return n;
}

/*= out_alias: keeps 0 in *1 */
void out_alias(char *p, char **ret)
{
	*ret = p;
}

/*= out_field: keeps 0.value in *1 */
void out_field(const struct pair *p, char **ret)
{
	*ret = p->value;
}

/*= swap_strings: keeps *0 in *1; keeps *1 in *0 */
void swap_strings(char **a, char **b)
{
	char *t = *a;

	*a = *b;
	*b = t;
}

/*= prints: out 0 owned malloc if result >= 0 */
int prints(char **ret, int n)
{
	return asprintf(ret, "%d", n);
}

/*= table_init: out 0.pairs owned malloc if result == 0 */
int table_init(struct table *t, size_t n)
{
	struct table made = {0};

	made.pairs = calloc(n, sizeof(*made.pairs));
	if (!made.pairs)
		return -1;
	made.n = n;
	*t = made;
	return 0;
}

/*= table_clear: frees 0.pairs malloc; frees 0.pairs.key malloc */
void table_clear(struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->pairs[i].key);
	free(t->pairs);
	memset(t, 0, sizeof(*t));
}

/*= table_new: returns owned malloc */
struct table *table_new(size_t n)
{
	struct table *t = malloc(sizeof(*t));

	if (t && table_init(t, n) < 0) {
		free(t);
		t = NULL;
	}
	return t;
}

struct inner {
	void *user;
};

struct outer {
	int n;
	struct inner in;
	struct outer *next;
};

/*= inner_init: keeps 1 in 0.user */
static void inner_init(struct inner *i, void *user)
{
	i->user = user;
}

/*= outer_init: keeps 1 in 0.in.user */
static void outer_init(struct outer *o, void *user)
{
	o->n = 1;
	inner_init(&o->in, user);
}

/*= outer_new: returns owned malloc; keeps 0 in result.in.user if result != 0 */
struct outer *outer_new(void *user)
{
	struct outer *o = calloc(1, sizeof(*o));

	if (o)
		outer_init(o, user);
	return o;
}

/*= outer_pair: returns owned malloc; keeps 0 in result.next.in.user maybe */
struct outer *outer_pair(void *user)
{
	struct outer *a = calloc(1, sizeof(*a)), *b = outer_new(user);

	if (!a || !b) {
		free(a);
		free(b);
		return NULL;
	}
	a->next = b;
	return a;
}

/*= copy_list: out 2 owned malloc if result == 0 */
int copy_list(const int *from, size_t n, int **ret)
{
	if (n == 0) {
		*ret = NULL;
		return 0;
	}
	*ret = malloc(n * sizeof(**ret));
	if (!*ret)
		return -1;
	memcpy(*ret, from, n * sizeof(**ret));
	return 0;
}

/*= join_all: out 1 owned malloc if result > 0 */
long join_all(const char *const *list, char **ret)
{
	long n = 0;
	char *s;

	for (int i = 0; list[i]; i++)
		n += (long)strlen(list[i]);
	if (n == 0)
		return 0;
	s = malloc((size_t)n);
	if (!s)
		return -901;
	*ret = s;
	return n;
}

/*= checked_alloc: returns owned malloc */
void *checked_alloc(size_t n)
{
	if (n > 0 && n <= (size_t)-1)
		return malloc(n);
	return NULL;
}
