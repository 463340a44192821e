module example.com/visited-nodes

go 1.22
