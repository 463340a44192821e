module example.com/pointer-key

go 1.22
