module example.com/sample-window-nil

go 1.22
