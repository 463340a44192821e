module example.com/flat-by-value

go 1.22
