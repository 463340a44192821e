module example.com/memo-arguments

go 1.22
