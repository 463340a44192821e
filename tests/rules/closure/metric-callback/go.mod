module example.com/metric-callback

go 1.22
