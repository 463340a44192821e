module example.com/slab-allocator-unlinks

go 1.22
