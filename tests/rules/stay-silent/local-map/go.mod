module example.com/local-map

go 1.22
