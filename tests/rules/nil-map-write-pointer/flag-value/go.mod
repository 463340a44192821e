module example.com/flag-value

go 1.22
