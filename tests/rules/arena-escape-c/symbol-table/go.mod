module example.com/symbol-table

go 1.22
