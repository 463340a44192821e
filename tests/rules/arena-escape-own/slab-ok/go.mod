module example.com/slab-ok

go 1.22
