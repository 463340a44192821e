module example.com/route-table-on-entry

go 1.24
