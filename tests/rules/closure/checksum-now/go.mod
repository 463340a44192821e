module example.com/checksum-now

go 1.22
