module example.com/sample-window

go 1.22
