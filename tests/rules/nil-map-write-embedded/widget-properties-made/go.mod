module example.com/widget-properties-made

go 1.22
