module example.com/log-destination-detached

go 1.22
