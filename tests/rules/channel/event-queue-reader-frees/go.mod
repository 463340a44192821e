module example.com/event-queue-reader-frees

go 1.22
