module example.com/line-buffers

go 1.22
