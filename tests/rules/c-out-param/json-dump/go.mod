module example.com/json-dump

go 1.22
