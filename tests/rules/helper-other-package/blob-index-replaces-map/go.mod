module example.com/blob-index-replaces-map

go 1.22
