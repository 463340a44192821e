module example.com/copied-map

go 1.22
