/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>

struct thing;

/*= thing_new: returns owned thing; returns nonnull */
struct thing *thing_new(void)
	__attribute__((ownership_returns(thing), returns_nonnull));

/*= thing_free: frees 0 thing */
void thing_free(struct thing *t) __attribute__((ownership_takes(thing, 1)));

/*= thing_keep: keeps 1 */
void thing_keep(int i, struct thing *t)
	__attribute__((ownership_holds(thing, 2)));

/*= thing_die: noreturn */
void thing_die(void) __attribute__((noreturn));

void other_free(void *p);

/*= other_new: returns owned other_free */
void *other_new(void) __attribute__((malloc(other_free, 1)));

/*= other_dup: returns owned malloc */
void *other_dup(void) __attribute__((malloc(free)));

/*= any_new: returns owned */
void *any_new(void) __attribute__((malloc));

/* A comment of another kind. */
/* belay:frees t */
/*= said_free: frees 1 */
void said_free(int i, struct thing *t);

/*= said_new: returns owned thing; keeps 0 */
/*
 * belay:returns owned thing
 * belay:keeps name
 */
struct thing *said_new(char *name);

/*= fopen: returns owned FILE */
/*= fclose: frees 0 FILE */

/*= uses_declared: frees 0 thing; returns owned thing */
struct thing *uses_declared(struct thing *t)
{
	thing_free(t);
	return said_new(NULL);
}

/*= opens: returns owned FILE */
FILE *opens(const char *path)
{
	FILE *f = fopen(path, "r");

	if (!f)
		return NULL;
	if (fgetc(f) == EOF) {
		fclose(f);
		return NULL;
	}
	return f;
}
