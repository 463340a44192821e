module example.com/blob-index

go 1.22
