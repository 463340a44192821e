/* SPDX-License-Identifier: MIT */
/* A pointer taken out of a map is used after the entry was erased. */
#include <map>
#include <string>

#include "run.h"

static std::map<int, std::string *> names;

static APART void add(int id, const char *name)
{
	names[id] = new std::string(name); /* alloc */
}

static APART void drop(int id)
{
	delete names[id]; /* free */
	names.erase(id);
}

static APART char use(const std::string *name)
{
	return *(const volatile char *)name->data(); /* access */
}

int main()
{
	add(7, "seven");
	std::string *seven = names[7];
	drop(7);
	printf("%d\n", use(seven) == 1);
	return 0;
}
