module example.com/helper-image

go 1.24
