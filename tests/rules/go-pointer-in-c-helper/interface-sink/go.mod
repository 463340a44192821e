module example.com/interface-sink

go 1.22
