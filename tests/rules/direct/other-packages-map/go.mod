module example.com/other-packages-map

go 1.22
