module example.com/copied-by-value

go 1.22
