module example.com/once-value

go 1.25
