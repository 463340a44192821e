module example.com/scratch-buffer-ok

go 1.22
