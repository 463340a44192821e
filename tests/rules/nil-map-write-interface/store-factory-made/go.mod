module example.com/store-factory-made

go 1.22
