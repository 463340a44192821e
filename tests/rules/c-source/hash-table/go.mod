module example.com/hash-table

go 1.22
