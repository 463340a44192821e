module example.com/flag-value-makes

go 1.22
