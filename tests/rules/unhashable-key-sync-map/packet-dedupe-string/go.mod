module example.com/packet-dedupe-string

go 1.22
