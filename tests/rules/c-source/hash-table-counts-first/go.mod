module example.com/hash-table-counts-first

go 1.22
