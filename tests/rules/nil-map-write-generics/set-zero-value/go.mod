module example.com/set-zero-value

go 1.22
