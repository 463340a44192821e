module example.com/widget-unref

go 1.22
