module example.com/slab-allocator

go 1.22
