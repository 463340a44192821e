module example.com/copy-on-write

go 1.22
