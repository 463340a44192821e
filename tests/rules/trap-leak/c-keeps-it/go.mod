module example.com/c-keeps-it

go 1.22
