module example.com/alias-table-kind

go 1.22
