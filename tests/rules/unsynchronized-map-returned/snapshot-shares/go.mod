module example.com/snapshot-shares

go 1.22
