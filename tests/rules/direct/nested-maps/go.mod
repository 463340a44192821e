module example.com/nested-maps

go 1.22
