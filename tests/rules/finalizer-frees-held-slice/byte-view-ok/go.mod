module example.com/byte-view-ok

go 1.22
