module example.com/other-packages-map-deleted

go 1.22
