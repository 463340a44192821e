module example.com/header-table

go 1.22
