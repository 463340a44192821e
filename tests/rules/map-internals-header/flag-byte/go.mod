module example.com/flag-byte

go 1.22
