module example.com/linked-list

go 1.22
