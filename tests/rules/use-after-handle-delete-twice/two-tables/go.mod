module example.com/two-tables

go 1.22
