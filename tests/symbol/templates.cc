// SPDX-License-Identifier: MIT
// templates.cc - code for test programs: templates, lambdas, local classes
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace {
template <typename K, typename V> class table
{
      public:
	__attribute__((noinline)) V &get(const K &key)
	{
		return rows[key];
	}
	void put(const K &key, V value)
	{
		get(key) = std::move(value);
	}
	size_t size() const
	{
		return rows.size();
	}

      private:
	std::map<K, V> rows;
};
} // namespace

namespace outer
{
struct shape {
	virtual ~shape() = default;
	virtual double area() const = 0;
};

template <int N> struct square : shape {
	double area() const override
	{
		return N * N;
	}
};

volatile int calls;

template <typename... T> __attribute__((noinline)) int count(T &&...)
{
	return (int)sizeof...(T) + calls++;
}
} // namespace outer

int main(int argc, char **argv)
{
	struct local {
		__attribute__((noinline)) static int twice(int x)
		{
			return 2 * x + (x ? 1 : 0);
		}
	};
	table<std::string, std::vector<int>> t;
	std::vector<outer::shape *> shapes = {new outer::square<3>,
					      new outer::square<4>};
	auto by_area = [](const outer::shape *a, const outer::shape *b) {
		return a->area() > b->area();
	};

	for (int i = 0; i < argc; i++)
		t.put(argv[i], std::vector<int>(i + 1, local::twice(i)));
	std::sort(shapes.begin(), shapes.end(), by_area);
	std::printf("%zu %f %d\n", t.size(), shapes[0]->area(),
		    outer::count(argc, argv, t));
	for (outer::shape *s : shapes)
		delete s;
	return 0;
}
