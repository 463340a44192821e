module example.com/alias-table

go 1.22
