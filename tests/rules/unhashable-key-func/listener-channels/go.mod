module example.com/listener-channels

go 1.22
