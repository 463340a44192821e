module example.com/to-c-list

go 1.22
