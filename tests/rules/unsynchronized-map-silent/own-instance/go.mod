module example.com/own-instance

go 1.22
