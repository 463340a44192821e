module example.com/early-argument

go 1.22
