module example.com/map-entry

go 1.22
