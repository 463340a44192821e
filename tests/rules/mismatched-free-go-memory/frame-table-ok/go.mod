module example.com/frame-table-ok

go 1.22
