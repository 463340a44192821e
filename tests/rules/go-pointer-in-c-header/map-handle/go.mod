module example.com/map-handle

go 1.22
