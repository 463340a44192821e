module example.com/scratch-buffer

go 1.22
