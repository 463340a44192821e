module example.com/c-table-ok

go 1.22
