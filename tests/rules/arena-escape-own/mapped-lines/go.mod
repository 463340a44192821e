module example.com/mapped-lines

go 1.22
