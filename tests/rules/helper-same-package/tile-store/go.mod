module example.com/tile-store

go 1.22
