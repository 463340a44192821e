module example.com/last-frames

go 1.22
