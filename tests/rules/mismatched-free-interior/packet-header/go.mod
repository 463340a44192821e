module example.com/packet-header

go 1.22
