module example.com/json-buffer

go 1.22
