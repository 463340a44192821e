module example.com/index-constructor

go 1.22
