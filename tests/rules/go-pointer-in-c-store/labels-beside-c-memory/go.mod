module example.com/labels-beside-c-memory

go 1.22
