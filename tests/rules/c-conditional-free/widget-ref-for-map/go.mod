module example.com/widget-ref-for-map

go 1.22
