module example.com/typed-pool

go 1.22
