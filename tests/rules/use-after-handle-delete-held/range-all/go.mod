module example.com/range-all

go 1.22
