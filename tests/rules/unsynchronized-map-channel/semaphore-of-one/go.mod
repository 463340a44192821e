module example.com/semaphore-of-one

go 1.22
