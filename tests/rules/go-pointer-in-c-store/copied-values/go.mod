module example.com/copied-values

go 1.22
