module example.com/off-heap-tree

go 1.22
