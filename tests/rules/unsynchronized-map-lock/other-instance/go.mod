module example.com/other-instance

go 1.22
