module example.com/add-before

go 1.22
