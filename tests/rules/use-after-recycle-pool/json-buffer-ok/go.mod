module example.com/json-buffer-ok

go 1.22
