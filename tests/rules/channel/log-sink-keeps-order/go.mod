module example.com/log-sink-keeps-order

go 1.22
