module example.com/peer-in-map-raises

go 1.22
