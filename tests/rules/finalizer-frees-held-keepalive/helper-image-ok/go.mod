module example.com/helper-image-ok

go 1.24
