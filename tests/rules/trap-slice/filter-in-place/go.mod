module example.com/filter-in-place

go 1.22
