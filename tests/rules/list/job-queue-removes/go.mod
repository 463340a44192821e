module example.com/job-queue-removes

go 1.22
