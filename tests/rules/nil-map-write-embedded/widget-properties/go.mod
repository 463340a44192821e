module example.com/widget-properties

go 1.22
