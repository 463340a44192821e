module example.com/mutex-count

go 1.22
