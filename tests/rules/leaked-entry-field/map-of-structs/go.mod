module example.com/map-of-structs

go 1.22
