module example.com/tile-store-unlinks-first

go 1.22
