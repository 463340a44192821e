module example.com/result-over-channel

go 1.22
