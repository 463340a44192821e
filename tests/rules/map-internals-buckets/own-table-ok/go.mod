module example.com/own-table-ok

go 1.22
