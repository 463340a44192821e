module example.com/one-mutex

go 1.22
