module example.com/forced-clear

go 1.22
