module example.com/go-objects

go 1.22
