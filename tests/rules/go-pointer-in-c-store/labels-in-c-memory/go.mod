module example.com/labels-in-c-memory

go 1.22
