module example.com/two-packages

go 1.22
