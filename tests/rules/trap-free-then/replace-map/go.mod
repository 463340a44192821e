module example.com/replace-map

go 1.22
