module example.com/nested-by-value

go 1.22
