module example.com/to-caller

go 1.22
