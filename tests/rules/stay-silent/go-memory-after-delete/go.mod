module example.com/go-memory-after-delete

go 1.22
