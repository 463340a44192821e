module example.com/numbers-and-wrappers-ok

go 1.22
