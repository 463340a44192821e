module example.com/c-struct-on-the-go-heap

go 1.22
