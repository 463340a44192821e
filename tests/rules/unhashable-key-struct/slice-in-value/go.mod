module example.com/slice-in-value

go 1.22
