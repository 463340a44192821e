module example.com/event-hooks

go 1.22
