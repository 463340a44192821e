module example.com/blob-sources

go 1.22
