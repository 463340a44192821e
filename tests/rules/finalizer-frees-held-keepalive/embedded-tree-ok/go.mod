module example.com/embedded-tree-ok

go 1.24
