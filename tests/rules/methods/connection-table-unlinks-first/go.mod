module example.com/connection-table-unlinks-first

go 1.22
