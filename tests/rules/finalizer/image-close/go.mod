module example.com/image-close

go 1.22
