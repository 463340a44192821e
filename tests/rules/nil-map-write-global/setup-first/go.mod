module example.com/setup-first

go 1.22
