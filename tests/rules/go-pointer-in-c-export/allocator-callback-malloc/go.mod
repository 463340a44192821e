module example.com/allocator-callback-malloc

go 1.22
