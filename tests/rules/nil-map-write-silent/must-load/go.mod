module example.com/must-load

go 1.22
