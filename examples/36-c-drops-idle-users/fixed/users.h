/* SPDX-License-Identifier: MIT */
#ifndef USERS_H
#define USERS_H

struct user {
	int number;
	int active;
	struct user *next;
};

struct user *user_add(void);

/* NULL if there is no such user, or none any more. */
struct user *user_find(int number);

/* Time goes by; users that were idle since the last tick are dropped. */
void users_tick(void);

#endif
