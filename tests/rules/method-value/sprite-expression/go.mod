module example.com/sprite-expression

go 1.22
