module example.com/peer-in-map

go 1.22
