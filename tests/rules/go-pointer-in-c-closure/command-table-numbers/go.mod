module example.com/command-table-numbers

go 1.22
