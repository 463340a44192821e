module example.com/close-before-open

go 1.22
