module example.com/scan-state

go 1.22
