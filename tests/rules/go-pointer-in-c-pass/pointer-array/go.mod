module example.com/pointer-array

go 1.22
