module example.com/count-map

go 1.22
