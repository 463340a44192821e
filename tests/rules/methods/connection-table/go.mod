module example.com/connection-table

go 1.22
