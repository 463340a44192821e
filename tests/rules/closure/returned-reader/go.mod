module example.com/returned-reader

go 1.22
