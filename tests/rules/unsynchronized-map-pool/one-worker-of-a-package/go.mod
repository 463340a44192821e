module example.com/one-worker-of-a-package

go 1.22
