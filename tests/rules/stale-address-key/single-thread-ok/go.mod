module example.com/single-thread-ok

go 1.22
