module example.com/audio-buffer

go 1.22
