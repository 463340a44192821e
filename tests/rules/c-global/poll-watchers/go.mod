module example.com/poll-watchers

go 1.22
