module example.com/hook-function

go 1.22
