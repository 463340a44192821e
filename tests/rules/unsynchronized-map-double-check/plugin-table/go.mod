module example.com/plugin-table

go 1.22
