module example.com/driver-table

go 1.22
