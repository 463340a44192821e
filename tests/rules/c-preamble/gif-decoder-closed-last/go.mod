module example.com/gif-decoder-closed-last

go 1.22
