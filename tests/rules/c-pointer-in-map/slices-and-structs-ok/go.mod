module example.com/slices-and-structs-ok

go 1.22
