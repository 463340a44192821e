module example.com/done-channel

go 1.22
