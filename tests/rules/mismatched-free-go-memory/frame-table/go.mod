module example.com/frame-table

go 1.22
