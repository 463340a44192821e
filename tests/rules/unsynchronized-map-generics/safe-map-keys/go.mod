module example.com/safe-map-keys

go 1.22
