module example.com/memo-arguments-comparable

go 1.22
