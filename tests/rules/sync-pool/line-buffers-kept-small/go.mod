module example.com/line-buffers-kept-small

go 1.22
