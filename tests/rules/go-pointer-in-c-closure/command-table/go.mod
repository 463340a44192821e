module example.com/command-table

go 1.22
