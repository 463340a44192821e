module example.com/thumbnail-error

go 1.22
