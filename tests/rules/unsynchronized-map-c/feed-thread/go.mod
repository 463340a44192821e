module example.com/feed-thread

go 1.22
