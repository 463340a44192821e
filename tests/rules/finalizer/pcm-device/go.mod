module example.com/pcm-device

go 1.22
