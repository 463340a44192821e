module example.com/metric-callback-unregistered

go 1.22
