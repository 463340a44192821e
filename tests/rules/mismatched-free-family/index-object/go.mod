module example.com/index-object

go 1.22
