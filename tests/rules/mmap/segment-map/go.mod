module example.com/segment-map

go 1.22
