module example.com/byte-view

go 1.22
