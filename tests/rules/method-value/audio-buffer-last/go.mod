module example.com/audio-buffer-last

go 1.22
