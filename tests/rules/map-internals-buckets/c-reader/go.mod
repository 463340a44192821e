module example.com/c-reader

go 1.22
