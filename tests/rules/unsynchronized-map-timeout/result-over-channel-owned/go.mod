module example.com/result-over-channel-owned

go 1.22
