module example.com/inner-map

go 1.22
