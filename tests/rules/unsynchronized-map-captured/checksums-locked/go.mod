module example.com/checksums-locked

go 1.22
