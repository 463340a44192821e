module example.com/shared-counter

go 1.22
