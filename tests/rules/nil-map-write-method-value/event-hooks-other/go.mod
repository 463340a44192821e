module example.com/event-hooks-other

go 1.22
