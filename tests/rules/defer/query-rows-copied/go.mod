module example.com/query-rows-copied

go 1.22
