module example.com/c-pointers-in-go

go 1.22
