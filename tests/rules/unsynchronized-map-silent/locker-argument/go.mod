module example.com/locker-argument

go 1.22
