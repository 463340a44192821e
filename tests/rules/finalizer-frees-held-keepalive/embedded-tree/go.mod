module example.com/embedded-tree

go 1.24
