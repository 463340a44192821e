module example.com/filled-by-pointer

go 1.22
