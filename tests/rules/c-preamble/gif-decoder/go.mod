module example.com/gif-decoder

go 1.22
