module example.com/sprite-expression-swaps

go 1.22
