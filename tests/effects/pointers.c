/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

struct methods {
	void *(*get)(size_t n);
	void (*put)(void *p);
	int (*visit)(void *p, void *arg);
};

static void *my_get(size_t n)
{
	return malloc(n);
}

static void my_put(void *p)
{
	free(p);
}

static const struct methods standard = {.get = my_get, .put = my_put};
static const struct methods *current = &standard;

/*= table_get: returns owned malloc */
void *table_get(size_t n)
{
	return current->get(n);
}

/*= table_put: frees 0 malloc */
void table_put(void *p)
{
	if (p)
		current->put(p);
}

/*= direct_put: frees 0 malloc */
void direct_put(void *p)
{
	standard.put(p);
}

static void (*hook)(void *p);

/*= set_hook: keeps 0 in global hook */
void set_hook(void (*f)(void *p))
{
	hook = f;
}

/*= call_hook: calls global hook */
void call_hook(void *p)
{
	if (hook)
		hook(p);
}

/*= call_back: calls 0 */
void call_back(void (*f)(void *p), void *arg)
{
	f(arg);
}

/*= call_field: calls 0.visit */
int call_field(struct methods *m, void *p)
{
	return m->visit(p, m);
}

/*= for_each: calls 1 */
void for_each(char **strings, int (*f)(char *s))
{
	for (; *strings; strings++)
		if (f(*strings))
			return;
}

static void first(void *p)
{
	free(p);
}

static void second(void *p)
{
	memset(p, 0, 1);
	free(p);
}

static void (*const putters[])(void *p) = {first, second};

/*= one_of_two: frees 1 malloc */
void one_of_two(int i, void *p)
{
	putters[i & 1](p);
}

static void third(void *p)
{
	(void)p;
}

static void (*some[2])(void *p) = {first, third};

/*= perhaps_one: frees 1 malloc maybe */
void perhaps_one(int i, void *p)
{
	some[i & 1](p);
}

/*= chosen_here: frees 0 malloc */
void chosen_here(void *p, int which)
{
	void (*f)(void *q) = which ? first : second;

	f(p);
}

struct object {
	const struct methods *methods;
	char *text;
};

/*= object_free: frees 0 malloc; frees 0.text malloc */
void object_free(struct object *o)
{
	o->methods->put(o->text);
	o->methods->put(o);
}
