module example.com/icon-cache-deletes-first

go 1.22
