module example.com/session-table-ok

go 1.22
