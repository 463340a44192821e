module example.com/session-table

go 1.22
