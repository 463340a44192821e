module example.com/handle-table

go 1.22
