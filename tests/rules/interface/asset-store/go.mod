module example.com/asset-store

go 1.22
