module example.com/shrink-to-fit

go 1.22
