module example.com/composite-key

go 1.22
