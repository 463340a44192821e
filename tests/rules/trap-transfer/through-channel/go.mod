module example.com/through-channel

go 1.22
