module example.com/wrong-order

go 1.22
