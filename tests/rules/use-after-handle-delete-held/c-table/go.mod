module example.com/c-table

go 1.22
