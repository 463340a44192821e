module example.com/asset-store-deletes-first

go 1.22
