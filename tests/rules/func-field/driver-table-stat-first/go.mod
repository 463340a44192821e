module example.com/driver-table-stat-first

go 1.22
