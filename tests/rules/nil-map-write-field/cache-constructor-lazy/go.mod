module example.com/cache-constructor-lazy

go 1.22
