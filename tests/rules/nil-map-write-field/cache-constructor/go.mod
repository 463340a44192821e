module example.com/cache-constructor

go 1.22
