module example.com/base-table

go 1.22
