module example.com/pointer-array-of-c

go 1.22
