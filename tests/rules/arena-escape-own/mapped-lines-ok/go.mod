module example.com/mapped-lines-ok

go 1.22
