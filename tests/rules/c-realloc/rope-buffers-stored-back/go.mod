module example.com/rope-buffers-stored-back

go 1.22
