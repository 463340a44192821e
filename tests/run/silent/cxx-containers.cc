/* SPDX-License-Identifier: MIT */
/* Containers, exceptions, aligned and nothrow new. */
#include <cstdint>
#include <map>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "run.h"

struct alignas(256) wide {
	char bytes[300];
};

static APART int thrower(int i)
{
	std::string where("thrown from ");

	if (i % 3 == 0)
		throw std::runtime_error(where + std::to_string(i));
	return i;
}

int main()
{
	std::map<std::string, std::vector<std::unique_ptr<int>>> all;
	volatile std::size_t huge = PTRDIFF_MAX;
	int caught = 0;

	for (int i = 0; i < 3000; i++)
		all[std::to_string(i % 71)].push_back(
			std::make_unique<int>(i));
	for (int i = 0; i < 300; i++)
		try {
			thrower(i);
		} catch (const std::runtime_error &e) {
			caught++;
		}
	for (int i = 0; i < 100; i++) {
		std::unique_ptr<wide> w(new wide);
		std::unique_ptr<wide[]> ws(new wide[3]);

		MUST(reinterpret_cast<std::uintptr_t>(w.get()) % 256 == 0);
		MUST(reinterpret_cast<std::uintptr_t>(ws.get()) % 256 == 0);
	}
	MUST(!new (std::nothrow) char[huge]);
	try {
		char *volatile never = new char[huge];

		MUST(!never);
	} catch (const std::bad_alloc &) {
		caught++;
	}
	std::printf("%zu %d\n", all.size(), caught);
	return 0;
}
