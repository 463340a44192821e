module example.com/font-handle

go 1.24
