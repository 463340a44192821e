module example.com/feed-thread-locked

go 1.22
