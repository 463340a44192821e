module example.com/json-dump-copied

go 1.22
