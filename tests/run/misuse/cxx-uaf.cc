/* SPDX-License-Identifier: MIT */
/* A method is called on an object that was deleted. */
#include "run.h"

struct account {
	long balance;
	long owner;
	APART long owned_by() const volatile
	{
		return owner; /* access */
	}
};

static APART account *make()
{
	return new account{100, 7}; /* alloc */
}

static APART void drop(account *p)
{
	delete p; /* free */
}

int main()
{
	account *p = make();

	drop(p);
	printf("%d\n", p->owned_by() == 12345);
	return 0;
}
