module example.com/map-variable

go 1.22
