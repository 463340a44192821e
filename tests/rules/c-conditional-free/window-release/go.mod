module example.com/window-release

go 1.22
