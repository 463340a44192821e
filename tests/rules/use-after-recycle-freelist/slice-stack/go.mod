module example.com/slice-stack

go 1.22
