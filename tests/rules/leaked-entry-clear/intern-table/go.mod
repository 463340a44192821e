module example.com/intern-table

go 1.22
