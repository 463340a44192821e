module example.com/rope-buffers

go 1.22
