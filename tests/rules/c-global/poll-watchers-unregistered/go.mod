module example.com/poll-watchers-unregistered

go 1.22
