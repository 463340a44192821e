module example.com/packet-dedupe

go 1.22
