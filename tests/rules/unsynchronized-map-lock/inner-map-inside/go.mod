module example.com/inner-map-inside

go 1.22
