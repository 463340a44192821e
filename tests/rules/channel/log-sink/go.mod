module example.com/log-sink

go 1.22
