module example.com/off-heap-tree-throughout

go 1.22
