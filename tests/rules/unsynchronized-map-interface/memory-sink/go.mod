module example.com/memory-sink

go 1.22
