module example.com/allocator-callback

go 1.22
