module example.com/packet-ring-slot-copied

go 1.22
