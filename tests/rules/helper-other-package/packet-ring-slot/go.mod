module example.com/packet-ring-slot

go 1.22
