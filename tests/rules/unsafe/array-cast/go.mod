module example.com/array-cast

go 1.22
