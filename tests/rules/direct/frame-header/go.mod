module example.com/frame-header

go 1.22
