module example.com/route-table

go 1.24
