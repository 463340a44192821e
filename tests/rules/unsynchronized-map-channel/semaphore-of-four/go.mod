module example.com/semaphore-of-four

go 1.22
