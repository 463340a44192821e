module example.com/inverted-check

go 1.22
