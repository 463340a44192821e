module example.com/libc-allocators

go 1.22
