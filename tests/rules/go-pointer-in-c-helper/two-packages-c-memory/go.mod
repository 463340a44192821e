module example.com/two-packages-c-memory

go 1.22
