module example.com/tls-stream

go 1.22
