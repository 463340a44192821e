module example.com/generic-seed

go 1.22
