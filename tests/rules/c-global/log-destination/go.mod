module example.com/log-destination

go 1.22
