module example.com/window-release-keeps

go 1.22
