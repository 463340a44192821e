module example.com/stream-close

go 1.22
