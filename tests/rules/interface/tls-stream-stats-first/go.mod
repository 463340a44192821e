module example.com/tls-stream-stats-first

go 1.22
