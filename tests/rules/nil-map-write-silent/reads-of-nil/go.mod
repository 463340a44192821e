module example.com/reads-of-nil

go 1.22
