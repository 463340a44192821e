module example.com/visit-counter

go 1.22
