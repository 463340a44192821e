module example.com/range-of-itself

go 1.22
