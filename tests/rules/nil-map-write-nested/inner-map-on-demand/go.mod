module example.com/inner-map-on-demand

go 1.22
