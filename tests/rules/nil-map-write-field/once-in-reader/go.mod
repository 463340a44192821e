module example.com/once-in-reader

go 1.22
