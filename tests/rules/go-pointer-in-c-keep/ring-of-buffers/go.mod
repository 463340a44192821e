module example.com/ring-of-buffers

go 1.22
