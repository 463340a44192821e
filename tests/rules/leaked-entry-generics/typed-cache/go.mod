module example.com/typed-cache

go 1.22
