module example.com/key-type

go 1.22
