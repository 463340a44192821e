module example.com/c-nodes

go 1.22
