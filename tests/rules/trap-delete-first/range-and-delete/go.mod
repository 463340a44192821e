module example.com/range-and-delete

go 1.22
