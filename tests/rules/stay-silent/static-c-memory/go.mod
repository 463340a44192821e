module example.com/static-c-memory

go 1.22
