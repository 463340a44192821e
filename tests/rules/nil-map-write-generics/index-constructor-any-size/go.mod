module example.com/index-constructor-any-size

go 1.22
