/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct item {
	char *buf;
	void *owner;
	unsigned flags;
	int refs, kind;
	struct item *next;
};

enum { OWNED = 4, BORROWED = 8 };

/*= free_on_error: frees 0 malloc if result != 0 */
int free_on_error(char *p, int n)
{
	if (n > 3) {
		free(p);
		return -1;
	}
	return 0;
}

/*= free_on_success: frees 0 malloc if result == 0 */
int free_on_success(char *p, int n)
{
	int rc = -EBUSY;

	if (n > 3)
		goto out;
	free(p);
	rc = 0;
out:
	return rc;
}

/*= free_negative: frees 0 malloc if result < 0 */
int free_negative(char *p, int n)
{
	if (n == 1) {
		free(p);
		return -EINVAL;
	}
	if (n == 2) {
		free(p);
		return -ENOMEM;
	}
	return n == 3 ? 3 : 0;
}

/*= free_if_told: frees 0 malloc if 1 != 0 */
void free_if_told(char *p, int take)
{
	if (take)
		free(p);
}

/*= free_unless_told: frees 0 malloc if 1 == 0 */
void free_unless_told(char *p, int keep)
{
	if (!keep)
		free(p);
}

/*= free_at_level: frees 0 malloc if 1 >= 3 */
void free_at_level(char *p, int level)
{
	if (level < 3)
		return;
	free(p);
}

/*= free_if_owned: frees 0.buf malloc if 0.flags & 4 */
void free_if_owned(struct item *it)
{
	if (it->flags & OWNED)
		free(it->buf);
}

/*= free_unless_borrowed: frees 0 malloc; frees 0.buf malloc if 0.flags !& 8 */
void free_unless_borrowed(struct item *it)
{
	if (!(it->flags & BORROWED))
		free(it->buf);
	free(it);
}

/*= free_of_kind: frees 0.buf malloc if 0.kind == 2 */
void free_of_kind(struct item *it)
{
	switch (it->kind) {
	case 2:
		free(it->buf);
		break;
	case 1:
	default:
		break;
	}
}

/*= free_without_owner: frees 0 malloc if 0.owner == 0 */
void free_without_owner(struct item *it)
{
	if (it->owner != NULL)
		return;
	free(it);
}

static int lucky(void)
{
	return rand() & 1;
}

/*= free_by_chance: frees 0 malloc maybe */
void free_by_chance(char *p)
{
	if (lucky())
		free(p);
}

/*= forwards_flag: frees 0 malloc if 1 != 0 */
void forwards_flag(char *p, int take)
{
	free_if_told(p, take);
}

/*= always_told: frees 0 malloc */
void always_told(char *p)
{
	free_if_told(p, 1);
}

/*= never_told: none */
void never_told(char *p)
{
	free_if_told(p, 0);
}

/*= forwards_error: frees 0 malloc if result != 0 */
int forwards_error(char *p, int n)
{
	return free_on_error(p, n);
}

/*= handles_error: none */
int handles_error(int n)
{
	char *p = malloc(10);

	if (!p)
		return -1;
	if (free_on_error(p, n) != 0)
		return -1;
	free(p);
	return 0;
}

/*= turns_error: frees 0 malloc if result == 0 */
int turns_error(char *p, int n)
{
	if (free_on_error(p, n) < 0)
		return 0;
	return 1;
}

/*= not_null: frees 0 malloc */
int not_null(char *p)
{
	if (p == NULL)
		return EINVAL;
	free(p);
	return 0;
}

/*= both_ways: frees 0 malloc */
int both_ways(char *p, int n)
{
	if (n) {
		free(p);
		return 1;
	}
	free(p);
	return 0;
}

/*= either_of: frees 0 malloc if 2 != 0; frees 1 malloc if 2 == 0 */
void either_of(char *a, char *b, int first)
{
	char *p = first ? a : b;

	free(p);
}

static int has_flag(const struct item *it)
{
	return (it->flags & OWNED) != 0;
}

/*= asks_helper: frees 0.buf malloc if 0.flags & 4 */
void asks_helper(struct item *it)
{
	if (has_flag(it))
		free(it->buf);
}

/*= two_conditions: frees 0 malloc maybe if 1 != 0 */
void two_conditions(char *p, int a, int b)
{
	if (a && b)
		free(p);
}

/*= elvis: returns alias 0 if 0 != 0; returns alias 1 if 0 == 0 */
char *elvis(char *a, char *b)
{
	return a ?: b;
}

/*= assignment_in_test: frees 0.buf malloc */
void assignment_in_test(struct item *it)
{
	char *p;

	if ((p = it->buf) != NULL)
		free(p);
}

/*= comma_and_logic: frees 0 malloc if 1 != 0 */
void comma_and_logic(char *p, int take)
{
	(void)(take && (free(p), 1));
}
