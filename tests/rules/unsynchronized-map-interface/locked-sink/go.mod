module example.com/locked-sink

go 1.22
