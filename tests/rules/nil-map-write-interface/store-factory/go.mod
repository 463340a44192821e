module example.com/store-factory

go 1.22
