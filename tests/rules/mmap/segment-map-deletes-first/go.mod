module example.com/segment-map-deletes-first

go 1.22
