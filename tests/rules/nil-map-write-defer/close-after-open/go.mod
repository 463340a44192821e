module example.com/close-after-open

go 1.22
