module example.com/typed-alloc

go 1.22
