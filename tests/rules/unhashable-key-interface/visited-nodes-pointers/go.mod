module example.com/visited-nodes-pointers

go 1.22
