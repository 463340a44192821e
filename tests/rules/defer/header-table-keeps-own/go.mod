module example.com/header-table-keeps-own

go 1.22
