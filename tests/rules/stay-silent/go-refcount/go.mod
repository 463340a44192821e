module example.com/go-refcount

go 1.22
