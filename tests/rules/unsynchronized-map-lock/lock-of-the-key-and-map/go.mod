module example.com/lock-of-the-key-and-map

go 1.22
