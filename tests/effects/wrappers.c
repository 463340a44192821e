/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct box {
	char *text;
	void *data;
	struct box *next;
	int flags;
};

/*= plain_free: frees 0 malloc */
void plain_free(void *p)
{
	free(p);
}

/*= careful_free: frees 0 malloc */
void careful_free(void *p)
{
	if (p)
		free(p);
}

/*= second_free: frees 1 malloc */
void second_free(int unused, char *p)
{
	(void)unused;
	plain_free(p);
}

/*= plain_alloc: returns owned malloc */
void *plain_alloc(size_t n)
{
	return malloc(n);
}

/*= sure_alloc: returns owned malloc; returns nonnull */
void *sure_alloc(size_t n)
{
	void *p = malloc(n);

	if (!p)
		abort();
	return p;
}

/*= copy_of: returns owned malloc */
char *copy_of(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = plain_alloc(n);

	if (p)
		memcpy(p, s, n);
	return p;
}

/*= give_up: noreturn */
void give_up(const char *why)
{
	fputs(why, stderr);
	exit(2);
}

/*= sure_copy: returns owned malloc; returns nonnull */
char *sure_copy(const char *s)
{
	char *p = strdup(s);

	if (p == NULL)
		give_up("no memory");
	return p;
}

/*= box_new: returns owned malloc; keeps 1 in result.data if result != 0 */
struct box *box_new(const char *text, void *data)
{
	struct box *b = calloc(1, sizeof(*b));

	if (!b)
		return NULL;
	b->text = strdup(text);
	if (!b->text) {
		free(b);
		return NULL;
	}
	b->data = data;
	return b;
}

/*= box_free: frees 0 malloc; frees 0.text malloc */
void box_free(struct box *b)
{
	if (!b)
		return;
	free(b->text);
	free(b);
}

/*= box_clear: frees 0.text malloc; clears 0.text */
void box_clear(struct box *b)
{
	free(b->text);
	b->text = NULL;
}

/*= box_take: returns alias 0.text; clears 0.text */
char *box_take(struct box *b)
{
	char *t = b->text;

	b->text = NULL;
	return t;
}

/*= box_text: returns alias 0.text */
const char *box_text(const struct box *b)
{
	return b->text;
}

/*= box_flags: returns alias 0 interior */
int *box_flags(struct box *b)
{
	return &b->flags;
}

/*= box_same: returns alias 0 */
struct box *box_same(struct box *b)
{
	b->flags |= 1;
	return b;
}

/*= box_set_text: frees 0.text malloc; keeps 1 in 0.text */
void box_set_text(struct box *b, char *text)
{
	free(b->text);
	b->text = text;
}

/*= box_set_copy: reallocs 0.text malloc */
void box_set_copy(struct box *b, const char *text)
{
	free(b->text);
	b->text = strdup(text);
}

/*= box_name: returns static */
const char *box_name(const struct box *b)
{
	return b->flags ? "flagged" : "plain";
}

static char place[64];

/*= shared_place: returns static */
char *shared_place(void)
{
	return place;
}

/*= read_only: none */
size_t read_only(const char *s)
{
	return strlen(s);
}

/*= through_integer: frees 0 malloc */
void through_integer(unsigned long p)
{
	free((void *)p);
}

/*= header_alloc: returns owned malloc interior */
void *header_alloc(size_t n)
{
	size_t *p = malloc(n + sizeof(*p));

	if (!p)
		return NULL;
	*p = n;
	return p + 1;
}

/*= header_free: frees 0 malloc interior */
void header_free(void *p)
{
	if (p)
		free((size_t *)p - 1);
}

/*= freed_and_null: frees *0 malloc; clears *0 */
void freed_and_null(void **p)
{
	free(*p);
	*p = NULL;
}

/*= local_only: none */
int local_only(const char *s)
{
	char *copy = strdup(s);
	int n;

	if (!copy)
		return -1;
	n = copy[0] == 'x';
	free(copy);
	return n;
}

/*= uses_scope: none */
int uses_scope(const char *s)
{
	__attribute__((cleanup(freed_and_null))) void *copy = strdup(s);

	return copy != NULL;
}

/*= leaves_scope: returns owned malloc */
char *leaves_scope(const char *s)
{
	__attribute__((cleanup(freed_and_null))) void *copy = strdup(s);
	void *kept = copy;

	copy = NULL;
	return kept;
}
