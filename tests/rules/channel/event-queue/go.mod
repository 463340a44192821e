module example.com/event-queue

go 1.22
