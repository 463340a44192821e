module example.com/blob-sources-ok

go 1.22
