module example.com/right-order

go 1.22
